// The chain to complete: for each need, who meets it here; then the links that are missing, what to do about
// them and whom to ask. The needs, the ways and the questions are read from the static table.

import { documentActions } from "./shared/documents.js";
import { today } from "./shared/dates.js";
import { $, $$, announce, h, uid } from "./shared/dom.js";
import { keepButton } from "./shared/plan.js";
import { currentRegion, regionInfo } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const LONGEST = 200;
const CHOICES = { qui: "Quelqu’un", personne: "Personne", ignore: "Je ne sais pas" };
const STATES = { tenu: "Tenu", nommer: "À nommer", manque: "Manque", doute: "À vérifier" };

/** What an answer { r, t } makes of a link: tenu, nommer (someone, but who?), manque, doute or "". Pure. */
export function stateOf(answer) {
  if (answer?.r === "qui") return answer.t?.trim() ? "tenu" : "nommer";
  return { personne: "manque", ignore: "doute" }[answer?.r] ?? "";
}

/** « Sur 3 besoins : 1 tenu, 1 sans personne, 1 sans réponse. » `states`: one per line shown. Pure. */
export function summary(states, { ligne, lignes }) {
  const said = [["tenu", "tenu", "tenus"], ["manque", "sans personne", "sans personne"], ["doute", "à vérifier", "à vérifier"],
    ["nommer", "dont il reste à écrire le nom", "dont il reste à écrire le nom"], ["", "sans réponse", "sans réponse"]]
    .map(([state, one, several]) => [states.filter((own) => own === state).length, one, several])
    .filter(([count]) => count)
    .map(([count, one, several]) => `${count} ${count > 1 ? several : one}`);
  return `Sur ${states.length} ${states.length > 1 ? lignes : ligne}${NBSP}: ${said.join(", ")}.`;
}

/** What is kept, made safe: { groupe, territoire, reponses: { line: { r, t } } }. Pure. */
export function clean(kept, groups, lines) {
  const text = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : "");
  const answers = {};
  for (const id of lines) {
    const own = kept?.reponses?.[id];
    if (Object.hasOwn(CHOICES, own?.r)) answers[id] = { r: own.r, t: text(own.t) };
  }
  const groupe = groups.includes(kept?.groupe) || kept?.groupe === "tout" ? kept.groupe : "";
  return { groupe, territoire: text(kept?.territoire), reponses: answers };
}

/** What is written of an answer, on paper. Pure. */
export function words({ r, t } = {}) {
  if (r === "qui") return t?.trim() || "Quelqu’un, à nommer";
  return { personne: "Personne", ignore: "À vérifier" }[r] ?? "";
}

/** The document taken away: what each line is, then what is missing, then what to check. Pure. */
export function toDocument({ titre, groupe, ici, ligne }, lines, answers, place, date) {
  const blocks = [];
  const groups = [...new Set(lines.map((line) => line.groupe))];
  const head = [ligne[0].toUpperCase() + ligne.slice(1), "Dans les exemples de 2015", ici];
  for (const name of groups) {
    const rows = lines.filter((line) => line.groupe === name)
      .map((line) => [line.besoin, line.exemples.join("\u202f; ") || "Aucun exemple", words(answers[line.id])]);
    blocks.push({ kind: "table", caption: `${groupe}${NBSP}: ${name}`, head, rows });
  }
  const list = (state, title, item) => {
    const found = lines.filter((line) => [state].flat().includes(stateOf(answers[line.id])));
    if (found.length) blocks.push({ kind: "heading", level: 2, text: title }, { kind: "list", items: found.map(item) });
  };
  list("manque", "Ce qui manque", (line) => [{ bold: line.besoin }, `${NBSP}: ${line.maniere}. ${line.demande}`]);
  list(["doute", "nommer"], "Ce qui reste à vérifier", (line) => [{ bold: line.besoin }, `${NBSP}: ${line.demande}`]);
  blocks.push({ kind: "note", text: "Les besoins et les exemples viennent de la brochure de 2015. Le lien entre eux, les manières proposées et les questions sont ceux du cours." });
  return { title: titre, subtitle: place, date, blocks };
}

function enhance({ root, model }) {
  const slug = model.get("slug");
  const said = model.get("words");
  const path = ["chaine", slug];
  const table = $(".chaine-table", root);
  const bodies = $$("tbody", table);
  const groups = bodies.map((body) => body.dataset.groupe);
  const name = (body) => $(".chaine-groupe b", body).textContent;
  const lines = bodies.flatMap((body) => $$("tr[data-ligne]", body).map((row) => enliven(row, name(body), body.dataset.groupe)));
  const ids = lines.map(({ id }) => id);
  let kept = clean(read(path), groups, ids);
  let before = null; // what « Effacer » took away

  // -- one line -----------------------------------------------------------------------------------

  function enliven(row, groupe, groupId) {
    const id = row.dataset.ligne;
    const after = row.nextElementSibling;
    const cell = $(".chaine-ici", row);
    const way = $(".chaine-manque", after);
    const besoin = $(".chaine-besoin", row).textContent;
    const title = $(".chaine-titre", way);
    title.id = uid("chaine-maniere");
    const radios = Object.entries(CHOICES).map(([value, label]) =>
      h("label", { class: "ess-choice" },
        h("input", { type: "radio", name: `${slug}-${id}`, value, onchange: () => answer(id, { r: value }) }),
        h("span", {}, label)));
    const field = uid("chaine-qui");
    const who = h("input", { id: field, type: "text", maxlength: LONGEST, autocomplete: "off", oninput: () => answer(id, { t: who.value }) });
    const naming = h("div", { class: "ess-field", hidden: true }, h("label", { for: field }, "Qui\u202f?", h("span", { class: "visually-hidden" }, ` ${besoin}`)), who);
    const state = h("span", { class: "chaine-etat" });
    const paper = h("span", { class: "chaine-papier" });
    const box = h("fieldset", {}, h("legend", { class: "visually-hidden" }, `${said.ici} ${besoin}`), h("div", { class: "chaine-choix" }, radios), naming);
    $("th", row).append(state);
    cell.append(box, paper);
    const keepWay = keepButton({ kind: "maniere", id: way.dataset.maniere, title: title.textContent, page: way.dataset.levier, note: besoin });
    keepWay.setAttribute("aria-describedby", title.id);
    way.append(" ", keepWay);
    return {
      id, row, after, box, who, naming, state, paper, keepWay, way, groupe, groupId, besoin, radios,
      maniere: $(".chaine-maniere", way).textContent,
      demande: $(".chaine-demande", after).textContent,
      exemples: $$(".chaine-exemples li", row).map((item) => item.textContent),
    };
  }

  function answer(id, change) {
    const own = kept.reponses[id] ?? { r: "qui", t: "" };
    kept = { ...kept, reponses: { ...kept.reponses, [id]: { ...own, ...change } } };
    save();
    show();
  }

  // -- around -------------------------------------------------------------------------------------

  const group = uid("chaine-groupe");
  const stages = [...bodies.map((body) => [body.dataset.groupe, name(body)]), ["tout", said.tout]].map(([value, label]) =>
    h("label", { class: "ess-choice" },
      h("input", { type: "radio", name: group, value, onchange: () => turn(value) }), h("span", {}, label)));
  const landId = uid("chaine-territoire");
  const land = h("input", { id: landId, type: "text", maxlength: LONGEST, autocomplete: "off", oninput: () => { kept = { ...kept, territoire: land.value }; save(); } });
  const top = h("div", { class: "chaine-haut" },
    h("fieldset", { class: "chaine-etapes" }, h("legend", {}, said.choix), stages),
    h("div", { class: "ess-field" }, h("label", { for: landId }, "Votre territoire (facultatif)"), land));
  const status = h("p", { class: "chaine-bilan", role: "status" });
  const missing = h("p", {}, h("b", {}, `Ce qui manque${NBSP}:`), " ");
  const item = { kind: "document", id: `chaine-${slug}`, title: said.titre, page: slug, note: "" };
  const keepAll = keepButton(item);
  const erase = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => (before ? restore() : forget()) });
  const bottom = h("div", { class: "chaine-bas" }, status, missing,
    documentActions(() => toDocument(said, shown(), kept.reponses, placeName(), today()), { name: said.fichier }),
    h("div", { class: "chaine-suites" }, keepAll, erase));
  root.prepend(top);
  table.after(bottom);

  const current = () => kept.groupe || groups.find((id) => id === model.get("group")) || groups[0];
  const shown = () => lines.filter((line) => current() === "tout" || line.groupId === current());
  const placeName = () => kept.territoire.trim() || regionInfo(currentRegion())?.nom || "";

  function turn(value) {
    kept = { ...kept, groupe: value };
    save();
    model.set("group", value === "tout" ? "" : value);
    model.save_changes();
    show();
  }

  function save() {
    before = null;
    write(path, kept);
  }

  function forget() {
    const was = kept;
    kept = { ...kept, reponses: {}, territoire: "" };
    write(path, kept);
    before = was;
    show();
    announce(status, "Vos réponses sont effacées.");
  }

  function restore() {
    kept = before;
    save();
    show();
    announce(status, "Vos réponses sont revenues.");
  }

  function show() {
    for (const label of stages) $("input", label).checked = $("input", label).value === current();
    for (const body of bodies) body.hidden = current() !== "tout" && body.dataset.groupe !== current();
    if (land.value !== kept.territoire) land.value = kept.territoire;
    land.placeholder = regionInfo(currentRegion())?.nom ?? "";
    for (const line of lines) {
      const own = kept.reponses[line.id];
      const state = stateOf(own);
      if (line.row.dataset.etat !== state) line.row.dataset.etat = state;
      for (const label of line.radios) $("input", label).checked = $("input", label).value === own?.r;
      if (line.who.value !== (own?.t ?? "")) line.who.value = own?.t ?? "";
      line.naming.hidden = own?.r !== "qui";
      put(line.state, STATES[state] ?? "");
      put(line.paper, words(own));
      line.way.hidden = state !== "manque";
      line.after.hidden = !["manque", "doute"].includes(state);
    }
    const states = shown().map(({ id }) => stateOf(kept.reponses[id]));
    item.note = summary(states, said);
    put(status, item.note);
    const holes = shown().filter(({ id }) => stateOf(kept.reponses[id]) === "manque").map(({ besoin }) => besoin);
    missing.hidden = !holes.length;
    put(missing.lastChild, ` ${holes.join("\u202f; ")}.`);
    erase.hidden = !before && !Object.keys(kept.reponses).length && !kept.territoire;
    put(erase, before ? "Rétablir mes réponses" : "Effacer mes réponses");
  }

  const stop = subscribe(() => {
    const next = clean(read(path), groups, ids);
    land.placeholder = regionInfo(currentRegion())?.nom ?? "";
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    kept = next;
    show();
  });
  const fromPython = () => groups.includes(model.get("group")) && model.get("group") !== current() && turn(model.get("group"));
  model.on("change:group", fromPython);
  show();

  return () => {
    stop();
    model.off("change:group", fromPython);
    top.remove();
    bottom.remove();
    for (const body of bodies) body.hidden = false;
    for (const { row, after, box, state, paper, keepWay, way } of lines) {
      for (const el of [box, state, paper, keepWay]) el.remove();
      delete row.dataset.etat;
      after.hidden = way.hidden = false;
    }
  };
}

// Nothing is said again, and nothing is laid out again, when the words are the same.
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export default widget(enhance);
