// Grading of answers and of predictions: pure functions, the twin of ess_region/grading.py.
// tests/vectors/grading.json is run against both. To add a question type, write one grader in each
// language and put it in GRADERS.

const SPACES = /[\s\u00a0\u2007\u2009\u202f]+/g;
const MINUS = /[\u2212\u2013]/g;
const NUMBER = /^([+-]?)(\d{1,3}(?: \d{3})+|\d+)?(?:([.,])(\d+))?(?![\d.,])/;
const GROUPED = /^([+-]?)(\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)(?![\d.,])/;
const APPROX = /^(?:environ|pres de|a peu pres|plus de|~|\u2248) ?/;
const WORD = /[%\u20ac]|[a-z]+/g;
const MULTIPLIERS = { mille: 1e3, million: 1e6, milliard: 1e9 };
const LINKS = new Set(["de", "d", "des", "en", "pour", "du", "la", "le", "les"]);
const SAME = { pourcent: "%", cent: "%", euro: "\u20ac", eur: "\u20ac", pt: "point", h: "heure" };

const own = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

function plain(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(SPACES, " ")
    .replace(MINUS, "-")
    .trim();
}

function words(text) {
  return (plain(text).match(WORD) || [])
    .filter((word) => !LINKS.has(word))
    .map((word) => (word.length > 1 && word.endsWith("s") ? word.slice(0, -1) : word))
    .map((word) => (own(SAME, word) ? SAME[word] : word));
}

/** The number a person typed, or null when it is not one (see grading.py for what is accepted). */
export function parseAnswer(raw, unit = "") {
  const text = plain(raw).replace(APPROX, "").replace(/^([+-]) /, "$1");
  let match = GROUPED.exec(text);
  let sign, whole, decimals;
  if (match && match[3] !== match[4]) {
    [sign, whole, decimals] = [match[1], match[2].replace(/[.,]/g, ""), match[5]];
  } else {
    match = NUMBER.exec(text);
    if (!match || (match[2] === undefined && match[4] === undefined)) return null;
    [sign, whole, decimals] = [match[1], (match[2] || "0").replace(/ /g, ""), match[4] || "0"];
  }
  let number = Number(`${sign}${whole}.${decimals}`);
  const rest = text.slice(match[0].length).replace(/^[ .]+|[ .]+$/g, "");
  if (rest && !/^[%\u20ac a-z.'\u2019-]+$/.test(rest)) return null;
  const expected = new Set(words(unit));
  for (const word of words(rest)) {
    if (expected.has(word)) continue;
    if (!own(MULTIPLIERS, word)) return null;
    number *= MULTIPLIERS[word];
  }
  return number;
}

// gap <= limit, forgiving the last binary digit (13.9 − 13.4 must be within 0.5).
const close = (gap, limit, size) => Math.abs(gap) <= limit + 1e-9 * Math.max(1, Math.abs(size));
const nothing = (status) => ({ status, feedback: [] });

function gradeOne(question, value) {
  if (value == null || value === "") return nothing("empty");
  const answer = question.reponses.find((item) => item.cle === value);
  if (!answer) return nothing("invalid");
  return { status: answer.juste ? "right" : "wrong", feedback: [value] };
}

function gradeSeveral(question, value) {
  if (value == null || value === "" || (Array.isArray(value) && !value.length)) return nothing("empty");
  const keys = question.reponses.map((item) => item.cle);
  if (!Array.isArray(value) || value.some((key) => !keys.includes(key))) return nothing("invalid");
  const chosen = question.reponses.filter((item) => value.includes(item.cle));
  const found = chosen.filter((item) => item.juste).length;
  const expected = question.reponses.filter((item) => item.juste).length;
  let status = found ? "partial" : "wrong";
  if (found === expected && chosen.length === expected) status = "right";
  return { status, feedback: chosen.map((item) => item.cle), found, extra: chosen.length - found };
}

function gradeNumber(question, value) {
  if (value == null || (typeof value === "string" && !plain(value))) return nothing("empty");
  if (typeof value !== "string") return nothing("invalid");
  const number = parseAnswer(value, question.unite || "");
  if (number === null) return nothing("invalid");
  const target = Number(question.valeur);
  const gap = number - target;
  if (close(gap, Number(question.tolerance || 0), target)) {
    return { status: "right", feedback: ["juste"], number };
  }
  if (question.proche != null && close(gap, Number(question.proche), target)) {
    return { status: "partial", feedback: ["proche"], number };
  }
  return { status: "wrong", feedback: [gap < 0 ? "trop_bas" : "trop_haut"], number };
}

function gradeRows(question, value) {
  if (value == null || value === "") return nothing("empty");
  const rows = question.lignes;
  if (typeof value !== "object" || Array.isArray(value)) return nothing("invalid");
  const given = Object.keys(value);
  if (given.some((key) => !rows.some((row) => row.cle === key && row.choix.includes(value[key])))) return nothing("invalid");
  if (given.length < rows.length) return nothing("empty");
  const found = rows.filter((row) => value[row.cle] === row.juste).length;
  const status = found === rows.length ? "right" : found ? "partial" : "wrong";
  return { status, feedback: rows.map((row) => `${row.cle}:${value[row.cle]}`), found, extra: 0 };
}

function gradeOrder(question, value) {
  const expected = question.ordre;
  if (value == null || value === "" || (Array.isArray(value) && !value.length)) return nothing("empty");
  if (!Array.isArray(value) || value.length !== expected.length || !expected.every((key) => value.includes(key))) {
    return nothing("invalid");
  }
  const { shifts, exact, total } = compareRanking(expected, value);
  const status = total ? (exact ? "partial" : "wrong") : "right";
  return { status, feedback: expected.filter((key) => shifts[key]), found: exact, extra: 0 };
}

/** One grader for each question type. */
export const GRADERS = {
  choix_unique: gradeOne,
  vrai_faux: gradeOne,
  choix_multiple: gradeSeveral,
  numerique: gradeNumber,
  appariement: gradeRows,
  classement: gradeRows,
  texte_a_trous: gradeRows,
  ordre: gradeOrder,
};

/** Grade one answer: { status: right|partial|wrong|empty|invalid, feedback: [keys of retours] }. */
export function grade(question, value) {
  return GRADERS[question.type](question, value);
}

/** "proche", "trop_bas" or "trop_haut": where a prediction stands, `near` included. */
export function comparePrediction(target, value, near) {
  if (close(value - target, near, target)) return "proche";
  return value < target ? "trop_bas" : "trop_haut";
}

/** How far a ranking is from the right one: shifts by key, number exact, total of places off. */
export function compareRanking(expected, proposed) {
  const shifts = {};
  expected.forEach((key, rank) => {
    shifts[key] = proposed.indexOf(key) - rank;
  });
  const values = Object.values(shifts);
  return {
    shifts,
    exact: values.filter((shift) => shift === 0).length,
    total: values.reduce((sum, shift) => sum + Math.abs(shift), 0),
  };
}
