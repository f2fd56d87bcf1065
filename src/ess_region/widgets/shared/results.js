// The attempts of a test, as widgets/assessment.js keeps them.

const NBSP = "\u00a0";

const whole = (value) => Number.isInteger(value) && value >= 0;

/** The attempts that make sense: [{ quand, score, total, duree, groupes }], the oldest first. Pure. */
export function attempts(kept) {
  const all = Array.isArray(kept?.essais) ? kept.essais : [];
  return all.filter((one) => whole(one?.score) && one.total > 0 && whole(one.total) && one.score <= one.total && Date.parse(one.quand));
}

/** The best of these attempts, the first of equals; null when there is none. Pure. */
export const best = (all) =>
  all.reduce((top, one) => (top && top.score / top.total >= one.score / one.total ? top : one), null);

/** How many right answers a test needs. Pure. */
export const needed = (share, total) => Math.ceil(share * total);

/** Minutes in words: « 25 min », « 1 h 05 ». A test left for more than a day says so. Pure. */
export function durationWords(minutes) {
  const total = Math.max(1, Math.round(Number(minutes) || 0));
  if (total > 1440) return "plus d’un jour";
  if (total < 60) return `${total}${NBSP}min`;
  return `${Math.floor(total / 60)}${NBSP}h${total % 60 ? `${NBSP}${String(total % 60).padStart(2, "0")}` : ""}`;
}
