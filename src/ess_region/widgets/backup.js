// My answers in a file, to go on elsewhere; another file in their place, which can be undone; everything erased.

import { saveBackup } from "./shared/backup.js";
import { formatDay } from "./shared/dates.js";
import { dayOf } from "./shared/day.js";
import { $, announce, fill, h, uid } from "./shared/dom.js";
import { regionInfo } from "./shared/region.js";
import { inventory, MAX_SIZE, readBackup, TOO_BIG } from "./shared/restore.js";
import { clear, replaceAll, replaced, restoreReplaced, snapshot, status, subscribe } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const count = (number, one, several) => `${number}${NBSP}${number > 1 ? several : one}`;

/** What a state holds, as short sentences; one that says so when it holds nothing. Pure but for regions' names. */
export function contents(etat) {
  const { region, reponses, chapitres, points, plan, essais } = inventory(etat);
  const found = [
    region && `Région${NBSP}: ${regionInfo(region)?.nom ?? "inconnue ici"}`,
    reponses > 0 && count(reponses, "réponse", "réponses"),
    chapitres > 0 && count(chapitres, "chapitre terminé", "chapitres terminés"),
    essais > 0 && count(essais, "test passé", "tests passés"),
    points > 0 && count(points, "point gardé", "points gardés"),
    plan > 0 && count(plan, "ligne dans le plan", "lignes dans le plan"),
  ].filter(Boolean);
  return found.length ? found : ["Rien pour l’instant"];
}

function enhance({ root, model }) {
  const note = $(".sauve-note", root);
  const id = uid("sauvegarde");
  const said = h("p", { class: "sauve-dit", role: "status" });
  const wrong = h("p", { class: "sauve-erreur", role: "alert", hidden: true });
  const ask = h("div", { class: "sauve-question", role: "group", tabindex: "-1", "aria-labelledby": `${id}-question`, hidden: true });
  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, text);

  const saver = button("Enregistrer mes réponses dans un fichier", () => tell(saveBackup(model.get("version"))), "ess-btn--primary");
  const field = h("input", { type: "file", id, accept: ".json,application/json", "aria-describedby": `${id}-erreur`, onchange: open });
  wrong.id = `${id}-erreur`;
  const undo = button("Annuler l’import", () => propose(UNDO, replaced(), undo));
  const erase = button("Tout effacer", () => propose(ERASE, null, erase), "ess-btn--quiet");
  const live = h("div", { class: "sauve-vif" },
    h("p", {}, saver),
    h("div", { class: "ess-field" }, h("label", { for: id }, "Reprendre un fichier enregistré"), field),
    wrong, ask, said,
    h("p", { class: "sauve-bas" }, undo, erase));
  note.hidden = true;
  root.append(live);

  function tell(sentence) {
    wrong.hidden = true;
    announce(said, sentence);
  }

  function refuse(sentence) {
    close();
    said.textContent = "";
    wrong.hidden = false;
    announce(wrong, sentence);
    field.setAttribute("aria-invalid", "true");
  }

  async function open() {
    const [file] = field.files;
    if (!file) return;
    field.removeAttribute("aria-invalid");
    if (file.size > MAX_SIZE) return refuse(TOO_BIG);
    let text;
    try {
      text = await file.text();
    } catch {
      return refuse("Ce fichier ne s’ouvre pas. Copiez-le sur cet appareil, puis choisissez-le de nouveau.");
    }
    const { error, etat, date } = readBackup(text);
    if (error) return refuse(error);
    return propose({ ...IMPORT, lead: date ? `Fichier enregistré le ${formatDay(dayOf(date))}.` : "" }, etat, field);
  }

  const IMPORT = { title: "Remplacer ce qui est ici\u202f?", theirs: "Dans le fichier", yes: "Remplacer par le fichier", act: load };
  const UNDO = { title: "Annuler l’import\u202f?", lead: "Ce que vous avez fait depuis l’import sera perdu.", theirs: "Avant l’import", yes: "Revenir à l’état d’avant", act: back };
  const ERASE = { title: "Tout effacer\u202f?", lead: "On ne peut pas revenir en arrière. Enregistrez d’abord un fichier si vous hésitez.", yes: "Oui, tout effacer", act: wipe };

  // Shows what is at stake, and asks. `from`: where the focus goes back to.
  function propose({ title, lead, theirs, yes, act }, etat, from) {
    said.textContent = "";
    wrong.hidden = true;
    const holds = (name, state) => h("div", {}, h("p", { class: "sauve-titre" }, name), h("ul", {}, contents(state).map((one) => h("li", {}, one))));
    const no = () => {
      close();
      from.focus();
    };
    fill(ask,
      h("p", { class: "sauve-titre", id: `${id}-question` }, title),
      lead && h("p", {}, lead),
      h("div", { class: "sauve-deux" }, etat && holds(theirs, etat), holds("Ici, maintenant", snapshot())),
      h("p", { class: "sauve-boutons" }, button(yes, () => act(etat), "ess-btn--primary"), button("Tout garder", no)));
    ask.hidden = false;
    requestAnimationFrame(() => ask.focus());
  }

  function close() {
    ask.hidden = true;
    fill(ask);
    field.value = "";
  }

  const after = (sentence, next) => {
    close();
    show();
    tell(status().kept ? sentence : status().message);
    next.focus();
  };
  function load(etat) {
    replaceAll(etat);
    after("C’est fait. Vos réponses sont celles du fichier. Vous pouvez encore annuler l’import.", undo);
  }
  function back() {
    restoreReplaced();
    after("L’import est annulé. Vous retrouvez vos réponses d’avant.", field);
  }
  function wipe() {
    clear();
    after("Tout est effacé.", erase);
  }

  function show() {
    undo.hidden = !replaced();
  }
  show();
  const stop = subscribe(show);
  return () => {
    stop();
    live.remove();
    note.hidden = false;
  };
}

export default widget(enhance);
