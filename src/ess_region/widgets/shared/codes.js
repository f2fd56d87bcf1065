// Writing the short code of what a person answered on a page: the twin of ess_region/codes.py, which says
// what a code is (tests/vectors/codes.json). Draws are in codes-draw.js, reading in codes-read.js.

import { grade } from "./grading.js";

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NUMBER = ["juste", "proche", "trop_bas", "trop_haut"];
const STATUSES = ["right", "partial", "wrong"];

/** What can come of a question, in order. Pure. */
export function outcomes(model) {
  if (/^(choix_unique|vrai_faux)$/.test(model.type)) return model.reponses.map((answer) => answer.cle);
  return model.type === "numerique" ? NUMBER : STATUSES;
}

/** What a record says of the first attempt: 0 without answer, the rank of its outcome, or one more when it is unknown. Pure. */
export function rank(model, record) {
  if (!record) return 0;
  const keys = outcomes(model);
  const value = record.essais > 1 ? (record.initiale ?? STATUSES) : record.valeur;
  if (value === STATUSES) return keys.length + 1;
  const { status, feedback } = grade(model, value);
  return STATUSES.includes(status) ? keys.indexOf(keys === STATUSES ? status : feedback[0]) + 1 : 0;
}

function digits(number, width) {
  let text = "";
  for (; width; width--) {
    text = ALPHABET[Number(number % 32n)] + text;
    number /= 32n;
  }
  return text;
}

/** The two characters that follow `body`. Pure. */
export function check(body) {
  let total = 1;
  for (const char of body) total = (total * 37 + ALPHABET.indexOf(char)) % 1021;
  return digits(BigInt(total), 2);
}

/**
 * The code of these answers. Pure.
 *
 * `sheet`: the trait `code` of the page; `rows`: [rank, number of outcomes] of each question asked, then what
 * else the code holds, as [value, number of values].
 */
export function writeCode({ prefixe, taille }, rows) {
  const number = rows.reduce((total, [value, values]) => total * BigInt(values) + BigInt(value), 0n);
  const body = prefixe + digits(number, taille);
  return body + check(body);
}

/** The code of a page where every question is asked, and what to say of it: { code, done, total }. Pure. */
export function answersCode(sheet, models, recordOf) {
  const rows = models.map((one) => [rank(one, recordOf(one)), outcomes(one).length + 2]);
  return { code: writeCode(sheet, rows), done: rows.filter(([value]) => value).length, total: rows.length };
}
