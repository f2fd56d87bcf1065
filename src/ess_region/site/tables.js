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

  // Focusable only when there is something to scroll: no useless stop on the way.
  function check() {
    for (const frame of frames) {
      if (frame.scrollWidth > frame.clientWidth + 1) {
        const caption = $("caption", frame)?.textContent.trim();
        frame.tabIndex = 0;
        frame.setAttribute("role", "region");
        frame.setAttribute("aria-label", caption ? `Tableau\u00a0: ${caption}` : "Tableau à faire défiler");
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
