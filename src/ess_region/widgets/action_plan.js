// My action plan: what was kept along the course and my own lines, each with a date, a partner and a tick.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { addDays, addMonths, formatDay, parseDate, today as clock, workingDayBefore } from "./shared/dates.js";
import { documentActions } from "./shared/documents.js";
import { csvText, download, icsText } from "./shared/export.js";
import { drop, keep, keepButton, kept } from "./shared/plan.js";
import { clean, kindOf, lines, LONGEST, ordered, OWN, PLAN_STATE as STATE, tally } from "./shared/plan-lines.js";
import { currentRegion, onRegion, regionInfo } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

export { clean, lines, ordered, tally };

const PAGE = "des-demain";
const NBSP = "\u00a0";
const NNBSP = "\u202f";
const TITLE = "Mon plan d’action pour l’ESS";
const PERIODS = { "": "Sans date", semaine: "Cette semaine", mois: "Ce mois-ci", trimestre: "Ce trimestre", date: "À une date…" };

const endOfMonth = (day, months) => addDays(`${addMonths(`${day.slice(0, 7)}-01`, months).slice(0, 7)}-01`, -1);

/** The last working day of a period that today is in; of the next one when that day is past. Pure. */
export function dueDay(period, today) {
  if (period === "semaine") {
    let friday = today;
    while (new Date(`${friday}T00:00:00Z`).getUTCDay() !== 5) friday = addDays(friday, 1);
    return friday;
  }
  const size = period === "mois" ? 1 : period === "trimestre" ? 3 : 0;
  if (!size) return "";
  const left = size - ((Number(today.slice(5, 7)) - 1) % size);
  const day = workingDayBefore(endOfMonth(today, left));
  return day >= today ? day : workingDayBefore(endOfMonth(today, left + size));
}

/** The words chosen still hold (« cette semaine »), or only the day they meant. Pure. */
export const periodNow = ({ quand, date }, today) => (!date ? "" : dueDay(quand, today) === date ? quand : "date");

const shortDay = (iso) => iso.split("-").reverse().join("/");

/** The plan as a document (documents.js), or what is missing. `strategy`: a sentence or "". Pure. */
export function planDocument(all, { today, region, strategy }) {
  if (!all.length) return `Votre plan est vide${NBSP}: gardez une action, ou écrivez la vôtre.`;
  const rows = ordered(all).map(({ titre, kind, note, date, avec, fait }) => [
    date ? formatDay(date) : "sans date",
    [{ bold: titre }, ` (${kindOf(kind).toLowerCase()})`, note ? ` ${note}` : ""],
    avec || "à trouver",
    fait ? "oui" : "non",
  ]);
  return {
    title: TITLE,
    subtitle: `${region ? `${region[0].toUpperCase()}${region.slice(1)}, le` : "Le"} ${formatDay(today)}`,
    date: today,
    blocks: [
      ...(strategy ? [{ kind: "paragraph", text: strategy }] : []),
      { kind: "table", caption: tally(all), head: ["Pour quand", "Action", "Avec qui", "Faite"], widths: [2, 5, 3, 1], rows },
      { kind: "note", text: "Établi avec le cours L’ESS en Région." },
    ],
  };
}

/** What goes in the calendar: lines with a date, not done yet. Their ids stay, so that a new import updates. Pure. */
export const events = (all) =>
  ordered(all).filter(({ date, fait }) => date && !fait).map(({ key, date, titre, kind, avec }) => ({
    uid: `plan-${key.replace(/[^\w-]/g, "-")}@ess-en-region`, date, titre, texte: avec ? `Avec${NBSP}: ${avec}. ${kindOf(kind)}.` : `${kindOf(kind)}.`,
  }));

/** The rows of the spreadsheet. Pure. */
export const tableRows = (all) => [
  ["Pour quand", "Action", "Nature", "Avec qui", "Faite"],
  ...ordered(all).map(({ date, titre, kind, avec, fait }) => [date && shortDay(date), titre, kindOf(kind), avec, fait ? "oui" : "non"]),
];

/** « Votre stratégie retient ces leviers : réseaux. », from what the chapter on strategy kept. Pure. */
export function strategySentence(stored, levers) {
  const chosen = Array.isArray(stored?.leviers) ? stored.leviers.filter((id) => Object.hasOwn(levers, id)) : [];
  return chosen.length ? `Votre stratégie retient ces leviers${NBSP}: ${chosen.map((id) => levers[id].toLowerCase()).join(", ")}.` : "";
}

function enhance({ root, model }) {
  const levers = model.get("levers");
  const table = $(".pas-table", root);
  const people = $("datalist", root);
  people.id = uid("personnes");
  const immediate = $$("[data-action]", table).map((row) => ({
    id: row.dataset.action, avec: row.dataset.avec, name: $(".pas-nom", row), cell: $(".pas-vide", row),
  }));
  const usual = Object.fromEntries(immediate.map(({ id, avec }) => [`action:${id}`, avec]));
  const item = ({ id, name }) => ({ kind: "action", id, title: name.textContent, page: PAGE });
  let state = clean(read(STATE));
  let all = [];
  let shown = new Map(); // key → { line, el }

  // -- the five actions ---------------------------------------------------------------------------

  const keeps = immediate.map((action) => {
    action.name.id = uid("action");
    const button = keepButton(item(action));
    button.setAttribute("aria-describedby", action.name.id);
    action.cell.append(button);
    return button;
  });

  // -- the plan -----------------------------------------------------------------------------------

  const recall = h("p", { class: "pas-strategie" });
  const empty = h("div", { class: "pas-depart" },
    h("p", {}, `Votre plan est vide. Pour commencer, gardez une des cinq actions, ou écrivez la vôtre${NBSP}: une seule suffit.`),
    h("p", {}, "Dans les chapitres, le bouton « Garder dans mon plan » ajoute ici un levier, un réseau, un partenaire ou un exemple.".replace(/« /g, `«${NNBSP}`).replace(/ »/g, `${NNBSP}»`)),
    h("button", { type: "button", class: "ess-btn", onclick: () => immediate.forEach((action) => keep(item(action))) }, "Garder les cinq actions"));
  const list = h("ul", { class: "pas-lignes" });
  const count = h("p", { class: "pas-compte", role: "status" });
  const sort = h("button", { type: "button", class: "ess-btn", onclick: () => { arrange(); announce(said, "Le plan est rangé par date."); } }, "Ranger par date");
  const id = uid("plan");
  const field = h("input", { id, type: "text", maxlength: String(LONGEST), autocomplete: "off", "aria-describedby": `${id}-dit` });
  const said = h("p", { class: "ess-hint", id: `${id}-dit`, role: "status" });
  const form = h("form", { class: "pas-ajout", onsubmit: add },
    h("div", { class: "ess-field" }, h("label", { for: id }, "Une action à moi"), field),
    h("button", { type: "submit", class: "ess-btn ess-btn--primary" }, "Ajouter"));
  const exported = h("p", { class: "ess-hint", role: "status" });
  const file = (text, act) => h("button", { type: "button", class: "ess-btn", onclick: () => announce(exported, act()) }, text);
  const tools = h("div", { class: "pas-sortie" },
    h("p", { class: "pas-titre" }, "Emporter mon plan"),
    documentActions(() => planDocument(all, context()), { name: "mon-plan-d-action" }),
    h("div", { class: "pas-boutons" },
      file("Télécharger l’agenda (.ics)", () => {
        const found = events(all);
        if (!found.length) return "Aucune action à faire n’a de date. Donnez-en une, l’agenda suivra.";
        download("mon-plan-d-action.ics", "text/calendar", icsText(found, { name: TITLE, stamp: clock() }));
        return `L’agenda est téléchargé${NBSP}: ouvrez-le dans votre messagerie. Les actions faites ou sans date n’y sont pas.`;
      }),
      file("Télécharger le tableau (.csv)", () => {
        download("mon-plan-d-action.csv", "text/csv", csvText(tableRows(all)));
        return `Le tableau est téléchargé${NBSP}: il s’ouvre dans un tableur.`;
      })),
    exported);
  const live = h("section", { class: "pas-vif", "aria-labelledby": `${id}-titre` },
    h("p", { class: "pas-titre", id: `${id}-titre` }, "Mon plan"), recall, empty, list,
    h("div", { class: "pas-pied" }, count, sort), form, said, tools);
  table.after(live);

  const context = () => ({ today: clock(), region: regionInfo(currentRegion())?.en ?? "", strategy: strategySentence(read(["strategie"]), levers) });

  function add(event) {
    event.preventDefault();
    const titre = field.value.trim().replace(/\s+/g, " ");
    const twin = all.some((line) => line.titre.toLowerCase() === titre.toLowerCase());
    field.setAttribute("aria-invalid", String(!titre || twin));
    if (!titre) announce(said, "Écrivez l’action, puis ajoutez-la.");
    else if (twin) announce(said, "Cette action est déjà dans votre plan.");
    else {
      const rank = Math.max(0, ...state.ajouts.map((one) => Number(one.id) || 0)) + 1;
      state = { ...state, ajouts: [...state.ajouts, { id: String(rank), titre }] };
      field.value = "";
      announce(said, `Ajoutée${NBSP}: ${titre}.`);
      save();
    }
    field.focus();
  }

  function save() {
    const used = state.ajouts.length || Object.keys(state.lignes).length;
    write(STATE, used ? state : null);
  }

  function change(line, values) {
    Object.assign(line, values);
    const { quand, date, avec, fait } = line;
    state = { ...state, lignes: { ...state.lignes, [line.key]: { quand, date, avec, fait } } };
    paint(line);
    foot();
    save();
  }

  function remove(line) {
    const at = all.indexOf(line);
    const next = all[at + 1] ?? all[at - 1];
    const { [line.key]: gone, ...lignes } = state.lignes;
    state = { lignes, ajouts: state.ajouts.filter((one) => `${OWN}:${one.id}` !== line.key) };
    save();
    if (line.kind !== OWN) drop(line.kind, line.key.slice(line.kind.length + 1));
    announce(said, `Retirée${NBSP}: ${line.titre}.`);
    requestAnimationFrame(() => (next ? $(".pas-retirer", shown.get(next.key).el) : field).focus());
  }

  // -- one line -----------------------------------------------------------------------------------

  function build(line) {
    const name = uid("ligne");
    const label = (text, input) => h("div", { class: "ess-field" }, h("label", { for: input.id }, text), input);
    const about = { "aria-describedby": name };
    const done = h("input", { type: "checkbox", onchange: () => change(line, { fait: done.checked }) });
    const when = h("select", { id: `${name}-quand`, ...about, onchange: choose }, Object.entries(PERIODS).map(([value, text]) => h("option", { value }, text)));
    const day = h("input", { type: "date", id: `${name}-date`, ...about, oninput: () => typed(false), onchange: () => typed(false), onblur: () => typed(true) });
    const dayBox = label("Date", day);
    const whom = h("input", { type: "text", id: `${name}-avec`, list: people.id, maxlength: String(LONGEST), autocomplete: "off", ...about, onchange: () => change(line, { avec: whom.value.trim() }) });
    const due = h("p", { class: "pas-echeance", role: "status" });
    const el = h("li", { class: "pas-ligne" },
      h("label", { class: "pas-coche" }, done, h("span", { class: "visually-hidden" }, "Faite"),
        h("span", { class: "pas-quoi" }, h("b", { id: name }, line.titre), h("span", { class: "pas-nature" }, kindOf(line.kind)))),
      line.note && h("p", { class: "ess-hint" }, line.note),
      h("div", { class: "pas-champs" }, label("Pour quand", when), dayBox, label("Avec qui", whom)),
      due,
      h("div", { class: "pas-bas" },
        line.page && line.page !== PAGE && h("a", { href: `${line.page}.html` }, "Revoir le chapitre", h("span", { class: "visually-hidden" }, `${NBSP}: ${line.titre}`)),
        h("button", { type: "button", class: "ess-btn ess-btn--quiet pas-retirer", ...about, onclick: () => remove(line) }, "Retirer")));

    function choose() {
      const quand = when.value;
      if (quand !== "date") return change(line, { quand, date: dueDay(quand, clock()) });
      dayBox.hidden = false;
      return day.focus();
    }

    // A year being typed is not a mistake yet: wait until the field is left.
    function typed(left) {
      const wrong = day.validity.badInput || (day.value && !parseDate(day.value));
      if (wrong || day.value < "1000") {
        if (left && (wrong || line.date)) {
          if (!wrong) change(line, { quand: "", date: "" });
          else announce(due, "Cette date n’existe pas. Vérifiez le jour, le mois et l’année.");
        }
        return;
      }
      if (day.value !== line.date) change(line, { quand: "date", date: day.value });
    }

    return { el, done, when, day, dayBox, whom, due };
  }

  function paint(line) {
    const now = clock();
    const { el, done, when, day, dayBox, whom, due } = shown.get(line.key);
    const period = periodNow(line, now);
    done.checked = line.fait;
    el.classList.toggle("is-done", line.fait);
    const typing = document.activeElement === day;
    if (!typing) {
      when.value = period;
      dayBox.hidden = period !== "date";
      day.value = line.date;
    } else when.value = "date";
    if (document.activeElement !== whom) whom.value = line.avec;
    const late = line.date && line.date < now && !line.fait;
    el.classList.toggle("is-late", Boolean(late));
    due.textContent = !line.date ? "" : late ? `Date passée${NBSP}: ${formatDay(line.date)}. Choisissez-en une autre, ou cochez l’action.` : `Au plus tard le ${formatDay(line.date, { weekday: true })}.`;
  }

  // -- everything ---------------------------------------------------------------------------------

  function show() {
    const next = lines(kept(), state, usual);
    const before = new Map(all.map((line) => [line.key, line]));
    all = next.map((line) => Object.assign(before.get(line.key) ?? {}, line));
    for (const [key, { el }] of shown) {
      if (all.some((line) => line.key === key)) continue;
      el.remove();
      shown.delete(key);
    }
    for (const line of all) {
      if (!shown.has(line.key)) {
        shown.set(line.key, build(line));
        list.append(shown.get(line.key).el);
      }
      paint(line);
    }
    foot();
  }

  function foot() {
    empty.hidden = Boolean(all.length);
    list.hidden = sort.hidden = tools.hidden = !all.length;
    count.textContent = tally(all);
    recall.textContent = context().strategy;
  }

  // Nodes move only when asked for: a line must not jump while it is being filled in.
  function arrange() {
    const wanted = ordered(all);
    fill(list, wanted.map((line) => shown.get(line.key).el));
  }

  const stop = subscribe(() => {
    state = clean(read(STATE));
    show();
  });
  const stopRegion = onRegion(foot);
  show();
  arrange();

  return () => {
    stop();
    stopRegion();
    live.remove();
    for (const button of keeps) button.remove();
  };
}

export default widget(enhance);
