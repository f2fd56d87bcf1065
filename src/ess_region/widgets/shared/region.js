// The learner's region: chosen once, remembered everywhere.

import { read, write, subscribe } from "./state.js";

// code → { nom, en, de, avec }; the book's script and the widgets give it before anything renders.
const regions = () => globalThis.essRegions ?? {};

/** Code of the chosen region ("53"), or of the edition's own region, or null. Unknown codes count as none. */
export function currentRegion() {
  const chosen = read(["region"]);
  if (chosen && Object.hasOwn(regions(), chosen)) return chosen;
  const own = globalThis.document?.documentElement.dataset.regionDefaut;
  return own && Object.hasOwn(regions(), own) ? own : null;
}

/** Remember a region; null forgets it. */
export function setRegion(code) {
  if (code !== null && !Object.hasOwn(regions(), code)) return;
  write(["region"], code);
}

/** Names of a region: { nom, en: "en Bretagne", de: "de Bretagne", avec: "la Bretagne" }, or null. */
export function regionInfo(code) {
  return code && Object.hasOwn(regions(), code) ? regions()[code] : null;
}

/** Call `listener(code)` when the region changes. Returns the function that stops it. */
export function onRegion(listener) {
  let last = currentRegion();
  return subscribe(() => {
    const now = currentRegion();
    if (now === last) return;
    last = now;
    listener(now);
  });
}
