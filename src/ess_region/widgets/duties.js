// Who must do what: choose an actor or a document, the table keeps only what concerns it.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const STATE = ["qui-doit-quoi"];
const NBSP = "\u00a0";
const WORDS = { obligation: ["obligation", "obligations"], possibilite: ["possibilité", "possibilités"], participation: ["participation", "participations"] };

/** « 7 obligations, 1 possibilité », from the natures of the rows. Pure. */
export function countWords(natures) {
  const parts = Object.entries(WORDS).map(([nature, [one, several]]) => {
    const count = natures.filter((own) => own === nature).length;
    return count ? `${count}${NBSP}${count > 1 ? several : one}` : "";
  });
  return parts.filter(Boolean).join(", ") || "rien dans nos sources";
}

/** "acteur:region" → { kind, id } when it exists, else { kind: "", id: "" }. Pure. */
export function parseChoice(choice, { acteur, document }) {
  const [, kind, id] = /^(acteur|document):(.+)$/.exec(typeof choice === "string" ? choice : "") ?? [];
  const known = { acteur, document }[kind]?.some((entry) => entry.id === id);
  return known ? { kind, id } : { kind: "", id: "" };
}

function enhance({ root, model }) {
  const lists = { acteur: model.get("actors"), document: model.get("documents") };
  const table = $(".devoir-table", root);
  const groups = $$("tbody", table).map((body) => ({ id: body.dataset.acteur, body, rows: $$("tr[data-obligation]", body), head: $(".devoir-acteur span", body) }));
  const heads = groups.map(({ head }) => head.textContent);
  const group = uid("devoir");
  let kind = "acteur";
  let current = { kind: "", id: "" };

  const kinds = [["acteur", "Par acteur"], ["document", "Par document ou rendez-vous"]].map(([value, name]) =>
    h("button", { type: "button", class: "ess-btn", "data-par": value, onclick: () => turn(value) }, name));
  const chips = Object.fromEntries(
    Object.entries(lists).map(([value, entries]) => [
      value,
      h("fieldset", { class: "devoir-choix" },
        h("legend", { class: "visually-hidden" }, value === "acteur" ? "Choisissez un acteur" : "Choisissez un document ou un rendez-vous"),
        [...entries, { id: "", nom: "Tout voir" }].map(({ id, nom }) =>
          h("label", { class: "ess-choice" },
            h("input", { type: "radio", name: `${group}-${value}`, value: id, onchange: () => choose(id ? `${value}:${id}` : "") }),
            h("span", {}, nom)))),
    ]),
  );
  const about = h("p", { class: "devoir-resume" });
  const status = h("p", { class: "devoir-compte", role: "status" });
  const live = h("div", { class: "devoir-vif" },
    h("div", { class: "devoir-par", role: "group", "aria-label": "Chercher par" }, kinds),
    Object.values(chips), about, status);
  root.prepend(live);

  function turn(value) {
    kind = value;
    draw();
  }

  function choose(choice) {
    show(choice);
    write(STATE, choice || "tout");
    if (model.get("choice") !== choice) {
      model.set("choice", choice);
      model.save_changes();
    }
  }

  function show(choice, say = true) {
    current = parseChoice(choice, lists);
    if (current.kind) kind = current.kind;
    draw(say);
  }

  function draw(say = true) {
    for (const button of kinds) button.setAttribute("aria-pressed", button.dataset.par === kind);
    for (const [value, box] of Object.entries(chips)) {
      box.hidden = value !== kind;
      for (const input of $$("input", box)) input.checked = input.value === (current.kind === value || !current.kind ? current.id : null);
    }
    const chosen = lists[current.kind]?.find(({ id }) => id === current.id);
    const natures = { own: [], also: [] };
    groups.forEach(({ id, body, rows, head }, index) => {
      const own = current.kind !== "acteur" || id === current.id;
      const also = current.kind === "acteur" && chosen.aussi.includes(id);
      for (const row of rows) {
        row.hidden = !(own || also) || (current.kind === "document" && row.dataset.document !== current.id);
        if (row.nextElementSibling?.matches(".devoir-suite")) row.nextElementSibling.hidden = row.hidden;
        if (!row.hidden) natures[also ? "also" : "own"].push(row.dataset.nature);
      }
      body.hidden = rows.every((row) => row.hidden);
      head.textContent = also ? `Ces lignes valent aussi pour l’acteur choisi${NBSP}: ${chosen.nom}.` : heads[index];
    });
    fill(about, current.kind === "document" && [h("b", {}, `${chosen.nom}. `), chosen.resume]);
    const also = lists.acteur.find(({ id }) => id === chosen?.aussi?.[0]);
    const words = also
      ? `${countWords(natures.own)}. En plus, avec «\u202f${also.nom}\u202f»${NBSP}: ${countWords(natures.also)}.`
      : `${countWords(natures.own)}.`;
    if (say) announce(status, words);
    else status.textContent = words;
  }

  const stored = () => {
    const kept = read(STATE);
    if (kept === "tout") return "";
    return parseChoice(kept, lists).kind ? kept : (model.get("choice") ?? "");
  };
  const text = () => (current.kind ? `${current.kind}:${current.id}` : "");
  const stop = subscribe(() => stored() !== text() && show(stored(), false));
  const fromPython = () => model.get("choice") !== text() && choose(model.get("choice"));
  model.on("change:choice", fromPython);
  show(stored(), false);

  return () => {
    stop();
    model.off("change:choice", fromPython);
    live.remove();
    groups.forEach(({ body, rows, head }, index) => {
      body.hidden = false;
      head.textContent = heads[index];
      for (const row of $$("tr", body)) row.hidden = false;
    });
  };
}

export default widget(enhance);
