// The running order of a session: composed from a choice, edited, caught up when late, taken away.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { addDays, formatDay, parseDate, today } from "./shared/dates.js";
import { documentButtons } from "./shared/documents.js";
import { csvText, download, icsText } from "./shared/export.js";
import { enumeration } from "./shared/format.js";
import { add, BREAK, byId, check, LATE, LUNCH, plan, resume, slotsOf, STEP, total } from "./shared/running-order.js";
import { currentRegion, regionInfo } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const STATE = ["deroule"];
const OWN = "libre";
const LONGEST = 600; // minutes of one line
const LONGEST_TITLE = 120;
const PAUSES = [0, 10, 15, 20, 30];
const LUNCHES = [45, 60, 75, 90];
const NBSP = "\u00a0";
const NN = "\u202f";

// -- words, pure -------------------------------------------------------------------------------------

/** 545 → « 9 h 05 ». Pure. */
export function clock(minutes) {
  const time = ((minutes % 1440) + 1440) % 1440;
  const rest = time % 60;
  return `${Math.floor(time / 60)}${NBSP}h${rest ? `${NBSP}${String(rest).padStart(2, "0")}` : ""}`;
}

/** « 09:05 » → 545. Pure. */
export const minutesOf = (hour) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));

const hour = (minutes) => `${String(Math.floor((minutes % 1440) / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const isHour = (text) => typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const lasting = (minutes) => (minutes < 60 ? `${minutes}${NBSP}minutes` : clock(minutes));
const quote = (text) => `«${NN}${text}${NN}»`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const put = (list, rank, value) => list.map((old, index) => (index === rank ? value : old));
const isRest = (id) => id === BREAK || id === LUNCH;
const TITLES = new Map([[BREAK, "Pause"], [LUNCH, "Déjeuner"], [LATE, "Départ retardé"]]);

/** What a line is called. Pure. */
export const titleOf = (known, line) => known.get(line.id)?.titre ?? TITLES.get(line.id) ?? line.titre ?? "";

/** Sentences about what the rule did: { seances, coupes, manque }. Pure. */
export function explain(catalog, { seances, coupes, manque }) {
  const known = byId(catalog);
  const named = (ids) => enumeration(ids.map((id) => quote(known.get(id).titre)));
  const said = [];
  if (manque) {
    said.push(`Il manque ${lasting(manque)}, même avec chaque activité à son minimum. Retirez une activité, ou prenez un format plus long.`);
  }
  for (const { id, raison } of coupes) {
    if (raison === "trop-long") said.push(`Coupé${NBSP}: ${quote(known.get(id).titre)}. Il lui faut ${lasting(known.get(id).bas)} au moins, plus que ne laisse ce format.`);
  }
  const cut = coupes.filter(({ raison }) => raison === "place").map(({ id }) => id);
  if (cut.length) said.push(`Coupé${NBSP}: ${named(cut)}. Même au minimum, tout ne tenait pas${NN}; le reste est plus important.`);
  const lines = seances.flatMap(({ lignes }) => lignes).filter(({ id }) => known.has(id));
  const changed = (word, why, test) => {
    const those = lines.filter(({ id, minutes }) => test(minutes, known.get(id).habituel));
    if (those.length) said.push(`${word} ${why}${NBSP}: ${enumeration(those.map(({ id, minutes }) => `${quote(known.get(id).titre)} (${minutes}${NBSP}minutes au lieu de ${known.get(id).habituel})`))}.`);
  };
  changed("Raccourci", "pour tenir dans l’horaire et ses pauses", (minutes, usual) => minutes < usual);
  changed("Allongé", "pour remplir le temps", (minutes, usual) => minutes > usual);
  if (!said.length) said.push("Chaque activité a sa durée habituelle.");
  const left = catalog.activites.filter(({ id, place }) => place === "si-possible" && !lines.some((line) => line.id === id));
  if (left.length) said.push(`Sans place pour ${named(left.map(({ id }) => id))}${NBSP}: donnez-le à faire avant la séance.`);
  return said;
}

/** A sentence for something that `check` found. `end`: when the session ends, in minutes. Pure. */
export function warning(known, { genre, minutes, besoin }, end) {
  if (genre === "court") return `Sous le minimum conseillé, ${lasting(minutes)}.`;
  if (genre === "long") return `Au-dessus du maximum conseillé, ${lasting(minutes)}.`;
  if (genre === "avant") return `Vient avant ${quote(known.get(besoin).titre)}, dont cet atelier a besoin.`;
  if (genre === "sans-pause") return `${lasting(minutes)} sans pause${NBSP}: ajoutez-en une.`;
  if (genre === "depasse") return `Cette séance finit à ${clock(end)}, ${lasting(minutes)} trop tard.`;
  return `Il reste ${lasting(minutes)}${NBSP}: cette séance finit à ${clock(end)}. Ajoutez une activité, ou allongez-en une.`;
}

/** What it costs, for an order that `check` would blame: how long without a break, and until what. Pure. */
export function prices(catalog, session) {
  const known = byId(catalog);
  return check(catalog, [session]).filter(({ genre }) => genre === "sans-pause").map(({ ligne, minutes }) => {
    const next = session.lignes.findIndex(({ id }, index) => index > ligne && isRest(id));
    const last = session.lignes[(next < 0 ? session.lignes.length : next) - 1];
    return `Le prix${NBSP}: ${lasting(minutes)} sans pause, jusqu’à la fin de ${quote(titleOf(known, last))}.`;
  });
}

/** What changes from one list of lines to another, in sentences. Pure. */
export function differences(catalog, before, after, cut) {
  const known = byId(catalog);
  const rest = new Map(before.map((line) => [line.id, line.minutes]));
  const moved = after.filter(({ id, minutes }) => known.has(id) && rest.has(id) && rest.get(id) !== minutes);
  const those = (lines) => enumeration(lines.map((line) => `${quote(titleOf(known, line))} (${line.minutes}${NBSP}minutes au lieu de ${rest.get(line.id)})`));
  const shorter = moved.filter(({ id, minutes }) => minutes < rest.get(id));
  const longer = moved.filter(({ id, minutes }) => minutes > rest.get(id));
  const gone = cut.filter((id) => id !== BREAK);
  const breaksGone = cut.length - gone.length;
  // A break is told by what comes after it.
  const stays = new Set(after.map(({ id }) => id));
  const next = (lines) => lines.flatMap(({ id }, index) => (id === BREAK ? [lines.slice(index + 1).find((line) => !isRest(line.id) && stays.has(line.id))] : []));
  const places = next(before).map((line) => line?.id);
  const elsewhere = next(after).filter((line) => line && !places.includes(line.id));
  return [
    gone.length && `Coupé${NBSP}: ${enumeration(gone.map((id) => quote(titleOf(known, { id }))))}.`,
    breaksGone && (breaksGone > 1 ? `${breaksGone} pauses sont supprimées.` : "Une pause est supprimée."),
    elsewhere.length && `Pause déplacée${NBSP}: avant ${enumeration(elsewhere.map((line) => quote(titleOf(known, line))))}.`,
    shorter.length && `Raccourci${NBSP}: ${those(shorter)}.`,
    longer.length && `Allongé${NBSP}: ${those(longer)}.`,
  ].filter(Boolean);
}

// -- what is kept ------------------------------------------------------------------------------------

/** What was kept, made safe; what cannot be read is what one starts with. Pure. */
export function clean(stored, catalog, programmes, format) {
  const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
  const list = (value) => (Array.isArray(value) ? value : []);
  const known = byId(catalog);
  const one = object(stored);
  const form = catalog.formats.find(({ id }) => id === one.format) ?? catalog.formats.find(({ id }) => id === format) ?? catalog.formats[0];
  const usual = programmes.find(({ format }) => format === form.id);
  const whole = (value, low, high) => Number.isInteger(value) && value % STEP === 0 && value >= low && value <= high;
  const choix = one.format === form.id && Array.isArray(one.choix) ? [...new Set(one.choix)].filter((id) => known.get(id)?.place === "") : (usual?.choix ?? []);
  const times = form.seances.map((_, rank) => (isHour(list(one.debuts)[rank]) ? one.debuts[rank] : (usual?.debut ?? "09:00")));
  const dates = form.seances.map((_, rank) => parseDate(list(one.dates)[rank]) ?? "");
  const line = (value) => {
    const { id, minutes, titre } = object(value);
    const mine = typeof id === "string" && id.startsWith(`${OWN}-`);
    if (!(known.has(id) || TITLES.has(id) || (mine && typeof titre === "string" && titre.trim())) || !whole(minutes, STEP, LONGEST)) return null;
    return mine ? { id: id.slice(0, 40), minutes, titre: titre.slice(0, LONGEST_TITLE) } : { id, minutes };
  };
  const session = (value) => {
    const lignes = list(object(value).lignes).map(line).filter(Boolean);
    return whole(object(value).prevu, STEP, 1440) && lignes.length ? { lignes, prevu: value.prevu } : null;
  };
  const seances = list(one.seances).map(session);
  const cut = list(one.coupes).filter((value) => known.has(object(value).id)).map(({ id, raison }) => ({ id, raison: raison === "trop-long" ? raison : "place" }));
  const sound = one.format === form.id && seances.length === form.seances.length && seances.every(Boolean);
  return {
    format: form.id,
    choix,
    pause: PAUSES.includes(one.pause) ? one.pause : 15,
    dejeuner: LUNCHES.includes(one.dejeuner) ? one.dejeuner : 60,
    debuts: times,
    dates,
    seances: sound ? seances : null,
    coupes: sound ? cut : [],
    manque: sound && whole(one.manque, 0, 10000) ? one.manque : 0,
    retouche: sound && one.retouche === true,
  };
}

// -- what is taken away, pure ------------------------------------------------------------------------

/** The lines of each session with their hours: [{ debut, fin, date, lignes: [{ …, debut, fin, titre }] }]. Pure. */
export function timed(catalog, state) {
  const known = byId(catalog);
  return state.seances.map(({ lignes, prevu }, rank) => {
    const start = minutesOf(state.debuts[rank]);
    let now = start;
    const lines = lignes.map((line) => {
      const debut = now;
      now += line.minutes;
      return { ...line, debut, fin: now, titre: titleOf(known, line), but: known.get(line.id)?.but ?? "" };
    });
    return { debut: start, fin: now, prevu: start + prevu, date: state.dates[rank], lignes: lines };
  });
}

/** « Séance 2, le lundi 30 novembre 2026, de 9 h à 11 h ». Pure. */
export function sessionTitle({ debut, fin, date }, rank, count) {
  const parts = [count > 1 && `Séance ${rank + 1}`, date && `le ${formatDay(date, { weekday: true })}`, `de ${clock(debut)} à ${clock(fin)}`];
  return capital(parts.filter(Boolean).join(", "));
}

/** What goes first when time is short, in a sentence for each session. Pure. */
export function cutFirst(catalog, seances) {
  const known = byId(catalog);
  return seances.map(({ lignes }, rank) => {
    const those = lignes.map(({ id }) => known.get(id)).filter((one) => one?.coupe).sort((a, b) => b.rang - a.rang);
    const said = those.length
      ? those.map(({ titre }) => quote(titre)).join(", puis ")
      : `rien. Raccourcissez, sans descendre sous ${quote("Au plus court")}`;
    return seances.length > 1 ? `Séance ${rank + 1}, ${said}.` : `${said}.`;
  });
}

/**
 * The order as a document (documents.js), without the aims when there are many sessions: one page. `region`: the
 * name of the region, or nothing. Pure.
 */
export function orderDocument(catalog, state, region = "") {
  const known = byId(catalog);
  const sessions = timed(catalog, state);
  const form = catalog.formats.find(({ id }) => id === state.format);
  return {
    title: "Déroulé de la formation",
    subtitle: `L’ESS en Région. ${form.nom}.${region && ` Région${NBSP}: ${region}.`}`,
    blocks: [
      ...sessions.map((session, rank) => ({
        kind: "table",
        caption: sessionTitle(session, rank, sessions.length),
        head: ["Heure", "Activité", "Minutes", "Au plus court", "Heure réelle"],
        widths: [2, 8, 2, 2, 2],
        rows: session.lignes.map(({ id, debut, minutes, titre, but }) =>
          [clock(debut), but && sessions.length < 3 ? [{ bold: titre }, ` ${but}`] : [{ bold: titre }], String(minutes), String(known.get(id)?.bas ?? ""), ""]),
      })),
      { kind: "note", text: [{ bold: `À couper d’abord${NBSP}:` }, ` ${cutFirst(catalog, state.seances).join(" ")}`] },
      ...(state.retouche ? [] : explain(catalog, state).map((text) => ({ kind: "note", text }))),
    ],
  };
}

/** The events of the calendar: one for each session, or one for each activity. Pure. */
export function events(catalog, state, detailed) {
  const at = (date, minutes) => `${addDays(date, Math.floor(minutes / 1440))}T${hour(minutes)}`;
  return timed(catalog, state).flatMap(({ debut, fin, date, lignes }, rank) => {
    const event = (id, from, to, titre, texte) => ({ uid: `deroule-${date}-${rank + 1}-${id}@ess-en-region`, debut: at(date, from), fin: at(date, to), titre, texte });
    if (detailed) return lignes.map((line, index) => event(`${line.id}-${index + 1}`, line.debut, line.fin, line.titre, line.but));
    const text = lignes.map((line) => `${clock(line.debut)}${NBSP}: ${line.titre}`).join("\n");
    return [event("seance", debut, fin, state.seances.length > 1 ? `L’ESS en Région, séance ${rank + 1}` : "L’ESS en Région", text)];
  });
}

/** The rows of the spreadsheet. Pure. */
export function tableRows(catalog, state) {
  const known = byId(catalog);
  return [
    ["Séance", "Date", "Début", "Fin", "Minutes", "Activité", "Partie", "But"],
    ...timed(catalog, state).flatMap(({ date, lignes }, rank) =>
      lignes.map((line) => [rank + 1, date && date.split("-").reverse().join("/"), hour(line.debut), hour(line.fin), line.minutes, line.titre, known.get(line.id)?.partie ?? "", line.but]),
    ),
  ];
}

// -- in the page -------------------------------------------------------------------------------------

function enhance({ root, model }) {
  const catalog = model.get("catalog");
  const programmes = model.get("programmes");
  const known = byId(catalog);
  const order = new Map(catalog.activites.map(({ id }, index) => [id, index]));
  const name = uid("deroule");
  const sound = (value) => clean(value, catalog, programmes, model.get("format"));
  const choiceOf = ({ format, choix, pause, dejeuner }) => ({ format, choix, pause, dejeuner });
  let state = sound(read(STATE));
  let history = [];

  const button = (text, onclick, kind = "", more = {}) => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick, ...more }, text);
  const hidden = (text) => h("span", { class: "visually-hidden" }, text);
  const heading = (text) => h("h3", { class: "der-titre", tabindex: "-1" }, text);

  // -- composing --------------------------------------------------------------------------------

  const formats = new Map(catalog.formats.map((form) => [form.id,
    h("input", { type: "radio", name: `${name}-format`, value: form.id, onchange: () => pick(form.id) })]));
  const boxes = new Map();
  const select = (label, values, words, act) => {
    const field = h("select", { id: uid(name), onchange: () => act(Number(field.value)) }, values.map((value) => h("option", { value }, words(value))));
    return [field, h("div", { class: "ess-field" }, h("label", { for: field.id }, label), field)];
  };
  const [pause, pauseBox] = select("Chaque pause", PAUSES, (value) => (value ? `${value} minutes` : "Pas de pause"), (value) => choose({ pause: value }));
  const [lunch, lunchBox] = select("Le déjeuner", LUNCHES, lasting, (value) => choose({ dejeuner: value }));
  const tally = h("p", { class: "der-compte", role: "status" });

  const part = (title) =>
    h("fieldset", { class: "der-partie" }, h("legend", {}, title),
      catalog.activites.filter(({ place, partie }) => !place && partie === title).map((one) => {
        const box = h("input", { type: "checkbox", value: one.id, onchange: () => choose({ choix: [...boxes].filter(([, { checked }]) => checked).map(([id]) => id) }) });
        boxes.set(one.id, box);
        return h("label", { class: "der-case" }, box, h("span", {}, one.titre, h("span", { class: "der-bornes" }, ` ${bounds(one)}`)));
      }));
  const composer = $(".der-choix", root);
  const withoutScript = [...composer.children].slice(1);
  const form = h("form", { onsubmit: (event) => { event.preventDefault(); compose(); } },
    h("fieldset", { class: "der-formats" }, h("legend", {}, "Combien de temps avez-vous\u00a0?"),
      catalog.formats.map((form) => h("label", { class: "ess-choice" }, formats.get(form.id), h("span", {}, h("b", {}, form.nom), h("span", { class: "der-bornes" }, ` ${form.texte}`))))),
    h("div", { class: "der-reglages" }, pauseBox, lunchBox),
    h("p", { class: "der-quoi-titre" }, "Que voulez-vous traiter\u00a0?"),
    h("p", { class: "ess-hint" }, `L’accueil, la première action et l’avis sur la formation sont toujours là${NN}; le positionnement s’ajoute au début, quand il tient. Entre parenthèses${NBSP}: les durées possibles dans la salle, en minutes.`),
    h("div", { class: "der-parties" }, catalog.parties.map(part)),
    h("div", { class: "der-lancer" }, tally, h("button", { type: "submit", class: "ess-btn ess-btn--primary" }, "Composer le déroulé")));
  for (const el of withoutScript) el.remove();
  composer.append(form);

  function bounds({ bas, haut }) {
    return bas === haut ? `(${bas})` : `(${bas} à ${haut})`;
  }

  // Another format starts from its own programme, unless something has been chosen.
  function pick(format) {
    const usual = (id) => programmes.find((one) => one.format === id)?.choix ?? [];
    const touched = String([...draft.choix].sort()) !== String([...usual(draft.format)].sort());
    choose({ format, choix: touched ? draft.choix : usual(format) });
  }

  // The choice being made: the order already there stays until it is composed again.
  let draft = choiceOf(state);

  function choose(change) {
    draft = { ...draft, ...change };
    if (!state.seances) keep(sound(draft));
    showChoice();
  }

  function showChoice() {
    formats.get(draft.format).checked = true;
    for (const [id, box] of boxes) box.checked = draft.choix.includes(id);
    pause.value = draft.pause;
    lunch.value = draft.dejeuner;
    const form = catalog.formats.find(({ id }) => id === draft.format);
    lunchBox.hidden = form.seances.every((session) => session.length < 2);
    const slots = slotsOf(catalog, form, draft.pause);
    const asked = add(draft.choix.map((id) => known.get(id).habituel));
    const room = add(slots.map(({ habituel }) => habituel));
    const many = draft.choix.length;
    tally.textContent = `${many}${NBSP}${many > 1 ? "activités choisies" : "activité choisie"}${NBSP}: ${lasting(asked)} d’habitude, pour ${lasting(Math.max(0, room))} disponibles.`;
  }

  function compose(debuts = null) {
    remember();
    const same = !debuts && draft.format === state.format;
    const base = sound({ ...draft, ...(same ? { debuts: state.debuts, dates: state.dates } : { debuts }) });
    keep({ ...base, ...plan(catalog, draft), retouche: false });
    show();
    composer.open = false;
    go(sheetTitle);
    announce(said, "Le déroulé est prêt.");
  }

  function go(el) {
    requestAnimationFrame(() => {
      el.focus({ preventScroll: true });
      el.scrollIntoView({ block: "start" });
    });
  }

  // -- the order --------------------------------------------------------------------------------

  const sheetTitle = heading("Votre déroulé");
  const said = h("p", { class: "ess-hint der-dit", role: "status" });
  const words = h("ul", { class: "der-mots" });
  const sessionsBox = h("div", { class: "der-seances" });
  const undo = button("Annuler le dernier changement", back, "ess-btn--quiet");
  const what = h("select", { id: `${name}-quoi`, onchange: showOwn });
  const where = h("select", { id: `${name}-ou` });
  const whereBox = h("div", { class: "ess-field" }, h("label", { for: where.id }, "Dans"), where);
  const ownTitle = h("input", { type: "text", id: `${name}-propre`, maxlength: String(LONGEST_TITLE), autocomplete: "off" });
  const ownBox = h("div", { class: "ess-field" }, h("label", { for: ownTitle.id }, "Son titre"), ownTitle);
  const adder = h("form", { class: "der-ajout", onsubmit: insert },
    h("div", { class: "ess-field" }, h("label", { for: what.id }, "Ajouter"), what), ownBox, whereBox,
    h("button", { type: "submit", class: "ess-btn" }, "Ajouter"));
  const exported = h("p", { class: "ess-hint", role: "status" });
  const file = (text, act) => button(text, () => announce(exported, act()));
  const takeAway = (order) => documentButtons(() => orderDocument(catalog, order(), regionInfo(currentRegion())?.nom), { name: "deroule" });
  const calendar = (detailed) => () => {
    if (state.dates.some((date) => !date)) return `L’agenda a besoin d’une date${NBSP}: donnez-en une à chaque séance, sous son titre.`;
    download("deroule.ics", "text/calendar", icsText(events(catalog, state, detailed), { name: "L’ESS en Région", stamp: today() }));
    return `L’agenda est téléchargé${NBSP}: ouvrez-le dans votre messagerie.`;
  };
  const take = takeAway(() => state);
  const tools = h("div", { class: "der-sortie" },
    h("div", { class: "der-boutons" }, take.print, take.copy),
    h("details", { class: "der-formats-autres" }, h("summary", {}, "Autres formats"),
      h("div", { class: "der-boutons" }, take.file, take.markdown,
        file("Agenda, une ligne par séance (.ics)", calendar(false)),
        file("Agenda, une ligne par activité (.ics)", calendar(true)),
        file("Tableau (.csv)", () => {
          download("deroule.csv", "text/csv", csvText(tableRows(catalog, state)));
          return `Le tableau est téléchargé${NBSP}: il s’ouvre dans un tableur.`;
        })),
      exported),
    take.rest);
  take.print.classList.add("ess-btn--primary");
  take.file.classList.remove("ess-btn--primary");
  const sheet = h("section", { class: "der-feuille", "aria-label": "Votre déroulé" }, sheetTitle, said, words, sessionsBox, adder,
    h("div", { class: "der-boutons" }, undo), tools);
  let rows = []; // for each session: { title, alerts, lines: [{ time, notes, input }] }

  function build() {
    const count = state.seances.length;
    rows = [];
    fill(sessionsBox, state.seances.map(({ lignes }, rank) => {
      const id = uid(name);
      const title = h("h4", { id, class: "der-seance-titre" });
      const alerts = h("div", {});
      const start = h("input", { type: "time", id: uid(name), value: state.debuts[rank], onchange: () => isHour(start.value) && change({ debuts: put(state.debuts, rank, start.value) }) });
      const date = h("input", { type: "date", id: uid(name), value: state.dates[rank], onchange: () => (parseDate(date.value) || !date.value) && change({ dates: put(state.dates, rank, date.value) }) });
      const lines = lignes.map((line, index) => row(line, rank, index, count));
      rows.push({ title, alerts, lines });
      return h("section", { class: "der-seance", "aria-labelledby": id }, title,
        h("div", { class: "der-reglages" },
          h("div", { class: "ess-field" }, h("label", { for: start.id }, "Début"), start),
          h("div", { class: "ess-field" }, h("label", { for: date.id }, "Date (facultatif)"), date)),
        h("table", { class: "der-table" },
          h("thead", {}, h("tr", {}, ["Heure", "Activité", "Minutes"].map((text) => h("th", { scope: "col" }, text)), h("th", { scope: "col" }, hidden("Changer")))),
          h("tbody", {}, lines.map(({ el }) => el))),
        alerts);
    }));
    const present = new Set(state.seances.flatMap(({ lignes }) => lignes.map(({ id }) => id)));
    const option = ({ id, titre }) => h("option", { value: id }, titre);
    fill(what, h("option", { value: BREAK }, "Une pause"), h("option", { value: LUNCH }, "Un déjeuner"), h("option", { value: OWN }, "Une activité à moi"),
      h("optgroup", { label: "Dans le cours" }, catalog.activites.filter(({ id }) => !present.has(id)).map(option)));
    fill(where, state.seances.map((_, rank) => h("option", { value: rank }, `Séance ${rank + 1}`)));
    whereBox.hidden = count < 2;
    showOwn();
    const was = reached.selectedOptions[0]?.dataset.ligne;
    fill(reached, state.seances.map(({ lignes }, rank) => {
      const options = lignes.map((line, index) => h("option", { value: `${rank}:${index}`, "data-ligne": `${rank}:${line.id}` }, titleOf(known, line)));
      return count > 1 ? h("optgroup", { label: `Séance ${rank + 1}` }, options) : options;
    }));
    // Where the room is does not change with the order.
    for (const option of reached.options) if (option.dataset.ligne === was) option.selected = true;
    fill(proposals);
  }

  function row(line, rank, index, count) {
    const own = known.get(line.id);
    const title = titleOf(known, line);
    const time = h("td", { class: "der-heure" });
    const notes = h("span", { class: "der-notes" });
    const input = h("input", {
      type: "number", min: String(STEP), max: String(LONGEST), step: String(STEP), value: line.minutes, "aria-label": `Minutes, ${title}`,
      onchange: () => {
        const minutes = Math.min(LONGEST, Math.max(STEP, Math.round(Number(input.value) / STEP) * STEP || line.minutes));
        input.value = minutes;
        if (minutes !== state.seances[rank].lignes[index].minutes) edit((lines) => { lines[rank][index].minutes = minutes; }, false);
      },
    });
    const last = rank === count - 1 && index === state.seances[rank].lignes.length - 1;
    const move = (word, sign, step) => button([h("span", { "aria-hidden": "true" }, sign), hidden(`${word}${NBSP}: ${title}`)], () => shift(rank, index, step), "der-geste", { "data-geste": step < 0 ? "monter" : "descendre", disabled: step < 0 ? !rank && !index : last, title: word });
    const el = h("tr", { class: own ? null : "der-repos" }, time,
      h("th", { scope: "row" },
        h("span", { class: "der-nom" }, own?.page ? h("a", { href: `${own.page}.html` }, title) : title), notes),
      h("td", { class: "der-duree" }, input, own && h("span", { class: "der-bornes" }, ` ${bounds(own)}`)),
      h("td", { class: "der-gestes" }, h("div", {}, move("Monter", "↑", -1), move("Descendre", "↓", 1),
        button([h("span", { "aria-hidden": "true" }, "✕"), hidden(`Retirer${NBSP}: ${title}`)], () => remove(rank, index), "der-geste", { "data-geste": "retirer", title: "Retirer" }))));
    return { el, time, notes, input };
  }

  // Hours and remarks, without touching what is being edited.
  function paint() {
    const found = check(catalog, state.seances);
    const sessions = timed(catalog, state);
    sessions.forEach((session, rank) => {
      const { title, alerts, lines } = rows[rank];
      title.textContent = sessionTitle(session, rank, sessions.length);
      session.lignes.forEach(({ debut, id, minutes }, index) => {
        const { time, notes } = lines[index];
        time.textContent = clock(debut);
        const usual = known.get(id)?.habituel;
        fill(notes,
          usual && minutes !== usual && h("span", { class: "der-habitude" }, `${usual}${NBSP}minutes d’habitude.`),
          found.filter((one) => one.seance === rank && one.ligne === index).map((one) => alert(warning(known, one, session.fin), "span")));
      });
      fill(alerts, found.filter((one) => one.seance === rank && one.ligne === null).map((one) => alert(warning(known, one, session.fin), "p")));
    });
    fill(words, (state.retouche ? [] : explain(catalog, state)).map((text) => h("li", {}, text)));
    undo.hidden = !history.length;
  }

  const alert = (text, tag) => h(tag, { class: "der-alerte" }, hidden("Attention\u00a0: "), text);

  function show() {
    const is = Boolean(state.seances);
    sheet.hidden = late.hidden = !is;
    if (!is) return;
    build();
    paint();
  }

  // -- editing ----------------------------------------------------------------------------------

  function remember() {
    if (state.seances) history = [...history.slice(-19), JSON.stringify(state)];
  }

  function back() {
    state = JSON.parse(history.at(-1));
    history = history.slice(0, -1);
    draft = choiceOf(state);
    write(STATE, state);
    show();
    showChoice();
    announce(said, "Le dernier changement est annulé.");
    go(sheetTitle);
  }

  function keep(change) {
    state = { ...state, ...change };
    write(STATE, state);
  }

  function change(part) {
    remember();
    keep(part);
    paint();
  }

  // `act` changes a copy of the lines; the rest follows. `shape`: lines have come, gone or moved.
  function edit(act, shape = true) {
    remember();
    const lines = state.seances.map(({ lignes }) => lignes.map((line) => ({ ...line })));
    act(lines);
    keep({ seances: state.seances.map(({ prevu }, rank) => ({ lignes: lines[rank], prevu })), retouche: true });
    if (shape) build();
    paint();
  }

  function shift(rank, index, step) {
    const line = state.seances[rank].lignes[index];
    let [to, at] = [rank, index + step];
    if (at < 0) [to, at] = [rank - 1, state.seances[rank - 1].lignes.length];
    else if (at >= state.seances[rank].lignes.length) [to, at] = [rank + 1, 0];
    if (to !== rank && state.seances[rank].lignes.length < 2) return announce(said, "Une séance garde au moins une ligne.");
    edit((lines) => {
      lines[rank].splice(index, 1);
      lines[to].splice(at, 0, { ...line });
    });
    const moved = rows[to].lines[at];
    const again = $(`[data-geste="${step < 0 ? "monter" : "descendre"}"]`, moved.el);
    (again.disabled ? $(".der-geste:not(:disabled)", moved.el) : again).focus();
    announce(said, `${titleOf(known, line)}${NBSP}: ${to === rank ? "" : `séance ${to + 1}, `}${moved.time.textContent}.`);
  }

  function remove(rank, index) {
    const { lignes } = state.seances[rank];
    const line = lignes[index];
    if (lignes.length < 2) return announce(said, "Une séance garde au moins une ligne.");
    edit((lines) => lines[rank].splice(index, 1));
    $('[data-geste="retirer"]', rows[rank].lines[Math.min(index, lignes.length - 2)].el).focus();
    announce(said, `Retiré${NBSP}: ${titleOf(known, line)}.`);
  }

  function showOwn() {
    ownBox.hidden = what.value !== OWN;
  }

  function insert(event) {
    event.preventDefault();
    const id = what.value;
    const rank = Number(where.value) || 0;
    const titre = ownTitle.value.trim();
    if (id === OWN && !titre) {
      ownTitle.focus();
      return announce(said, "Donnez un titre à votre activité.");
    }
    const taken = state.seances.flatMap(({ lignes }) => lignes.map((line) => line.id));
    let number = 1;
    while (taken.includes(`${OWN}-${number}`)) number += 1;
    const line = id === OWN ? { id: `${OWN}-${number}`, minutes: 10, titre } : { id, minutes: known.get(id)?.habituel ?? (id === LUNCH ? state.dejeuner : state.pause || 15) };
    // Where the course puts it; otherwise just before what closes the session.
    const { lignes } = state.seances[rank];
    const mine = order.get(id) ?? Infinity;
    let at = lignes.findIndex((one) => (order.get(one.id) ?? -1) > mine);
    if (at < 0) at = lignes.findIndex((one) => ["fin", "cloture"].includes(known.get(one.id)?.place));
    if (at < 0) at = lignes.length;
    edit((lines) => lines[rank].splice(at, 0, line));
    ownTitle.value = "";
    rows[rank].lines[at].input.focus();
    announce(said, `Ajouté à ${rows[rank].lines[at].time.textContent}${NBSP}: ${titleOf(known, line)}.`);
  }

  // -- late, or early -----------------------------------------------------------------------------

  const reached = h("select", { id: `${name}-la` });
  const begins = h("input", { type: "radio", name: `${name}-etat`, checked: true });
  const ends = h("input", { type: "radio", name: `${name}-etat` });
  const now = h("input", { type: "time", id: `${name}-heure` });
  const proposals = h("div", { class: "der-propositions" });
  const asked = h("p", { class: "der-dit", role: "status" });
  const late = h("section", { class: "der-retard", "aria-labelledby": `${name}-retard` },
    h("h3", { class: "der-titre", id: `${name}-retard` }, "En retard, ou en avance\u00a0?"),
    h("p", {}, "Dites où vous en êtes. Le reste est recalculé pour finir à l’heure, ou vous montre quand vous finirez."),
    h("form", { class: "der-ajout", onsubmit: catchUp },
      h("div", { class: "ess-field" }, h("label", { for: reached.id }, "Nous en sommes à"), reached),
      h("fieldset", { class: "der-etat" }, h("legend", {}, "Cette activité"),
        h("label", {}, begins, " commence maintenant"), h("label", {}, ends, " finit maintenant")),
      h("div", { class: "ess-field" }, h("label", { for: now.id }, "Il est"), now),
      h("button", { type: "submit", class: "ess-btn ess-btn--primary" }, "Et maintenant\u00a0?")),
    asked, proposals);

  function hourNow() {
    const date = new Date();
    return hour(date.getHours() * 60 + date.getMinutes());
  }

  function catchUp(event) {
    event.preventDefault();
    fill(proposals);
    const [rank, index] = reached.value.split(":").map(Number);
    const session = state.seances[rank];
    const here = index + (ends.checked ? 1 : 0);
    const start = minutesOf(state.debuts[rank]);
    if (!isHour(now.value)) return announce(asked, "Donnez l’heure qu’il est.");
    const elapsed = minutesOf(now.value) - start;
    if (elapsed < 0) return announce(asked, `Il est plus tôt que le début de la séance, ${clock(start)}. Vérifiez l’heure.`);
    if (here >= session.lignes.length) return announce(asked, "Il ne reste rien à faire dans cette séance.");
    const gap = elapsed - total(session.lignes.slice(0, here));
    const rest = session.lignes.slice(here);
    const again = start + Math.ceil(elapsed / STEP) * STEP;
    announce(asked, [
      gap > 0 ? `Vous avez ${lasting(gap)} de retard sur le déroulé.` : gap < 0 ? `Vous avez ${lasting(-gap)} d’avance sur le déroulé.` : "Vous êtes à l’heure.",
      elapsed % STEP ? `Les heures du déroulé vont de cinq en cinq${NBSP}: la suite repart à ${clock(again)}.` : `La suite repart à ${clock(again)}.`,
    ].join(" "));
    const ontime = resume(catalog, session, here, elapsed);
    const everything = resume(catalog, session, here, elapsed, true);
    const end = (one) => start + total(one.lignes);
    const after = (one) => {
      const beyond = end(one) - start - session.prevu;
      return beyond > 0 ? `Fin à ${clock(end(one))}, ${lasting(beyond)} après l’heure prévue.` : beyond < 0 ? `Fin à ${clock(end(one))}, ${lasting(-beyond)} avant l’heure prévue.` : `Fin à ${clock(end(one))}, à l’heure prévue.`;
    };
    const changes = differences(catalog, rest, ontime.lignes.slice(ontime.debut), ontime.coupes);
    const cost = (one) => prices(catalog, { ...session, lignes: one.lignes });
    const moves = differences(catalog, rest, everything.lignes.slice(everything.debut), []);
    const card = (title, lines, one) => h("div", { class: "ess-card" }, h("h4", {}, title), lines.map((text) => h("p", {}, text)),
      button(`Choisir${NBSP}: ${title.toLowerCase()}`, () => apply(rank, one)));
    fill(proposals,
      card("Finir à l’heure", [
        ontime.manque ? `Même en coupant et en raccourcissant, il manque ${lasting(ontime.manque)}.` : "",
        after(ontime), ...(changes.length ? changes : ["Rien ne change, sauf les heures."]), ...cost(ontime),
      ].filter(Boolean), ontime),
      card("Tout faire", [after(everything), "Rien n’est raccourci ni coupé.", ...moves, ...cost(everything)], everything));
  }

  function apply(rank, { lignes }) {
    remember();
    keep({ seances: state.seances.map((session, other) => (other === rank ? { ...session, lignes } : session)), retouche: true });
    build();
    paint();
    go(sheetTitle);
    announce(said, "Le déroulé suit votre choix.");
  }

  // -- ready-made programmes ------------------------------------------------------------------------

  const starts = $$("[data-programme]", root).map((section) => {
    const one = programmes.find(({ id }) => id === section.dataset.programme);
    const start = button("Partir de ce programme", () => {
      draft = { ...draft, format: one.format, choix: one.choix };
      showChoice();
      compose(catalog.formats.find(({ id }) => id === one.format).seances.map(() => one.debut));
    });
    const paper = takeAway(() => {
      const base = sound({ ...choiceOf(state), format: one.format, choix: one.choix });
      return { ...base, debuts: base.debuts.map(() => one.debut), dates: base.dates.map(() => ""), ...plan(catalog, base) };
    });
    for (const el of [start, paper.print]) el.setAttribute("aria-describedby", $(".der-pret-nom", section).id);
    const bar = h("div", {}, h("div", { class: "der-boutons" }, start, paper.print), paper.rest.at(-1));
    section.append(bar);
    return bar;
  });

  // -- everything ---------------------------------------------------------------------------------

  const live = h("div", { class: "der-vif" }, sheet, late);
  $(".der-prets", root).before(live);
  now.value = hourNow();
  const stop = subscribe(() => {
    const next = sound(read(STATE));
    if (JSON.stringify(next) === JSON.stringify(sound(state))) return;
    state = next;
    draft = choiceOf(state);
    history = [];
    show();
    showChoice();
  });
  show();
  showChoice();

  return () => {
    stop();
    live.remove();
    form.replaceWith(...withoutScript);
    for (const start of starts) start.remove();
  };
}

export default widget(enhance);
