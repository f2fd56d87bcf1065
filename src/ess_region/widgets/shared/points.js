// The points « À retenir » that the learner keeps. State: ["points"] = [{ page, texte }].

import { read, write } from "./state.js";

const PATH = ["points"];
const MOST = 200;
const text = (value) => (typeof value === "string" ? value.slice(0, 500) : "");

/** [{ page, texte }], the oldest first. What is not a point is left out. */
export function keptPoints() {
  const stored = read(PATH, []);
  if (!Array.isArray(stored)) return [];
  return stored.map((one) => ({ page: text(one?.page), texte: text(one?.texte) })).filter((one) => one.page && one.texte);
}

const same = (a, b) => a.page === b.page && a.texte === b.texte;

/** True when this point is kept. */
export const isPointKept = (point) => keptPoints().some((one) => same(one, point));

/** Keep a point, or let it go. */
export function togglePoint(point) {
  const others = keptPoints().filter((one) => !same(one, point));
  const next = isPointKept(point) ? others : [...others, point].slice(-MOST);
  write(PATH, next.length ? next : null);
}
