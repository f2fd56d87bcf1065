// When answers cannot be kept, were set aside, or are given out of the LMS's session, say it once, at the foot of the window.

import { saveBackup } from "../widgets/shared/backup.js";
import { $, fill, h } from "../widgets/shared/dom.js";
import { status, subscribe } from "../widgets/shared/state.js";

// A page of the SCORM package, in a tab of its own: the launch page is not around it.
const AWAY =
  "Cet onglet n’est pas relié à la plateforme de formation\u00a0: elle ne reçoit pas ce que vous y répondez. Fermez-le et revenez à l’onglet du cours.";
const away = () => parent === globalThis.window && location.pathname.includes("/livre-scorm/");

export function notice() {
  const box = $(".avis-stockage");
  if (!box) return;
  let shown = "";

  function show() {
    const { kept, message: trouble } = status();
    const message = trouble || (away() ? AWAY : "");
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
    const button = (text, onclick) => h("button", { type: "button", class: "ess-btn", onclick }, text);
    const words = h("p", {}, message);
    const save = () => {
      words.textContent = `${saveBackup()} «\u202fCe que j’ai appris\u202f» le reprend quand vous voulez.`;
    };
    fill(box, words, !kept && button("Enregistrer mes réponses dans un fichier", save), button("J’ai compris", close));
  }

  subscribe(show);
  show();
}
