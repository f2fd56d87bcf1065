// Explore the sectors one at a time (what each figure counts comes first), then place organisations.

import { $, $$, calm, fill, h, uid } from "./shared/dom.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const MATCHES = ["secteurs", "associer"];

/** The other sectors whose figure counts the same thing. Pure. */
export function comparable(sectors, id) {
  const own = sectors.find((sector) => sector.id === id);
  if (!own?.compte) return [];
  return sectors.filter((sector) => sector.id !== id && sector.compte === own.compte);
}

/** What to say of a wrong choice: { retour, se_defend }, or undefined when nothing was written for it. Pure. */
export function trap(traps, id, choice) {
  const own = Object.hasOwn(traps?.pieges ?? {}, id) ? traps.pieges[id] : {};
  return Object.hasOwn(own, choice) ? own[choice] : undefined;
}

/** { right, arguable, wrong, empty }: ids of the organisations, by what was chosen for each. Pure. */
export function check(organisations, choices, traps) {
  const result = { right: [], arguable: [], wrong: [], empty: [] };
  for (const { id, secteur } of organisations) {
    const choice = choices?.[id];
    const wrong = trap(traps, id, choice)?.se_defend ? "arguable" : "wrong";
    result[!choice ? "empty" : choice === secteur ? "right" : wrong].push(id);
  }
  return result;
}

/** What to say after a check. Pure. */
export function sentence({ right, arguable, wrong, empty }) {
  const total = right.length + arguable.length + wrong.length + empty.length;
  if (right.length === total) return `Les ${total} organisations sont rattachées comme nous l’avons fait.`;
  const parts = [`${right.length} sur ${total} comme nous`];
  if (arguable.length) parts.push(`${arguable.length} qui se défend${arguable.length > 1 ? "ent" : ""}`);
  if (wrong.length) parts.push(`${wrong.length} à revoir`);
  if (empty.length) parts.push(`${empty.length} sans réponse`);
  return `${parts.join(", ")}.`;
}

function enhance({ root, model }) {
  const sectors = model.get("sectors");
  const organisations = model.get("organisations");
  const traps = model.get("traps");
  const offered = sectors.filter((sector) => model.get("offered").includes(sector.id));
  const withFigure = sectors.filter((sector) => sector.chiffre);
  const group = uid("secteurs");
  const table = $(".secteurs-tableau", root);
  const printed = $(".secteurs-associer-statique", root);
  table.open = false;

  // -- explore ----------------------------------------------------------------------------------

  const card = h("div", { class: "secteurs-fiche", role: "status" });
  const chips = (list) =>
    h("div", { class: "secteurs-grille" },
      list.map(({ id, nom }) =>
        h("label", { class: "ess-choice" },
          h("input", { type: "radio", name: `${group}-secteur`, value: id, onchange: () => select(id) }),
          h("span", {}, nom))));
  const explorer = h("div", { class: "secteurs-explorer" },
    h("fieldset", {}, h("legend", {}, "Choisissez un secteur"), chips(withFigure),
      h("p", { class: "secteurs-sous-titre" }, "Cités sans chiffre dans la brochure"),
      chips(sectors.filter((sector) => !sector.chiffre))),
    card);

  let tapped = false;
  explorer.addEventListener("pointerdown", () => (tapped = true));
  explorer.addEventListener("keydown", () => (tapped = false));

  function select(id) {
    if ((model.get("selected") || "") !== id) {
      model.set("selected", id);
      model.save_changes();
    }
    show();
    // On a small screen the card is below the list: bring it up for a finger, not for the arrow keys.
    if (tapped) card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  function figure({ fait, texte, champ, source, lien }, label) {
    return h("div", { class: "secteurs-chiffre" },
      h("p", { class: "secteurs-sous-titre" }, label),
      h("p", { class: "secteurs-valeur" }, h("a", { class: "fait", "data-fait": fait, href: lien }, texte)),
      champ && h("p", { class: "ess-hint" }, `${champ}.`),
      source && h("p", { class: "ess-hint" }, `Source${NBSP}: ${source}`));
  }

  function show() {
    const sector = sectors.find((one) => one.id === model.get("selected"));
    for (const input of $$("input", explorer)) input.checked = input.value === sector?.id;
    for (const row of $$("tr[data-secteur]", table)) row.classList.toggle("is-chosen", row.dataset.secteur === sector?.id);
    if (!sector) {
      fill(card, h("p", {}, "Pour chaque secteur, vous verrez d’abord ce que son chiffre compte, puis le chiffre."));
      return;
    }
    const same = comparable(sectors, sector.id);
    const alike = same.length
      ? `Un seul rapprochement possible${NBSP}: ${same.map((one) => one.nom).join(", ")} compte aussi ${sector.compte}.`
      : "Aucun autre chiffre de la brochure ne compte la même chose. Il ne se compare donc à aucun.";
    fill(
      card,
      h("p", { class: "secteurs-nom" }, sector.nom),
      h("p", {}, sector.description),
      sector.chiffre && h("p", {}, h("b", {}, `Ce qui est compté${NBSP}: `), `${sector.compte}.`),
      h("div", { class: "secteurs-chiffres" },
        sector.chiffre && figure(sector.chiffre, "Dans la brochure"),
        sector.recent && figure(sector.recent, "Vu depuis")),
      sector.chiffre && h("p", {}, alike),
    );
  }

  // -- match ------------------------------------------------------------------------------------

  let choices = known(read(MATCHES, {}));
  let checked = false;
  const result = h("p", { class: "ess-verdict", role: "status" });
  const reveal = h("button", { type: "button", class: "ess-btn", hidden: true, onclick: showAnswers }, "Voir nos rapprochements");
  const again = h("button", { type: "button", class: "ess-btn ess-btn--quiet", hidden: true, onclick: restart }, "Recommencer les rapprochements");
  const byName = [...organisations].sort((a, b) => a.nom.localeCompare(b.nom, "fr"));
  const rows = byName.map((one) => {
    const id = uid("organisation");
    const feedback = h("p", { class: "secteurs-retour", id: `${id}-retour` });
    const field = h("select", { id, "aria-describedby": feedback.id, onchange: () => choose(one.id, field.value) },
      h("option", { value: "" }, "Choisissez un secteur"),
      offered.map(({ id: value, nom }) => h("option", { value }, nom)));
    const item = h("li", { class: "secteurs-organisation" },
      h("div", { class: "secteurs-qui" }, h("b", {}, one.nom), h("span", { class: "secteurs-forme" }, one.forme), h("p", {}, one.activite)),
      h("div", { class: "ess-field" }, h("label", { for: id }, "Son secteur", h("span", { class: "visually-hidden" }, `${NBSP}: ${one.nom}`)), field),
      feedback);
    return { one, field, feedback, item };
  });
  const matcher = h("div", { class: "secteurs-associer" },
    h("p", { class: "secteurs-titre" }, `À quel secteur rattacher chaque organisation${NNBSP}?`),
    h("p", { class: "ess-hint" }, model.get("inference")),
    h("ul", { class: "secteurs-organisations" }, rows.map(({ item }) => item)),
    h("p", { class: "secteurs-actions" },
      h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: verify }, "Vérifier"), reveal, again),
    result);

  function choose(id, value) {
    choices = { ...choices, [id]: value };
    write([...MATCHES, id], value || null);
    const row = rows.find(({ one }) => one.id === id);
    mark(row, "");
  }

  function mark({ one, feedback, item }, status) {
    for (const name of ["right", "arguable", "wrong"]) item.classList.toggle(`is-${name}`, status === name);
    const comment = trap(traps, one.id, choices[one.id])?.retour ?? traps.autrement;
    fill(feedback,
      status === "right" && [h("b", {}, "Comme nous. "), one.justification],
      status === "arguable" && [h("b", {}, "Cela se défend. "), comment],
      status === "wrong" && [h("b", {}, "À revoir. "), comment],
      status === "empty" && [h("b", {}, "Sans réponse. "), "Choisissez un secteur."]);
  }

  function verify() {
    checked = true;
    const outcome = check(organisations, choices, traps);
    for (const row of rows) {
      const status = ["right", "arguable", "wrong", "empty"].find((one) => outcome[one].includes(row.one.id));
      mark(row, status);
    }
    const done = outcome.right.length === organisations.length;
    const sound = !outcome.wrong.length && !outcome.empty.length;
    result.className = `ess-verdict ${sound ? "is-right" : "is-unknown"}`;
    result.textContent = sentence(outcome);
    reveal.hidden = done;
    again.hidden = false;
  }

  function showAnswers() {
    choices = Object.fromEntries(organisations.map(({ id, secteur }) => [id, secteur]));
    for (const row of rows) {
      row.field.value = row.one.secteur;
      mark(row, "right");
    }
    result.className = "ess-verdict is-unknown";
    result.textContent = "Voici nos rapprochements, et ce qui les explique.";
    reveal.hidden = true;
    again.focus();
  }

  function restart() {
    choices = {};
    write(MATCHES, null);
    reset();
    rows[0].field.focus();
  }

  function reset() {
    checked = false;
    for (const row of rows) {
      row.field.value = choices[row.one.id] ?? "";
      mark(row, "");
    }
    result.className = "ess-verdict";
    result.textContent = "";
    reveal.hidden = true;
    again.hidden = true;
  }

  const live = h("div", { class: "secteurs-vif" }, explorer);
  root.prepend(live);
  printed.after(matcher);
  reset();
  show();

  const stop = subscribe(() => {
    const stored = known(read(MATCHES, {}));
    if (checked && Object.keys(stored).length) return;
    if (rows.every(({ one }) => (stored[one.id] ?? "") === (choices[one.id] ?? ""))) return;
    choices = stored;
    reset();
  });
  model.on("change:selected", show);
  return () => {
    stop();
    model.off("change:selected", show);
    live.remove();
    matcher.remove();
    table.open = true;
  };
}

const known = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});

export default widget(enhance);
