// A table wider than the screen scrolls inside its own frame, reachable from the keyboard. Without
// the script the table itself scrolls; the frame keeps the table's semantics in every browser.

import { $, $$, h } from "../widgets/shared/dom.js";

export function tables() {
  const frames = $$(".page table:not(.ess-widget table)").map((table) => {
    const parent = table.parentElement;
    if (parent.classList.contains("table-cadre")) return parent;
    const frame = h("div", { class: "table-cadre" });
    table.replaceWith(frame);
    frame.append(table);
    return frame;
  });

  // Its caption, or the title of its section; two regions of a page never have the same name.
  const names = new Map();
  for (const frame of frames) {
    const title = $("caption", frame) ?? $("h1, h2, h3", frame.closest("section") ?? document);
    const name = `Tableau\u00a0: ${title?.firstChild?.textContent.trim() ?? ""}`;
    const twins = [...names.values()].filter((one) => one.replace(/ \(\d+\)$/, "") === name).length;
    names.set(frame, twins ? `${name} (${twins + 1})` : name);
  }

  // Focusable only when there is something to scroll: no useless stop on the way.
  function check() {
    for (const frame of frames) {
      if (frame.scrollWidth > frame.clientWidth + 1) {
        frame.tabIndex = 0;
        frame.setAttribute("role", "region");
        frame.setAttribute("aria-label", names.get(frame));
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
      }
    }
  }

  if (!frames.length) return;
  check();
  if (globalThis.ResizeObserver) {
    const observer = new ResizeObserver(check);
    for (const frame of frames) observer.observe(frame);
  }
}
