// Each point « À retenir » may be kept, for « Ce que j’ai appris ».

import { $$, h } from "../widgets/shared/dom.js";
import { isPointKept, togglePoint } from "../widgets/shared/points.js";
import { subscribe } from "../widgets/shared/state.js";

/** The words of a point, without its bubbles. */
function words(item) {
  const copy = item.cloneNode(true);
  for (const el of $$(".info-bulle", copy)) el.remove();
  return copy.textContent.replace(/[ \n]+/g, " ").trim();
}

export function points() {
  const page = document.body.dataset.page;
  const shown = $$(".page .bloc--retenir li").map((item) => {
    const point = { page, texte: words(item) };
    const label = h("span", {}, "Garder ce point");
    const button = h("button", { type: "button", class: "garder-point", onclick: () => togglePoint(point) },
      label, h("span", { class: "visually-hidden" }, `\u00a0: ${point.texte}`));
    (item.lastElementChild?.matches("p") ? item.lastElementChild : item).append(" ", button);
    return { point, button, label };
  });
  if (!shown.length) return;

  function show() {
    for (const { point, button, label } of shown) {
      const on = isPointKept(point);
      if (button.getAttribute("aria-pressed") === String(on)) continue;
      button.setAttribute("aria-pressed", String(on));
      label.textContent = on ? "Point gardé" : "Garder ce point";
    }
  }
  subscribe(show);
  show();
}
