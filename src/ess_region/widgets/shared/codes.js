// Writing the short code of what a person answered on a page: the twin of ess_region/codes.py, which says
// what a code is (tests/vectors/codes.json). Reading is in codes-read.js.

import { grade } from "./grading.js";

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NUMBER = ["juste", "proche", "trop_bas", "trop_haut"];
const STATUSES = ["right", "partial", "wrong"];

/** What can come of a question, in order. Pure. */
export function outcomes(model) {
  if (["choix_unique", "vrai_faux"].includes(model.type)) return model.reponses.map((answer) => answer.cle);
  return model.type === "numerique" ? NUMBER : STATUSES;
}

/** What a record says of the first attempt: 0 without answer, the rank of its outcome, or one more when it is unknown. Pure. */
export function rank(model, record) {
  if (!record) return 0;
  const keys = outcomes(model);
  const several = record.essais > 1;
  const value = several ? record.initiale : record.valeur;
  if (several && (value ?? null) === null) return keys.length + 1;
  const { status, feedback } = grade(model, value);
  return STATUSES.includes(status) ? keys.indexOf(keys === STATUSES ? status : feedback[0]) + 1 : 0;
}

/** How many ways of drawing so many among so many. Pure. */
export function choose(among, count) {
  let ways = 1n;
  for (let i = 0; i < count; i++) ways = (ways * BigInt(among - i)) / BigInt(i + 1);
  return ways;
}

const digits = (number, width) => Array.from({ length: width }, (_, i) => ALPHABET[Number((BigInt(number) >> BigInt(5 * (width - 1 - i))) & 31n)]).join("");

/** The two characters that follow `body`. Pure. */
export function check(body) {
  let total = 1;
  for (const char of body) total = (total * 37 + ALPHABET.indexOf(char)) % 1021;
  return digits(total, 2);
}

/** How many characters the answers of a sheet take; `sizes`: outcomes of each of its questions. Pure. */
export function bodyWidth({ tirage, avant }, sizes) {
  const radices = sizes.map((size) => size + 2).sort((a, b) => b - a);
  const most = (tirage ? radices.slice(0, tirage) : radices).reduce((product, radix) => product * BigInt(radix), 1n);
  const all = most * BigInt(avant ? avant + 2 : 1) * (tirage ? choose(sizes.length, tirage) : 1n);
  return Math.ceil((all - 1n).toString(2).length / 5);
}

/**
 * The code of these answers. Pure.
 *
 * `sheet`: { prefixe, tirage, avant }; `ranks`: one for each question, null for one that was not drawn;
 * `before`: the score at `positionnement`, or null.
 */
export function writeCode(sheet, sizes, ranks, before = null) {
  const { prefixe, tirage, avant } = sheet;
  let number = 0n;
  let drawn = 0n;
  let order = 0;
  ranks.forEach((one, place) => {
    if (one === null) return;
    number = number * BigInt(sizes[place] + 2) + BigInt(one);
    order += 1;
    if (tirage) drawn += choose(place, order);
  });
  if (avant) number = number * BigInt(avant + 2) + BigInt(before === null ? 0 : before + 1);
  if (tirage) number = number * choose(sizes.length, tirage) + drawn;
  const body = prefixe + digits(number, bodyWidth(sheet, sizes));
  return body + check(body);
}

/** In groups of four. Pure. */
export const spelled = (code) => code.match(/.{1,4}/g).join(" ");
