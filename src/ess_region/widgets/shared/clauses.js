// Insertion hours of a public contract, and the rules of the day it is launched: the twin of
// ess_region/clauses.py, tested against tests/vectors/clauses.json. Euros are in cents, percentages and
// hours in hundredths; products go through BigInt, so that both sides round alike.

const SPACES = "[ \\t\\r\\n\\u00a0\\u2009\\u202f'’]";
const BODY = "([+-]?)([0-9.,]*[0-9][0-9.,]*)";
const EURO = "(?:€|eur|euros?|e)?";
const POWERS = { k: 3, mille: 3, m: 6, million: 6, millions: 6, md: 9, mds: 9, milliard: 9, milliards: 9 };
const PATTERNS = {
  montant: `€?${BODY}(?:e([0-9]{1,4}))?(k|mille|millions?|milliards?|mds?|m)?d?e?${EURO}(?:ht|h\\.t\\.?|horstaxes?)?`,
  part: `${BODY}()()(?:%|pourcent)?`,
  cout: `€?${BODY}()()d?e?${EURO}(?:ht)?(?:/h|/heure|parheure|delheure|delh)?`,
  heures: `${BODY}()()(?:h|heures?)?(?:/an|paran)?`,
};

/** Each field: how it is written, whether « 216.000 » is thousands, smallest and largest values. */
export const FIELDS = {
  montant: ["montant", true, 1, 10 ** 13],
  achats: ["montant", true, 1, 10 ** 13],
  part: ["part", false, 1, 10000],
  taux: ["part", false, 1, 10000],
  cout: ["cout", false, 100, 100000],
  annuel: ["heures", true, 100, 878400],
};
export const CONTRACTS = ["fournitures-services", "travaux"];
const SHARE_STEP = 1000;
const RATE_STEP = 200;

const whole = (pattern, text) => new RegExp(`^(?:${pattern})$`).exec(text);
const said = (etat) => ({ etat, valeur: null });

/** What a field holds: { etat, valeur }, the value in hundredths, null unless `etat` is "ok". Pure. */
export function readField(name, text) {
  const [kind, thousands, least, most] = FIELDS[name];
  const typed = String(text ?? "").toLowerCase().replaceAll("\u2212", "-").replaceAll("–", "-");
  const bare = typed.replace(new RegExp(SPACES, "g"), "");
  if (!bare) return said("vide");
  if (bare.includes("ttc") || bare.includes("toutestaxes")) return said(kind === "montant" ? "ttc" : "illisible");
  const match = whole(PATTERNS[kind], bare);
  if (!match) return said("illisible");
  const [, sign, body, exponent, power] = match;
  const grouped = new RegExp(`[0-9]${SPACES}+[0-9]`).test(typed);
  const figures = digits(body, thousands && !grouped && !power && !exponent);
  if (!figures) return said("illisible");
  const valeur = hundredths(...figures, Number(exponent || 0) + (POWERS[power] ?? 0));
  if (valeur === 0n) return said("nul");
  if (sign === "-") return said("negatif");
  if (valeur < least || valeur > most) return said(valeur < least ? "trop-petit" : "trop-grand");
  return { etat: "ok", valeur: Number(valeur) };
}

// Whole part and decimals of « 1.234.567,8 », « 216.000 » (when thousands may be) or « 12,5 ».
function digits(body, thousands) {
  const marks = body.replace(/[0-9]/g, "");
  if (!marks) return [body, ""];
  const last = Math.max(body.lastIndexOf("."), body.lastIndexOf(","));
  const [before, after] = [body.slice(0, last), body.slice(last + 1)];
  if (marks.length === 1) {
    return thousands && /^[1-9][0-9]{0,2}$/.test(before) && after.length === 3 ? [before + after, ""] : [before, after];
  }
  const groups = `[0-9]{1,3}(?:\\${marks[0]}[0-9]{3})+`;
  const same = (text) => [...text].every((mark) => mark === marks[0]);
  const glued = (text) => text.replace(/[.,]/g, "");
  if (same(marks)) return whole(groups, body) ? [glued(body), ""] : null;
  return same(marks.slice(0, -1)) && whole(groups, before) ? [glued(before), after] : null;
}

// The number × 10^power, in hundredths, rounded half up; more than 10^20 counts as 10^20.
function hundredths(units, decimals, power) {
  let figures = (units + decimals).replace(/^0+/, "");
  const point = figures.length - decimals.length + power + 2;
  if (!figures || point < 0) return 0n;
  if (point > 20) return 10n ** 20n;
  figures = figures.padEnd(point + 1, "0");
  return BigInt(figures.slice(0, point) || "0") + (figures[point] >= "5" ? 1n : 0n);
}

// Quotient of products of positive whole numbers, rounded half up.
function divide(factors, by) {
  const product = (numbers) => numbers.reduce((all, one) => all * BigInt(one), 1n);
  const [number, divisor] = [product(factors), product(by)];
  return Number((2n * number + divisor) / (2n * divisor));
}

/** Insertion hours: amount × share × rate ÷ hourly cost (cents and hundredths of a percent). Pure. */
export const hours = (amount, share, rate, cost) => divide([amount, share, rate], [cost, 10 ** 8]);

/** The steps of the calculation; null while one of the four values is missing. Pure. */
export function compute({ montant, part, taux, cout, annuel }) {
  if (!(montant && part && taux && cout)) return null;
  const heures = hours(montant, part, taux, cout);
  return {
    main_oeuvre: divide([montant, part], [10000]),
    insertion: divide([montant, part, taux], [10 ** 8]),
    centiemes: divide([montant, part, taux, 100], [cout, 10 ** 8]),
    heures,
    etp: annuel ? divide([heures, 10000], [annuel]) : null,
  };
}

const around = (value, step) => [value - step, value, value + step].filter((one) => one > 0 && one <= 10000);

/** Hours when the share (columns) and the rate (rows) move; null while a value is missing. Pure. */
export function sensitivity(values) {
  if (!compute(values)) return null;
  const [parts, taux] = [around(values.part, SHARE_STEP), around(values.taux, RATE_STEP)];
  const heures = taux.map((rate) => parts.map((share) => hours(values.montant, share, rate, values.cout)));
  return { parts, taux, heures };
}

/** The threshold in force that day: { etat: connu | incertain | avant | apres, id }. Pure. */
export function threshold(thresholds, rule, contract, day) {
  const rows = thresholds.filter((row) => row.regle === rule && ["", contract].includes(row.contrat));
  const now = rows.find((row) => (!row.debut || row.debut <= day) && (!row.fin || day <= row.fin));
  if (now) return { etat: now.debut ? "connu" : "incertain", id: now.id };
  const past = rows.filter((row) => row.fin && row.fin < day).at(-1);
  return past ? { etat: "apres", id: past.id } : { etat: "avant", id: rows[0].id };
}

const position = (amount, limit) =>
  amount === null ? null : amount === limit ? "egal" : amount > limit ? "dessus" : "dessous";

function placed(thresholds, rule, contract, amount, day) {
  const found = threshold(thresholds, rule, contract, day);
  const limit = thresholds.find((row) => row.id === found.id).montant;
  return { ...found, position: found.etat === "connu" ? position(amount, limit) : null };
}

/** What holds for a consultation launched that day: { europeen, dispense, regles: { id: state } }. Pure. */
export function assess(rules, thresholds, { contract, amount, day }) {
  const europeen = placed(thresholds, "europeen", contract, amount, day);
  const dispense = placed(thresholds, "dispense", contract, amount, day);
  return { europeen, dispense, regles: Object.fromEntries(rules.map((rule) => [rule.id, state(rule, europeen, contract, day)])) };
}

const ABOVE = { dessus: "obligation", dessous: "facultatif", egal: "egal", null: "montant" };

function state(rule, european, contract, day) {
  if (!["", contract].includes(rule.contrat)) return "hors-contrat";
  if (rule.debut && day < rule.debut) return "avant";
  if (!rule.seuil) return rule.nature;
  return european.etat === "connu" ? ABOVE[european.position] : "seuil-inconnu";
}

/** Whether annual purchases impose the scheme that day: { etat, id, position }. Pure. */
export const spaser = (thresholds, amount, day) => placed(thresholds, "spaser", "", amount, day);
