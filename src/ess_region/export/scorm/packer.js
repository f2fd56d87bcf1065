// The state of the book in at most 4,095 plain characters, for `cmi.suspend_data`.
//
// ESS1.THREAD.SEQUENCE.SEAL.BODY: the thread changes when someone starts again from nothing, the sequence number grows
// at each change. The body is a compressed JSON object whose parts enter in the order of PARTS; one that does not fit
// is left out and its name noted. A dot more at the end changes nothing (two-step re-send, sync.js).

import { lengthen, shorten } from "./answers.js";
import { compress, expand, seal } from "./text.js";

export const LIMIT = 4095;
const FORMAT = "ESS1";
const START = Date.UTC(2026, 0, 1);

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const objects = (value) => (isObject(value) ? Object.entries(value).filter(([, one]) => isObject(one)) : []);

const minutes = (when) => Math.max(0, Math.floor((Date.parse(when) - START) / 60000)) || 0;
const moment = (count) => new Date(START + count * 60000).toISOString();

/** What the person wrote or chose, by importance; what is only practice comes after, and leaves first. */
export const PARTS = {
  points: "vos points gardés",
  "plan-action": "votre plan d’action",
  plan: "vos idées pour le plan d’action",
  strategie: "votre stratégie",
  conference: "votre calendrier de conférence",
  reglages: "vos réglages",
  theme: "vos réglages",
  consultes: "les mots que vous avez consultés",
  cartes: "vos cartes de révision",
  predictions: "vos estimations",
};
/** Never sent: they are of the room, or of another use than learning. */
const PRIVATE = new Set(["version", "salle", "votes", "deroule", "projection", "avis", "ateliers", "ateliers-etape"]);
const OTHERS = "vos essais dans les activités libres";

/** The words for a part that stays in the browser. */
export const partName = (part) => PARTS[part] ?? (part === "r" ? "vos réponses aux quiz" : OTHERS);

// -- results: scores and attempts, without the list of what to read again -------------------------

const best = (all) => all.reduce((top, one) => (top && top.score / top.total >= one.score / one.total ? top : one), null);

function packAttempt(one, names) {
  const groups = Object.entries(one.groupes ?? {}).map(([name, [right, total]]) => `${names.indexOf(name)}.${right}.${total}`);
  return [minutes(one.quand), one.score, one.total, one.duree ?? 0, groups.filter((text) => !text.startsWith("-")).join()];
}

function unpackAttempt([when, score, total, duree, groups], names) {
  const pairs = String(groups).split(",").filter(Boolean).map((text) => text.split(".").map(Number));
  const groupes = Object.fromEntries(pairs.filter(([i]) => names[i]).map(([i, right, of]) => [names[i], [right, of]]));
  return { score, total, groupes, manques: [], quand: moment(when), duree };
}

const sound = (one) => isObject(one) && Number.isInteger(one.score) && one.total > 0 && Boolean(Date.parse(one.quand));

function packTest(test, course) {
  const all = Array.isArray(test.essais) ? test.essais.filter(sound) : [];
  const kept = [...new Set([best(all), all.at(-1)].filter(Boolean))].sort((a, b) => (a.quand < b.quand ? -1 : 1));
  const result = { e: kept.map((one) => packAttempt(one, course.noms)) };
  if (sound(test.premier)) result.p = packAttempt(test.premier, course.noms);
  return result;
}

function unpackTest({ e = [], p }, course) {
  return { essais: e.map((one) => unpackAttempt(one, course.noms)), ...(p && { premier: unpackAttempt(p, course.noms) }) };
}

// A test under way: its questions by rank in the course, their answers, those asked before.
function packUnderWay(one, course) {
  const rank = (id) => course.ids.indexOf(id);
  const list = (ids) => (Array.isArray(ids) ? ids.map(rank).filter((i) => i >= 0) : []);
  const questions = list(one.questions);
  const given = questions.map((i) => shorten(course.models[course.ids[i]], one.reponses?.[course.ids[i]]));
  return [course.signe, questions, given, one.tour ?? 0, list(one.deja), one.debut ? minutes(one.debut) : 0, one.fini ? 1 : 0];
}

function unpackUnderWay([sign, questions, given, tour, deja, debut, fini], course) {
  if (sign !== course.signe) return null; // the questions have changed: another draw
  const ids = questions.map((i) => course.ids[i]);
  const pairs = ids.map((id, i) => [id, lengthen(course.models[id], given[i])]).filter(([, value]) => value !== null);
  return {
    questions: ids,
    reponses: Object.fromEntries(pairs),
    tour,
    deja: deja.map((i) => course.ids[i]),
    ...(debut && { debut: moment(debut) }),
    ...(fini && { fini: true }),
  };
}

// -- pages and quizzes ----------------------------------------------------------------------------

/** `definition#trois-conditions`: the page last opened, and where it was read; "" before the first. Pure. */
export function location(state) {
  const pages = objects(state.pages).filter(([, page]) => typeof page.vu === "string");
  if (!pages.length) return "";
  const [slug, page] = pages.reduce((last, one) => (one[1].vu >= last[1].vu ? one : last));
  return `${slug}${typeof page.section === "string" ? `#${page.section}` : ""}`.slice(0, 255);
}

function packPages(pages, course) {
  const rows = objects(pages).filter(([slug]) => course.pages.includes(slug));
  return rows.map(([slug, page]) => `${course.pages.indexOf(slug).toString(36)}${page.fini === true ? "+" : "-"}${page.vu ? minutes(page.vu).toString(36) : ""}`).join();
}

function unpackPages(text, course) {
  const rows = text.split(",").map((row) => /^(\w+)([+-])(\w*)$/.exec(row)).filter(Boolean);
  const page = ([, , done, when]) => ({ ...(when && { vu: moment(parseInt(when, 36)) }), ...(done === "+" && { fini: true }) });
  return Object.fromEntries(rows.map((row) => [course.pages[parseInt(row[1], 36)], page(row)]).filter(([slug]) => slug));
}

const MANY = 4; // attempts: beyond, no difference is told

function packAnswer(model, record) {
  if (!isObject(record)) return "";
  const flags = (record.premier === true ? 1 : 0) + 2 * (record.certitude ?? 0) + 8 * (Math.min(record.essais ?? 1, MANY) - 1);
  const initial = record.initiale === undefined ? "" : `|${shorten(model, record.initiale)}`;
  const value = shorten(model, record.valeur);
  return value ? flags.toString(36) + value + initial : "";
}

function unpackAnswer(model, text, quand, grade) {
  const flags = parseInt(text[0], 36);
  const [value, initial] = text.slice(1).split("|");
  const valeur = lengthen(model, value);
  const certitude = (flags >> 1) & 3;
  const initiale = initial ? lengthen(model, initial) : null;
  const premier = Boolean(flags & 1);
  return { ...(certitude && { certitude }), ...(initiale !== null && { initiale }), valeur, essais: (flags >> 3) + 1, premier, juste: grade(model, valeur).status === "right", quand };
}

function packQuizzes(answers, course) {
  const result = {};
  course.banques.forEach(({ signe, questions }, rank) => {
    const records = questions.map((id) => (isObject(answers) ? answers[id] : null));
    const row = records.map((record, i) => packAnswer(course.models[questions[i]], record));
    if (!row.some(Boolean)) return;
    const last = records.map((record) => record?.quand ?? "").reduce((a, b) => (a > b ? a : b), "");
    result[rank] = [signe, minutes(last), ...row];
  });
  return result;
}

function unpackQuizzes(rows, course, grade) {
  const result = {};
  for (const [rank, [sign, when, ...row]] of Object.entries(rows)) {
    const bank = course.banques[rank];
    if (bank?.signe !== sign) continue; // the questions have changed: their answers cannot be read
    row.forEach((text, i) => {
      const id = bank.questions[i];
      if (text && id) result[id] = unpackAnswer(course.models[id], text, moment(when), grade);
    });
  }
  return result;
}

// -- the whole ------------------------------------------------------------------------------------

const write = (value) => compress(JSON.stringify(value));

/** What matters of a state, without thread nor number: { body, left: [parts left out] }. Pure. */
export function packBody(state, course, limit = LIMIT) {
  const tests = objects(state.epreuves).filter(([key]) => course.epreuves.includes(key));
  const content = {
    R: typeof state.region === "string" ? state.region.slice(0, 8) : undefined,
    g: state.graine,
    l: location(state),
    t: Object.fromEntries(tests.map(([key, test]) => [key, packTest(test, course)])),
    p: packPages(state.pages, course),
  };
  const room = limit - 40; // what comes before the body
  const left = [];
  let body = write(content);
  const add = (part, value) => {
    const text = write({ ...content, [part]: value });
    if (text.length > room) return false;
    content[part] = value;
    body = text;
    return true;
  };
  const underWay = tests.filter(([, test]) => isObject(test.encours)).map(([key, test]) => [key, packUnderWay(test.encours, course)]);
  if (underWay.length) add("c", Object.fromEntries(underWay));
  const quizzes = packQuizzes(state.reponses, course);
  if (Object.keys(quizzes).length && !add("r", quizzes)) left.push("r");
  const own = Object.keys(state).filter((key) => !PRIVATE.has(key) && !["region", "graine", "epreuves", "pages", "reponses"].includes(key));
  const size = (key) => JSON.stringify(state[key]).length;
  const known = Object.keys(PARTS);
  const order = (key) => (known.includes(key) ? known.indexOf(key) : known.length - 0.5);
  const free = { x: {} };
  for (const key of own.sort((a, b) => order(a) - order(b) || size(a) - size(b) || (a < b ? -1 : 1))) {
    const next = { ...free.x, [key]: state[key] };
    if (add("x", next)) free.x = next;
    else left.push(key);
  }
  if (left.length) add("o", left);
  return { body, left };
}

/** `ESS1.THREAD.SEQUENCE.SEAL.BODY`. Pure. */
export const sealed = (thread, sequence, body) => `${FORMAT}.${thread}.${sequence.toString(36)}.${seal(`${thread}${sequence}${body}`)}.${body}`;

/** Text of `suspend_data` → { thread, sequence, body }; null when it is empty, cut or not ours. Pure. */
export function readHeader(text) {
  const [format, thread, number, sum, body] = String(text ?? "").split(".");
  const sequence = parseInt(number, 36);
  if (format !== FORMAT || !body || !Number.isInteger(sequence)) return null;
  return seal(`${thread}${sequence}${body}`) === sum ? { thread, sequence, body } : null;
}

/** Body → { state, left } ; null when it cannot be read. `grade`: that of grading.js. Pure. */
export function unpackBody(body, course, grade) {
  let content;
  try {
    content = JSON.parse(expand(body));
  } catch {
    return null;
  }
  if (!isObject(content)) return null;
  const epreuves = Object.fromEntries(objects(content.t).map(([key, test]) => [key, unpackTest(test, course)]));
  for (const [key, row] of Object.entries(content.c ?? {})) {
    const encours = unpackUnderWay(row, course);
    if (encours) epreuves[key] = { ...epreuves[key], encours };
  }
  const pages = unpackPages(content.p ?? "", course);
  const [slug, section] = String(content.l ?? "").split("#");
  if (pages[slug] && section) pages[slug].section = section;
  const state = {
    ...content.x,
    version: 1,
    ...(content.R && { region: content.R }),
    ...(Number.isInteger(content.g) && { graine: content.g }),
    pages,
    epreuves,
    reponses: unpackQuizzes(content.r ?? {}, course, grade),
  };
  return { state, left: content.o ?? [] };
}
