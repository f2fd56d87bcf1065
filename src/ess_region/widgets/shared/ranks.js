// Ranks and gaps of regional values: the twin of ess_region/ranks.py, which also makes the map's
// classes at build time (tests/vectors/regions.json is run against both).

import { formatNumber } from "./format.js";

const NBSP = "\u00a0";
// Without the noise of binary arithmetic (14.3 − 10.5 must be 3.8); no −0.
const clean = (number) => Math.round(number * 1e9) / 1e9 || 0;

/** { key: value } → { key: rank }, 1 = highest; equal values share the better rank. */
export function ranks(values) {
  const all = Object.values(values);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, 1 + all.filter((one) => one > value).length]));
}

/** The other keys that have the same value. */
export function tied(values, key) {
  return Object.keys(values).filter((other) => other !== key && values[other] === values[key]);
}

/** « 1re », « 2e ». */
export const ordinal = (rank) => (rank === 1 ? "1re" : `${rank}e`);

/** « 1re sur 17 », « 7e ex æquo sur 17 » when `ties` others have the same value. */
export function rankWords(rank, count, ties = 0) {
  return `${ordinal(rank)}${ties ? `${NBSP}ex æquo` : ""} sur ${count}`;
}

/** value − reference, in points, rounded half up to one decimal. */
export function gap(value, reference) {
  const exact = clean(value - reference);
  const rounded = Math.floor(clean(Math.abs(exact) * 10) + 0.5) / 10;
  return exact < 0 && rounded ? -rounded : rounded;
}

/** « 3,8 points de plus », « 0,5 point de moins », « aucun écart ». */
export function gapWords(points) {
  if (points === 0) return "aucun écart";
  const unit = Math.abs(points) >= 2 ? "points" : "point";
  return `${formatNumber(Math.abs(points), { decimals: 1 })}${NBSP}${unit} de ${points > 0 ? "plus" : "moins"}`;
}
