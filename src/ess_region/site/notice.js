// When answers cannot be kept, or were set aside, say it once, at the foot of the window.

import { $, fill, h } from "../widgets/shared/dom.js";
import { status, subscribe } from "../widgets/shared/state.js";

export function notice() {
  const box = $(".avis-stockage");
  if (!box) return;
  let shown = "";

  function show() {
    const { message } = status();
    if (message === shown) return;
    shown = message;
    if (!message) {
      fill(box);
      return;
    }
    const close = () => {
      fill(box);
      $("#contenu")?.focus({ preventScroll: true });
    };
    fill(box, h("p", {}, message), h("button", { type: "button", class: "ess-btn", onclick: close }, "J’ai compris"));
  }

  subscribe(show);
  show();
}
