// A chance that is kept: the same person always sees the same order, on every visit.

import { read, write } from "./state.js";

/** The seed of this browser, drawn once. */
export function ownSeed() {
  const kept = read(["graine"]);
  if (Number.isInteger(kept)) return kept;
  const drawn = Math.floor(Math.random() * 2 ** 31);
  write(["graine"], drawn);
  return drawn;
}

/** A number in [0, 1) at each call, from a seed and a text (FNV-1a, then mulberry32). Pure. */
export function generator(seed, text = "") {
  let state = (0x811c9dc5 ^ seed) >>> 0;
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in another order, always the same for this seed and text (Fisher–Yates). Pure. */
export function shuffled(items, seed, text) {
  const next = generator(seed, text);
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
