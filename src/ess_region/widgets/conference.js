// The conference planner: a deadline from the last conference, then each step at its date.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import {
  addDays, addMonths, daysBetween, formatDay, isWeekend, parseDate, shift, today as clock, weekdayName, workingDayAfter,
  workingDayBefore,
} from "./shared/dates.js";
import { csvText, download, icsText, printOnly } from "./shared/export.js";
import { formatNumber } from "./shared/format.js";
import { read, subscribe, write } from "./shared/state.js";
import { fillIn } from "./shared/text.js";
import { widget } from "./shared/widget.js";

const UNKNOWN = "inconnue";
const STATE = ["conference"];
const NBSP = "\u00a0";
const TRAITS = [["last", "derniere"], ["target", "cible"]];

/** The same day some years later. Pure. */
export const deadline = (last, years) => addMonths(last, 12 * years);

/** A working day, never later than its offset before the conference, never earlier after. Pure. */
export function stepDate(conference, amount, unit) {
  const day = shift(conference, amount, unit);
  return amount < 0 ? workingDayBefore(day) : workingDayAfter(day);
}

function checkLast(text, today, law) {
  if (!text) return ["vide", null];
  if (text === UNKNOWN) return [UNKNOWN, null];
  const day = parseDate(text);
  if (!day) return ["impossible", null];
  if (day < law) return ["avant-loi", null];
  return day > today ? ["future", null] : ["ok", day];
}

/** The first working day from which no step falls before today. Pure. */
export function earliest(steps, today) {
  const ahead = steps.filter((step) => step.decalage < 0);
  const days = ahead.map((step) => shift(today, -step.decalage, step.unite)).sort();
  let day = workingDayAfter(days.at(-1) ?? today);
  while (ahead.some((step) => stepDate(day, step.decalage, step.unite) < today)) day = workingDayAfter(addDays(day, 1));
  return day;
}

/** The plan of a conference: the twin of `plan` in ess_region/planning.py. Pure. */
export function plan(steps, { last, target, today, law, years }) {
  const [derniere, lastDay] = checkLast(last, today, law);
  const echeance = lastDay && deadline(lastDay, years);
  const retard = echeance ? Math.max(0, daysBetween(echeance, today)) : 0;
  let proposee = null;
  if (echeance && !retard) {
    const friday = workingDayBefore(echeance);
    proposee = friday >= today ? friday : echeance;
  } else if (echeance || derniere === UNKNOWN) proposee = earliest(steps, today);
  const [cible, date] = checkTarget(target, proposee, retard ? null : echeance, today);
  const etapes = (date ? steps : [])
    .map((step) => ({ id: step.id, date: stepDate(date, step.decalage, step.unite) }))
    .map((step) => ({ ...step, passee: step.date < today }))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return { derniere, echeance, retard, proposee, cible, date, etapes };
}

function checkTarget(text, proposed, due, today) {
  if (!text) return proposed ? ["ok", proposed] : ["vide", null];
  const day = parseDate(text);
  if (!day) return ["impossible", null];
  if (day < today) return ["passee", null];
  return [due && day > due ? "tardive" : "ok", day];
}

/** « 1 jour », « 355 jours ». Pure. */
export const dayWords = (count) => `${formatNumber(count)}${NBSP}${count > 1 ? "jours" : "jour"}`;

/** The sentences about a plan: { last: [...], target: [...] }, keys of what to say. Pure. */
export function sayings(result, last) {
  const { derniere, echeance, retard, proposee, cible, date, etapes } = result;
  const first = [derniere === "ok" && retard ? "retard" : derniere];
  if (echeance && last.slice(5) === "02-29" && echeance.slice(5) === "02-28") first.push("bissextile");
  const second = [];
  if (date && date === proposee) second.push(!echeance || retard ? "propose-delai" : date === echeance ? "propose-jour" : "propose-veille");
  if (["impossible", "passee", "tardive"].includes(cible)) second.push(`cible-${cible}`);
  if (date && isWeekend(date)) second.push("cible-week-end");
  if (etapes.some((step) => step.passee)) second.push("passees");
  return { last: first, target: second };
}

/**
 * The events of the calendar: steps still to do, the conference, the deadline. The ids stay the same
 * when the dates move, so that a calendar imported again updates instead of doubling. Pure.
 */
export function calendarEvents(result, steps, done, last) {
  const known = Object.fromEntries(steps.map((step) => [step.id, step]));
  const cycle = parseDate(last) ? last.replaceAll("-", "") : "sans-date";
  const event = (id, date, titre, texte) => ({ uid: `${id}-${cycle}@ess-en-region`, date, titre, texte });
  const events = result.etapes
    .filter(({ id }) => !done.includes(id))
    .map(({ id, date }) => event(id, date, known[id].texte, `${known[id].origine}, ${known[id].quand}.`));
  if (result.date) events.push(event("conference", result.date, "Conférence régionale de l’ESS", ""));
  if (result.echeance && !result.retard) events.push(event("echeance", result.echeance, "Échéance de la conférence régionale de l’ESS", "Loi ESS, article 8\u00a0: au moins tous les deux ans."));
  return events.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** The rows of the table, the conference at its place. Pure. */
export function tableRows(result, steps, done, guests) {
  const known = Object.fromEntries(steps.map((step) => [step.id, step]));
  const day = (iso) => iso.split("-").reverse().join("/");
  const rows = result.etapes.map(({ id, date }) => [date, day(date), known[id].texte, known[id].origine, known[id].quand, done.includes(id) ? "oui" : "non"]);
  rows.push([result.date, day(result.date), "Conférence régionale de l’ESS", "", "le jour même", ""]);
  if (result.echeance && !result.retard) rows.push([result.echeance, day(result.echeance), "Échéance de la conférence régionale", "Article 8 de la loi ESS", "", ""]);
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const invited = guests.map(({ nom, invite }) => ["", `Inviter\u00a0: ${nom}`, "", "", invite ? "oui" : "non"]);
  return [["Date", "Étape", "Origine", "Délai (notre proposition)", "Fait"], ...rows.map((row) => row.slice(1)), ...invited];
}

/** What is kept, made safe: { derniere, cible, faites: [], invites: [] }. Pure. */
export function clean(kept) {
  const words = (value) => (typeof value === "string" ? value : "");
  const list = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
  return { derniere: words(kept?.derniere), cible: words(kept?.cible), faites: list(kept?.faites), invites: list(kept?.invites) };
}

// What Python may hear of a field: a date, « inconnue », or nothing yet.
const real = (text) => (text === UNKNOWN || parseDate(text) ? text : "");

function enhance({ root, model }) {
  const steps = model.get("steps");
  const sentences = model.get("sentences");
  const { law, years } = model.get("rule");
  const finding = $(".conf-trouver", root);
  const etapes = $(".conf-etapes", root);
  const conferenceDay = $(".conf-jour", etapes);
  const section = $(".conf-plan", root);
  const invites = $$("[data-invite]", root);
  let kept = clean(read(STATE) ?? { derniere: model.get("last"), cible: model.get("target") });
  let result = null;
  let telling = false;

  // -- the two dates ----------------------------------------------------------------------------

  const dateField = (label, name) => {
    const id = uid("conf");
    const says = h("div", { class: "conf-dit", id: `${id}-dit`, role: "status" });
    const input = h("input", { type: "date", id, "aria-describedby": says.id, oninput: () => typed(name, false), onchange: () => typed(name, false), onblur: () => typed(name, true) });
    return { name, input, says, field: h("div", { class: "ess-field" }, h("label", { for: id }, label), input) };
  };
  const last = dateField("Date de la dernière conférence", "derniere");
  const aim = dateField("Date que vous visez", "cible");
  const unknown = h("input", { type: "checkbox", onchange: () => keep({ derniere: unknown.checked ? UNKNOWN : "" }) });
  const reset = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => keep({ cible: "" }) }, "Revenir à la date proposée");
  const form = h("div", { class: "conf-form" },
    h("div", { class: "conf-saisie" }, last.field, h("label", { class: "ess-choice conf-inconnue" }, unknown, h("span", {}, "Je ne la connais pas"))),
    last.says,
    h("div", { class: "conf-saisie conf-visee" }, aim.field, reset),
    aim.says);
  const found = finding.parentElement.insertBefore(document.createComment(""), finding);
  section.before(form);

  // A year being typed (« 0002 ») is not a mistake yet: wait until the field is left.
  function typed(name, left) {
    const { input } = name === "derniere" ? last : aim;
    const value = input.validity.badInput ? "?" : input.value;
    if (!left && (value === "?" || (value && value < "1000"))) return;
    if (value === kept[name] || (!value && kept[name] === UNKNOWN)) return;
    if (name === "cible" && value === result?.proposee && !kept.cible) return;
    keep({ [name]: value }, name);
  }

  function keep(change, from) {
    kept = { ...kept, ...change };
    const empty = !kept.derniere && !kept.cible && !kept.faites.length && !kept.invites.length;
    show(from);
    write(STATE, empty ? null : kept);
    telling = true; // two traits, one change: do not take the first for a word from Python
    for (const [trait, name] of TRAITS) if (model.get(trait) !== real(kept[name])) model.set(trait, real(kept[name]));
    model.save_changes();
    telling = false;
  }

  // -- steps and guests ---------------------------------------------------------------------------

  const rows = Object.fromEntries(
    steps.map((step) => {
      const item = $(`[data-etape="${step.id}"]`, etapes);
      const text = $(".conf-texte", item);
      const day = h("time", { class: "conf-date", hidden: true });
      const late = h("span", { class: "conf-passee", hidden: true }, "date passée");
      const box = tick(text, "faites", step.id);
      $(".conf-quand", item).prepend(day);
      $(".conf-coche", item).after(late);
      return [step.id, { item, day, late, box }];
    }),
  );
  const dayOf = h("time", { class: "conf-date", hidden: true });
  $(".conf-quand", conferenceDay).prepend(dayOf);
  const guests = invites.map((item) => ({ id: item.dataset.invite, nom: $("b", item).textContent, box: tick($("b", item), "invites", item.dataset.invite) }));

  // A label around the text, with its box: done, or invited.
  function tick(text, name, id) {
    const box = h("input", {
      type: "checkbox",
      onchange: () => keep({ [name]: box.checked ? [...kept[name], id] : kept[name].filter((one) => one !== id) }),
    });
    const label = h("label", { class: "conf-coche" }, box);
    text.replaceWith(label);
    label.append(text);
    return box;
  }

  // -- exports ------------------------------------------------------------------------------------

  const button = (text, onclick) => h("button", { type: "button", class: "ess-btn", onclick }, text);
  const exported = h("p", { class: "ess-hint", role: "status" });
  const tools = h("div", { class: "conf-sortie" },
    button("Télécharger l’agenda (.ics)", () => {
      download("conference-ess.ics", "text/calendar", icsText(calendarEvents(result, steps, kept.faites, kept.derniere), { name: "Conférence régionale de l’ESS", stamp: clock() }));
      announce(exported, "L’agenda est téléchargé\u00a0: ouvrez-le dans votre messagerie. Les étapes cochées n’y sont pas.");
    }),
    button("Télécharger le tableau (.csv)", () => {
      const invited = guests.map(({ id, nom }) => ({ nom, invite: kept.invites.includes(id) }));
      download("conference-ess.csv", "text/csv", csvText(tableRows(result, steps, kept.faites, invited)));
      announce(exported, "Le tableau est téléchargé\u00a0: il s’ouvre dans un tableur.");
    }),
    button("Imprimer le rétroplanning", () => printOnly(root)));
  section.append(tools, exported);

  // -- show ---------------------------------------------------------------------------------------

  function show(from) {
    const now = clock();
    result = plan(steps, { last: kept.derniere, target: kept.cible, today: now, law, years });
    const { echeance, proposee, date } = result;
    const isUnknown = kept.derniere === UNKNOWN;
    unknown.checked = isUnknown;
    last.input.disabled = isUnknown;
    if (from !== "derniere") last.input.value = parseDate(kept.derniere) ?? "";
    if (from !== "cible") aim.input.value = kept.cible ? (parseDate(kept.cible) ?? "") : (proposee ?? "");
    reset.hidden = !kept.cible || !proposee;
    const late = result.etapes.filter((step) => step.passee).length;
    const words = {
      loi: formatDay(law), echeance: echeance && formatDay(echeance, { weekday: true }), date: date && formatDay(date, { weekday: true }),
      jours: echeance && dayWords(daysBetween(now, echeance)), jour: date && weekdayName(date),
      nombre: late > 1 ? `${late} étapes ont leur date` : "Une étape a sa date",
    };
    const keys = sayings(result, parseDate(kept.derniere) ?? "");
    say(last, keys.last, words, { ok: "is-right", vide: "", inconnue: "", bissextile: "" });
    say(aim, keys.target, words, { "propose-jour": "", "propose-veille": "", "propose-delai": "" });
    last.input.setAttribute("aria-invalid", ["impossible", "avant-loi", "future"].includes(result.derniere));
    aim.input.setAttribute("aria-invalid", ["impossible", "passee"].includes(result.cible));
    if (isUnknown) {
      finding.open = true;
      last.says.after(finding);
    } else found.after(finding);

    dayOf.hidden = !date;
    if (date) stamp(dayOf, date);
    for (const { day, late: mark } of Object.values(rows)) day.hidden = mark.hidden = true;
    for (const step of result.etapes) {
      const { day, late: mark, item } = rows[step.id];
      stamp(day, step.date);
      day.hidden = false;
      mark.hidden = !step.passee || kept.faites.includes(step.id);
      item.classList.toggle("is-late", !mark.hidden);
    }
    for (const [id, { box, item }] of Object.entries(rows)) {
      box.checked = kept.faites.includes(id);
      item.classList.toggle("is-done", box.checked);
      if (!date) item.classList.remove("is-late");
    }
    for (const { id, box } of guests) box.checked = kept.invites.includes(id);
    section.classList.toggle("is-dated", Boolean(date));
    tools.hidden = !date;
    exported.textContent = "";
  }

  function stamp(el, iso) {
    el.dateTime = iso;
    el.textContent = formatDay(iso, { weekday: true });
  }

  function say({ says }, keys, words, kinds) {
    const next = keys.map((key) => [fillIn(sentences[key], words), kinds[key] ?? "is-unknown"]);
    if (says.dataset.dit === JSON.stringify(next)) return;
    says.dataset.dit = JSON.stringify(next);
    fill(says, next.map(([text, kind]) => h("p", { class: kind ? `ess-verdict ${kind}` : "ess-hint" }, text)));
  }

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const stop = subscribe(() => {
    const next = clean(read(STATE));
    if (same(next, kept)) return;
    kept = next;
    show();
  });
  const fromPython = () => {
    const told = Object.fromEntries(TRAITS.map(([trait, name]) => [name, model.get(trait) ?? ""]));
    if (!telling && TRAITS.some(([, name]) => told[name] !== real(kept[name]))) keep(told);
  };
  model.on("change:last", fromPython);
  model.on("change:target", fromPython);
  show();

  return () => {
    stop();
    model.off("change:last", fromPython);
    model.off("change:target", fromPython);
  };
}

export default widget(enhance);
