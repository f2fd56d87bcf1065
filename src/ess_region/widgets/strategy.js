// Compose a regional strategy: choices step by step, effort, coverage, blind spots, a one-page note.

import { formatDay, parseDate, today } from "./shared/dates.js";
import { documentActions, preview } from "./shared/documents.js";
import { $, $$, announce, fill, h } from "./shared/dom.js";
import { enumeration } from "./shared/format.js";
import { keep } from "./shared/plan.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const STATE = ["strategie"];
const NBSP = "\u00a0";
const NNBSP = "\u202f";
const GROUPS = ["buts", "publics", "leviers", "manieres", "actions", "articles", "partenaires", "demarche", "indicateurs"];
const OF_LEVER = ["actions", "articles", "partenaires"];
const OTHER = "autre:";

// -- the rules: the twin of ess_region/strategy.py ----------------------------------------------

const has = (choices, group, id) => (choices[group] ?? []).includes(id);
const chosen = (catalog, choices, group) => catalog[group].filter(({ id }) => has(choices, group, id));
const ids = (items) => items.map(({ id }) => id);

/** By chosen lever, what counts: { lever: { manieres, actions, articles, partenaires } }. Pure. */
export function active(catalog, choices) {
  const result = {};
  for (const { id: lever, manieres } of chosen(catalog, choices, "leviers")) {
    const own = { manieres: ids(manieres).filter((way) => has(choices, "manieres", way)) };
    for (const group of OF_LEVER) {
      own[group] = (choices[group] ?? []).filter((one) => one.startsWith(`${lever}:`)).map((one) => one.slice(lever.length + 1));
    }
    if (choices.textes?.[OTHER + lever]?.trim()) own.partenaires.push("autre");
    result[lever] = own;
  }
  return result;
}

const effortOf = (lever, choices) =>
  lever.manieres.reduce((total, way) => total + (has(choices, "manieres", way.id) ? way.effort : 0), 0);

/** Points of effort of the ways of acting that count. Pure. */
export const effort = (catalog, choices) =>
  chosen(catalog, choices, "leviers").reduce((total, lever) => total + effortOf(lever, choices), 0);

/** { buts: { id: { leviers, indicateurs } }, publics: { id: [lever] } } for what is chosen. Pure. */
export function coverage(catalog, choices) {
  const levers = chosen(catalog, choices, "leviers");
  const indicators = chosen(catalog, choices, "indicateurs");
  const serving = (items, aim) => ids(items.filter(({ buts }) => buts.includes(aim)));
  const aims = chosen(catalog, choices, "buts").map(({ id }) => [id, { leviers: serving(levers, id), indicateurs: serving(indicators, id) }]);
  const publics = chosen(catalog, choices, "publics").map(({ id, leviers }) => [id, ids(levers).filter((lever) => leviers.includes(lever))]);
  return { buts: Object.fromEntries(aims), publics: Object.fromEntries(publics) };
}

/** The blind spots: [{ regle, sur }] in the order of the rules. Pure. */
export function findings(catalog, choices) {
  return catalog.regles
    .map(({ id, si }) => ({ regle: id, sur: concerned(si, catalog, choices) }))
    .filter(({ sur }) => sur);
}

function concerned(test, catalog, choices) {
  const none = (yes) => (yes ? [] : null);
  if (test.vide) return none(!chosen(catalog, choices, test.vide).length);
  if (test.seul) {
    const only = ids(chosen(catalog, choices, test.seul));
    return only.length === 1 ? only : null;
  }
  if (test.absent) return none(!has(choices, "demarche", test.absent) && (!test.avec || has(choices, "demarche", test.avec)));
  if (test.depasse) return none(effort(catalog, choices) > catalog.budget);
  if (test.seulement) {
    const all = chosen(catalog, choices, "indicateurs");
    return none(all.length && all.every(({ nature }) => nature === test.seulement));
  }
  const found = lacking(test.chaque, test.sans, catalog, choices);
  return found.length ? found : null;
}

function lacking(group, other, catalog, choices) {
  const { buts, publics } = coverage(catalog, choices);
  const without = (entries, test) => Object.entries(entries).filter(([, own]) => !test(own).length).map(([id]) => id);
  if (group === "buts") return without(buts, (own) => own[other]);
  if (group === "publics") return without(publics, (levers) => levers);
  if (group === "leviers" && other !== "buts") return without(active(catalog, choices), (own) => own[other]);
  return ids(chosen(catalog, choices, group).filter((one) => !one.buts.some((aim) => has(choices, "buts", aim))));
}

/** What is kept, made safe: every group, texts and days; `known`: { group: ids that exist }. Pure. */
export function clean(kept, known) {
  const result = { textes: {}, dates: {} };
  const entries = (value) => Object.entries(value && typeof value === "object" ? value : {}).filter(([, one]) => typeof one === "string" && one);
  for (const [name, text] of entries(kept?.textes)) if (known.textes.includes(name)) result.textes[name] = text.slice(0, 200);
  for (const [step, day] of entries(kept?.dates)) if (known.demarche.includes(step) && parseDate(day)) result.dates[step] = parseDate(day);
  for (const group of GROUPS) {
    const list = Array.isArray(kept?.[group]) ? kept[group] : [];
    result[group] = known[group].filter((id) => list.includes(id));
  }
  return result;
}

/** True when nothing is chosen nor written. Pure. */
export const isEmpty = (choices) => !GROUPS.some((group) => choices[group].length) && !Object.keys(choices.textes).length;

/** « 1 point », « 6 points ». Pure. */
export const points = (count) => `${count}${NBSP}point${count > 1 ? "s" : ""}`;

/** « 1 angle mort », « 3 angles morts ». Pure. */
export const spots = (count) => `${count}${NBSP}angle${count > 1 ? "s" : ""} mort${count > 1 ? "s" : ""}`;

const lower = (text) => text.slice(0, 1).toLowerCase() + text.slice(1);

// -- the widget ---------------------------------------------------------------------------------

function enhance({ root, model }) {
  const catalog = model.get("catalog");
  const sentences = model.get("sentences");
  const sections = Object.fromEntries($$(".strat-etape", root).map((el) => [el.dataset.etape, el]));
  const order = Object.keys(sections);
  const levers = Object.fromEntries($$(".strat-levier", root).map((el) => [el.dataset.levier, el]));
  const rules = Object.fromEntries($$("[data-regle]", root).map((el) => [el.dataset.regle, el]));
  const stepOf = Object.fromEntries(catalog.regles.map(({ id, etape }) => [id, etape]));
  const fields = $$("[data-texte]", root);
  const boxes = () => $$('input[type="checkbox"]', root);
  const box = (group, value) => $(`input[name="${group}"][value="${value}"]`, root);
  const title = (group, value) => $("b", box(group, value).parentElement).textContent;
  const part = (group, value, selector) => $(selector, box(group, value).parentElement).textContent;

  // Every action, wherever it is written: one may serve another lever than that of the table.
  const actions = new Map([
    ...$$('input[name="actions"]', root).map((el) => [el.value.split(":")[1], el.parentElement]),
    ...$$("[data-action]", root).map((el) => [el.dataset.action, el]),
  ].map(([id, el]) => [id, { text: $("b", el).textContent, competence: $("small", el).textContent }]));
  const lists = (group) => boxes().filter((el) => el.name === group).map((el) => el.value);
  const known = Object.fromEntries(GROUPS.map((group) => [group, lists(group)]));
  known.actions = Object.keys(levers).flatMap((lever) => [...actions.keys()].map((action) => `${lever}:${action}`));
  known.textes = fields.map((field) => field.dataset.texte);

  const load = () => clean(read(STATE) ?? model.get("choices"), known);
  let choices = load();
  let step = order.includes(read([...STATE, "etape"])) ? read([...STATE, "etape"]) : order[0];
  let before = null;
  let told = "";
  let opened = false; // the means of the first lever alone, the first time

  // -- tools, steps, gauge ------------------------------------------------------------------------

  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, text);
  const undo = button("Revenir à mes choix", () => replace(before, "Vos choix sont revenus."), "ess-btn--quiet");
  const said = h("p", { class: "ess-hint", role: "status" });
  const tools = h("div", { class: "strat-outils" },
    button("Partir d’un exemple", () => replace(model.get("example"), `L’exemple est chargé\u00a0: un dossier inventé, avec ${spots(findings(catalog, model.get("example")).length)} à corriger.`)),
    button("Tout effacer", () => replace({}, "Tout est effacé."), "ess-btn--quiet"),
    undo, said);

  const tabs = Object.fromEntries(order.map((id, index) => {
    const count = h("span", { class: "strat-compte" });
    return [id, { count, item: h("button", { type: "button", class: "strat-pas", onclick: () => go(id) }, h("span", {}, h("span", { class: "strat-rang" }, `${index + 1}. `), sections[id].dataset.nom), count) }];
  }));
  const nav = h("nav", { class: "strat-suite", "aria-label": "Étapes de la stratégie" }, h("ol", {}, order.map((id) => h("li", {}, tabs[id].item))));

  const meter = h("progress", { max: catalog.budget, "aria-hidden": "true" });
  const spent = h("span", {});
  const gauge = h("p", { class: "strat-effort", role: "status" }, spent);
  const blind = h("button", { type: "button", class: "ess-btn", onclick: () => go("note") });
  const bar = h("div", { class: "strat-barre" }, h("div", { class: "strat-jauge" }, meter, gauge), blind);

  const back = button("Étape précédente", () => go(order[order.indexOf(step) - 1]));
  const next = button("Étape suivante", () => go(order[order.indexOf(step) + 1]), "ess-btn--primary");
  const turns = h("div", { class: "strat-tourner" }, back, next);
  root.prepend(tools, nav);
  root.append(turns, bar);
  for (const section of Object.values(sections)) $("h3", section).tabIndex = -1;

  function go(id) {
    step = id;
    if (!isEmpty(choices)) write([...STATE, "etape"], step);
    turn();
    requestAnimationFrame(() => $("h3", sections[id]).focus());
  }

  function turn() {
    if (step === "moyens" && !opened) {
      opened = true;
      ids(chosen(catalog, choices, "leviers")).forEach((id, index) => { levers[id].open = !index; });
    }
    for (const [id, section] of Object.entries(sections)) {
      section.classList.toggle("is-current", id === step);
      if (id === step) tabs[id].item.setAttribute("aria-current", "step");
      else tabs[id].item.removeAttribute("aria-current");
    }
    back.disabled = step === order[0];
    next.hidden = step === order.at(-1);
    if (step === "note") drawNote();
  }

  // -- the region, dates, other actions, missing pieces -----------------------------------------

  const region = h("select", { id: "strat-region", onchange: () => setRegion(region.value || null) },
    h("option", { value: "" }, "Choisissez"),
    Object.entries(globalThis.essRegions ?? {}).sort(([, a], [, b]) => a.nom.localeCompare(b.nom, "fr")).map(([code, { nom }]) => h("option", { value: code }, nom)));
  $("#strat-region", root).replaceWith(region);
  const where = () => regionInfo(currentRegion())?.nom ?? "";
  const showRegion = () => {
    region.value = currentRegion() ?? "";
    if (step === "note") drawNote();
  };

  const days = Object.fromEntries(catalog.demarche.map(({ id }) => {
    const input = h("input", { type: "date", onchange: () => change({ dates: { ...choices.dates, [id]: parseDate(input.value) ?? "" } }) });
    const field = h("div", { class: "ess-field strat-date" }, h("label", {}, "Date visée, si vous l’avez", input));
    box("demarche", id).parentElement.after(field);
    return [id, { field, input }];
  }));

  const missing = {};
  for (const [lever, el] of Object.entries(levers)) {
    missing[lever] = h("span", { class: "strat-manque" });
    $("summary", el).append(missing[lever]);
    const own = $('input[name="actions"]', el).closest("fieldset");
    const others = [...actions].filter(([id]) => !box("actions", `${lever}:${id}`));
    const more = h("select", { onchange: () => {
      if (more.value) change({ actions: [...choices.actions, `${lever}:${more.value}`] });
      show();
      more.value = "";
    } }, h("option", { value: "" }, "Aucune autre"), others.map(([id, { text, competence }]) => h("option", { value: id }, `${competence}${NBSP}: ${text}`)));
    own.append(h("div", { class: "ess-field strat-plus" }, h("label", {}, "Une autre action de la Région", more)));
  }

  // A row for an action that the table does not give to this lever.
  function addAction(value) {
    const [lever, id] = value.split(":");
    const { text, competence } = actions.get(id);
    const own = $('input[name="actions"]', levers[lever]).closest("fieldset");
    $(".strat-plus", own).before(h("label", { class: "ess-choice" },
      h("input", { type: "checkbox", name: "actions", value }), h("span", {}, h("b", {}, text), h("small", {}, competence))));
  }

  const allIndicators = button("Montrer tous les indicateurs", () => {
    for (const el of $$("[data-but]", root)) el.classList.remove("is-off");
    allIndicators.hidden = true;
  });
  sections.indicateurs.append(allIndicators);

  const uses = Object.fromEntries(catalog.leviers.map(({ id }) => {
    const mark = h("small", { class: "strat-utile" });
    $("span", box("leviers", id).parentElement).append(mark);
    return [id, mark];
  }));

  /** After the aims: the levers that serve them, the indicators that measure them. */
  function sift() {
    for (const { id, buts } of catalog.leviers) {
      const count = buts.filter((aim) => has(choices, "buts", aim)).length;
      uses[id].textContent = count ? `Sert ${count > 1 ? `${count} de vos buts` : "un de vos buts"}.` : "";
    }
    const groups = $$("[data-but]", root);
    for (const el of groups) {
      const wanted = !el.dataset.but || !choices.buts.length || has(choices, "buts", el.dataset.but) || $("input:checked", el);
      el.classList.toggle("is-off", !wanted);
    }
    allIndicators.hidden = !groups.some((el) => el.classList.contains("is-off"));
  }

  // -- the note -----------------------------------------------------------------------------------

  const cover = h("div", { class: "strat-couverture" });
  const none = h("p", { class: "ess-verdict is-right" }, "Aucun angle mort selon nos règles. Faites relire votre note par quelqu’un d’autre.");
  const sheet = h("div", { class: "strat-apercu" });
  const kept = h("p", { class: "ess-hint", role: "status" });
  const angles = $(".strat-angles", root);
  $(".strat-regles", root).before(none);
  angles.before(cover);
  angles.after(
    h("p", { class: "strat-titre" }, "La note pour votre direction"),
    sheet,
    documentActions(() => (isEmpty(choices) ? "La note est vide\u00a0: choisissez d’abord un but et un levier." : note()), { name: "note-strategie-ess" }),
    h("div", { class: "strat-garder" }, button("Garder ces leviers dans mon plan", keepLevers), kept));

  const concern = {};
  for (const [id, el] of Object.entries(rules)) {
    concern[id] = h("span", { class: "strat-sur" });
    $(".strat-regle", el).append(concern[id]);
    el.append(button(`Aller à l’étape ${order.indexOf(stepOf[id]) + 1}`, () => go(stepOf[id])));
  }

  function keepLevers() {
    const list = ids(chosen(catalog, choices, "leviers"));
    for (const id of list) keep({ kind: "levier", id, title: title("leviers", id), page: id });
    announce(kept, list.length
      ? `${list.length > 1 ? "Gardés" : "Gardé"} dans votre plan\u00a0: ${enumeration(list.map((id) => levers[id].dataset.court))}.`
      : "Choisissez d’abord un levier.");
  }

  const groupOf = (id) => GROUPS.find((group) => ["buts", "publics", "leviers", "indicateurs"].includes(group) && box(group, id));
  const nameOf = (id) => (levers[id] ? levers[id].dataset.court : title(groupOf(id), id));
  const partner = (lever, id) => (id === "autre" ? choices.textes[OTHER + lever].trim() : title("partenaires", `${lever}:${id}`));

  function drawNote() {
    const list = findings(catalog, choices);
    const empty = isEmpty(choices);
    for (const [id, el] of Object.entries(rules)) {
      const one = list.find(({ regle }) => regle === id);
      el.hidden = empty || !one;
      concern[id].textContent = one?.sur.length ? `${NBSP}: ${one.sur.map(nameOf).join(`${NNBSP}; `)}` : "";
    }
    angles.hidden = empty;
    none.hidden = list.length > 0;
    fill(cover, !empty && matrix());
    fill(sheet, empty ? h("p", { class: "ess-hint" }, "Rien n’est encore choisi. Commencez par un but, ou partez de l’exemple.") : preview(note(list)));
  }

  function matrix() {
    const own = active(catalog, choices);
    const names = Object.keys(own);
    const { buts, publics } = coverage(catalog, choices);
    if (!names.length) return null;
    const mark = (yes) => h("td", yes ? { class: "is-oui" } : {}, yes ? "Oui" : "–");
    const lack = (text) => h("td", text ? {} : { class: "is-manque" }, text || "À trouver");
    // In a narrow window the rows are stacked (strategy.css): each cell then says its lever, and the roles stay.
    const row = (head, cells) => {
      cells.forEach((cell, n) => Object.assign(cell.dataset, { levier: levers[names[n]].dataset.court }));
      for (const cell of cells) cell.setAttribute("role", "cell");
      return h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, head), cells);
    };
    return [
      h("p", { class: "strat-titre" }, "Ce que couvre votre stratégie"),
      h("div", { class: "doc-tableau", tabindex: "0", role: "region", "aria-label": "Ce que couvre votre stratégie" },
        h("table", { role: "table" },
          h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, h("td", { role: "cell" }), names.map((id) => h("th", { scope: "col", role: "columnheader" }, levers[id].dataset.court)))),
          h("tbody", { role: "rowgroup" },
            Object.entries(buts).map(([id, { leviers }]) => row(title("buts", id), names.map((lever) => mark(leviers.includes(lever))))),
            Object.entries(publics).map(([id, list]) => row(title("publics", id), names.map((lever) => mark(list.includes(lever))))),
            row("Compétence de la Région", names.map((id) => lack([...new Set(own[id].actions.map((one) => actions.get(one).competence))].join(`${NNBSP}; `)))),
            row("Texte", names.map((id) => lack(own[id].articles.map((one) => title("articles", `${id}:${one}`)).join(`${NNBSP}; `)))),
            row("Partenaire", names.map((id) => lack(own[id].partenaires.map((one) => partner(id, one)).join(`${NNBSP}; `)))),
            row("Effort", names.map((id) => lack(own[id].manieres.length && points(effortOf(catalog.leviers.find((one) => one.id === id), choices))))),
          ))),
    ];
  }

  /** One column a lever, which reads best for two or three; one row a lever for more. */
  function leverTable(own, some) {
    const action = (id) => `${actions.get(id).text.replace(/\.$/, "")} (${lower(actions.get(id).competence)})`;
    const columns = [
      ["Levier", "Ce que fait la Région", "Compétence utilisée", "Texte d’appui", "À rencontrer"],
      ...Object.entries(own).map(([id, { manieres, actions: used, articles, partenaires }]) => [
        title("leviers", id),
        some(manieres.map((one) => title("manieres", one))),
        some(used.map(action)),
        some(articles.map((one) => title("articles", `${id}:${one}`))),
        some(partenaires.map((one) => partner(id, one))),
      ]),
    ];
    const table = columns.length > 4 ? columns : columns[0].map((_, row) => columns.map((column) => column[row]));
    const [head, ...rows] = table;
    return { kind: "table", head, widths: head.map((_, index) => (index ? 5 : 2.5)), rows: rows.map(([first, ...cells]) => [[{ bold: first }], ...cells.map((cell) => [cell])]) };
  }

  /** The note as a document (shared/documents.js). */
  function note(list = findings(catalog, choices)) {
    const own = active(catalog, choices);
    const { buts, publics } = coverage(catalog, choices);
    const { titre, objet, demande } = choices.textes;
    const used = effort(catalog, choices);
    const some = (items, what = "à trouver") => items.join(`${NNBSP}; `) || { italic: what };
    const lined = (name, text) => ({ kind: "paragraph", text: [{ bold: `${name}${NBSP}: ` }, text] });
    const full = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);
    const blocks = [
      objet && lined("Objet", full(objet)),
      demande && lined("Demande", full(demande)),
      lined("Cadre", sentences.cadre),
      Object.keys(publics).length && lined("Public", full(Object.keys(publics).map((id, index) => (index ? lower(title("publics", id)) : title("publics", id))).join(`${NNBSP}; `))),
      Object.keys(buts).length && { kind: "heading", level: 2, text: "Ce que nous visons" },
      Object.keys(buts).length && { kind: "list",
        items: Object.entries(buts).map(([id, { leviers, indicateurs }]) => [
          { bold: `${title("buts", id)}. ` }, `Leviers${NBSP}: `, some(leviers.map((one) => lower(levers[one].dataset.court))),
          `. Indicateurs${NBSP}: `, some(indicateurs.map((one) => lower(title("indicateurs", one)))), "."]) },
      Object.keys(own).length && { kind: "heading", level: 2, text: `Les leviers proposés (effort${NBSP}: ${points(used)} sur ${catalog.budget})` },
      Object.keys(own).length && leverTable(own, some),
      choices.demarche.length && { kind: "heading", level: 2, text: "Prochaines étapes" },
      choices.demarche.length && { kind: "list", ordered: true,
        items: chosen(catalog, choices, "demarche").map(({ id }) => [
          `${title("demarche", id)} (${part("demarche", id, ".strat-loi")})${NBSP}: `,
          choices.dates[id] ? { bold: `le ${formatDay(choices.dates[id])}` } : lower(part("demarche", id, ".strat-quand")), "."]) },
      { kind: "heading", level: 2, text: list.length ? "Angles morts à lever" : "Angles morts" },
      list.length
        ? { kind: "list", items: list.map(({ regle, sur }) => [{ bold: `${$(".strat-regle", rules[regle]).firstChild.textContent}${sur.length ? ` (${sur.map(nameOf).join(`${NNBSP}; `)})` : ""}. ` }, $(".strat-faire", rules[regle]).textContent]) }
        : { kind: "paragraph", text: "Aucun, selon les règles du cours." },
      { kind: "note", text: sentences.limite },
    ];
    return {
      title: titre || "L’ESS dans notre stratégie régionale",
      subtitle: `Note à la direction, ${where() || "région à préciser"}, ${formatDay(today())}`,
      date: today(),
      blocks: blocks.filter(Boolean),
    };
  }

  // -- changes ------------------------------------------------------------------------------------

  function change(some) {
    choices = clean({ ...choices, ...some }, known);
    before = null;
    refresh();
    save();
  }

  function replace(other, words) {
    const last = isEmpty(choices) ? null : choices;
    choices = clean(other ?? {}, known);
    before = last;
    show();
    save();
    announce(said, last && last !== other ? `${words} Pour reprendre ce que vous aviez, il y a «${NNBSP}Revenir à mes choix${NNBSP}».` : words);
    go(order[0]);
  }

  function save() {
    const empty = isEmpty(choices);
    told = JSON.stringify(choices);
    write(STATE, empty ? null : { ...choices, etape: step });
    model.set("choices", empty ? {} : choices);
    model.save_changes();
  }

  /** Choices → boxes and fields, then what follows from them. */
  function show() {
    for (const value of choices.actions) if (!box("actions", value)) addAction(value);
    for (const el of boxes()) el.checked = has(choices, el.name, el.value);
    for (const field of fields) if (field !== document.activeElement) field.value = choices.textes[field.dataset.texte] ?? "";
    for (const [id, { input }] of Object.entries(days)) input.value = choices.dates[id] ?? "";
    sift();
    refresh();
  }

  const LACKS = { "levier-sans-maniere": "une manière d’agir", "levier-sans-competence": "une compétence", "levier-sans-texte": "un texte", "levier-sans-partenaire": "un partenaire" };

  function refresh() {
    const list = findings(catalog, choices);
    const empty = isEmpty(choices);
    const used = effort(catalog, choices);
    root.classList.toggle("is-filled", !empty);
    undo.hidden = !before;
    for (const [id, el] of Object.entries(levers)) {
      el.classList.toggle("is-off", !has(choices, "leviers", id));
      const lacks = Object.keys(LACKS).filter((rule) => list.some(({ regle, sur }) => regle === rule && sur.includes(id)));
      missing[id].textContent = lacks.length ? `Il manque ${enumeration(lacks.map((rule) => LACKS[rule]))}.` : "Complet.";
    }
    sections.moyens.classList.toggle("is-empty", !choices.leviers.length);
    for (const [id, { field }] of Object.entries(days)) field.hidden = !has(choices, "demarche", id);
    const over = used - catalog.budget;
    meter.value = Math.min(used, catalog.budget);
    bar.classList.toggle("is-over", over > 0);
    const words = `Effort\u00a0: ${points(used)} sur ${catalog.budget}.${over > 0 ? ` C’est ${points(over)} de trop.` : ""}`;
    if (spent.textContent !== words) spent.textContent = words;
    bar.hidden = empty;
    blind.textContent = list.length ? spots(list.length) : "Aucun angle mort";
    for (const [id, { count }] of Object.entries(tabs)) {
      const own = list.filter(({ regle }) => stepOf[regle] === id).length;
      count.hidden = empty || !own;
      fill(count, String(own), h("span", { class: "visually-hidden" }, own > 1 ? " angles morts" : " angle mort"));
    }
    if (step === "note") drawNote();
  }

  const ticked = ({ target: el }) => {
    if (el.type !== "checkbox") return;
    const list = choices[el.name].filter((one) => one !== el.value);
    change({ [el.name]: el.checked ? [...list, el.value] : list });
    if (el.name === "buts") sift();
  };
  const typed = ({ target: el }) => el.dataset.texte && change({ textes: { ...choices.textes, [el.dataset.texte]: el.value } });
  root.addEventListener("change", ticked);
  root.addEventListener("input", typed);

  // From another tab, from an import, or from Python.
  const take = (other) => {
    const fresh = clean(other, known);
    if (JSON.stringify(fresh) === (told || JSON.stringify(choices))) return;
    told = "";
    choices = fresh;
    before = null;
    show();
  };
  const stops = [
    subscribe(() => take(read(STATE) ?? {})),
    onRegion(showRegion),
  ];
  const fromPython = () => {
    if (JSON.stringify(clean(model.get("choices"), known)) === JSON.stringify(choices)) return;
    take(model.get("choices"));
    save();
  };
  model.on("change:choices", fromPython);

  $("ul", sections.moyens).after(h("p", { class: "ess-hint strat-vide" }, "Choisissez d’abord un levier, à l’étape précédente."));
  showRegion();
  show();
  turn();
  if (read(STATE) === null && !isEmpty(choices)) save(); // chosen in Python: kept from now on

  return () => {
    for (const stop of stops) stop();
    model.off("change:choices", fromPython);
    root.removeEventListener("change", ticked);
    root.removeEventListener("input", typed);
  };
}

export default widget(enhance);
