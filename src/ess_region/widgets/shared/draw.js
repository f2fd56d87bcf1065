// Which questions a test asks: the twin of ess_region/draws.py (tests/vectors/draw.json).

import { shuffled } from "./seed.js";

// The first of the smallest, compared like lists. Pure.
function least(items, cost) {
  const smaller = (a, b) => {
    const at = a.findIndex((value, i) => value !== b[i]);
    return at >= 0 && a[at] < b[at];
  };
  return items.reduce((best, item) => (smaller(cost(item), cost(best)) ? item : best));
}

/**
 * Ids of the questions drawn, in the order of the pool. Pure.
 *
 * `pool`: [{ id, chapitre, groupe, decide }]; `counts`: group → number of questions. Questions never
 * `asked` come first, then those where one decides and the others by turns, chapters in turn.
 */
export function draw(pool, counts, seed, asked = []) {
  const chosen = new Set();
  for (const [group, count] of Object.entries(counts)) {
    const waiting = shuffled(pool.filter((item) => item.groupe === group), seed, group);
    const drawn = {};
    for (let rank = 0; rank < count && waiting.length; rank++) {
      const cost = (item) => [Number(asked.includes(item.id)), drawn[item.chapitre] ?? 0, Number(item.decide !== (rank % 2 === 0))];
      const best = least(waiting, cost);
      waiting.splice(waiting.indexOf(best), 1);
      drawn[best.chapitre] = (drawn[best.chapitre] ?? 0) + 1;
      chosen.add(best.id);
    }
  }
  return pool.filter((item) => chosen.has(item.id)).map((item) => item.id);
}
