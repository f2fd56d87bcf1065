// Codes of the tests that draw their questions: which ones were asked, as the rank of a combination
// (ess_region/codes.py).

import { writeCode } from "./codes.js";

const known = new Map();

/** How many ways of drawing so many among so many. */
export function choose(among, count) {
  const key = among * 1000 + count;
  if (!known.has(key)) {
    let ways = 1n;
    for (let i = 0; i < count; i++) ways = (ways * BigInt(among - i)) / BigInt(i + 1);
    known.set(key, ways);
  }
  return known.get(key);
}

/**
 * The code of these answers. Pure.
 *
 * `ranks`: one for each question of the pool, null for one that was not drawn; `sizes`: their outcomes;
 * `before`: the score at `positionnement`, or null.
 */
export function writeDrawn(sheet, sizes, ranks, before = null) {
  const { tirage, avant } = sheet;
  const asked = ranks.flatMap((one, place) => (one === null ? [] : [place]));
  const rows = asked.map((place) => [ranks[place], sizes[place] + 2]);
  if (avant) rows.push([before === null ? 0 : before + 1, avant + 2]);
  if (tirage) rows.push([asked.reduce((sum, place, i) => sum + choose(place, i + 1), 0n), choose(sizes.length, tirage)]);
  return writeCode(sheet, rows);
}

/** The places that the rank of a combination stands for. Pure. */
export function placesOf(rank, count, among) {
  const places = new Set();
  for (let place = among - 1; place >= 0 && count; place--) {
    if (choose(place, count) > rank) continue;
    rank -= choose(place, count);
    count -= 1;
    places.add(place);
  }
  return places;
}
