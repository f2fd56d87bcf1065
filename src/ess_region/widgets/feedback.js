// What a person thought of the training: kept here, given as a code, or filled in on paper.

import { answersCode } from "./shared/codes.js";
import { $, $$, announce, h } from "./shared/dom.js";
import { printOnly } from "./shared/export.js";
import { roomCode } from "./shared/room-code.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

/** The answers that make sense, by statement. Pure. */
export function clean(kept, statements) {
  const found = {};
  for (const { id, reponses } of statements) {
    const value = kept !== null && typeof kept === "object" && Object.hasOwn(kept, id) ? kept[id] : null;
    if (reponses.some(({ cle }) => cle === value)) found[id] = value;
  }
  return found;
}

/** « 7 réponses sur 9. » Pure. */
export const progressSentence = (done, total) => (done === total ? "Vous avez répondu à tout. Merci." : `${done} ${done > 1 ? "réponses" : "réponse"} sur ${total}.`);

function enhance({ root, model }) {
  const statements = model.get("statements");
  const path = ["avis", model.get("slug")];
  const sheet = $(".avis-feuille", root);
  const inputs = $$("input[type=radio]", root);
  const statementOf = (input) => input.closest("[data-affirmation]").dataset.affirmation;
  let given = {};

  $(".avis-note", root).hidden = true;
  const said = h("p", { class: "avis-dit", role: "status" });
  const erase = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: forget }, "Effacer mes réponses");
  const room = roomCode(model.get("slug"), () => answersCode(model.get("code"), statements, ({ id }) => given[id] && { valeur: given[id] }), "réponses");
  const print = h("button", { type: "button", class: "ess-btn", onclick: () => printOnly(sheet) }, "Imprimer la feuille");
  const foot = h("div", { class: "avis-fin" }, said, room.el, h("p", { class: "doc-boutons avis-boutons" }, print, erase));
  sheet.after(foot);

  function show(kept, spoken) {
    given = clean(kept, statements);
    for (const input of inputs) input.checked = given[statementOf(input)] === input.value;
    const done = Object.keys(given).length;
    room.el.hidden = erase.hidden = !done;
    room.refresh();
    const sentence = done ? progressSentence(done, statements.length) : "";
    if (spoken && !done) announce(said, "Vos réponses sont effacées.");
    else if (said.textContent !== sentence && (done || spoken)) said.textContent = sentence;
    if (JSON.stringify(given) === JSON.stringify(model.get("given"))) return;
    model.set("given", given);
    model.save_changes();
  }

  function keep(event) {
    if (event.target.type !== "radio") return;
    write(path, { ...given, [statementOf(event.target)]: event.target.value });
  }

  function forget() {
    write(path, null);
    show(null, true);
    inputs[0].focus();
  }

  show(read(path) ?? model.get("given"), false);
  root.addEventListener("change", keep);
  const stop = subscribe(() => show(read(path), false));
  return () => {
    stop();
    root.removeEventListener("change", keep);
    foot.remove();
    $(".avis-note", root).hidden = false;
  };
}

export default widget(enhance);
