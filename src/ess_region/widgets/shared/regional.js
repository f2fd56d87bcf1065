// Which region a page is about: the learner's own, or the one that its address asks for.

import { $$ } from "./dom.js";
import { regionInfo } from "./region.js";
import { read } from "./state.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";

/**
 * What `?region=53` or `#region=53` asks for: { code, unknown }, each null when there is none. An
 * address is looked at, never stored.
 */
export function askedRegion({ search = "", hash = "" } = globalThis.location ?? {}) {
  const asked = /^#region=/.test(hash) ? decode(hash.slice(8)) : new URLSearchParams(search).get("region");
  if (asked === null || asked === undefined) return { code: null, unknown: null };
  return regionInfo(asked) ? { code: asked, unknown: null } : { code: null, unknown: asked.slice(0, 20) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A sentence when the address or this browser's memory names a region that does not exist, else "". */
export function unknownRegion(asked = askedRegion()) {
  if (asked.unknown !== null) {
    return `L’adresse de la page demande la région «${NNBSP}${asked.unknown}${NNBSP}», qui n’existe pas. Choisissez-en une dans la liste.`;
  }
  const stored = read(["region"]);
  if (stored === null || regionInfo(stored)) return "";
  return `La région gardée par ce navigateur («${NNBSP}${String(stored).slice(0, 20)}${NNBSP}») n’existe pas. Choisissez la vôtre${NBSP}: elle sera remplacée.`;
}

/** "53=14,3 %|11=7,2 %" → Map. Pure. */
export function unpack(text) {
  return new Map(text.split("|").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** Facts of « ma région » inside `root`: show the value of this region, or what the page says without one. */
export function showRegional(root, code) {
  const region = regionInfo(code);
  for (const el of $$(".fait[data-par-region]", root)) {
    el.essWithout ??= el.textContent;
    el.textContent = (region && unpack(el.dataset.parRegion).get(code)) ?? el.essWithout;
    if (region) el.dataset.region = code;
    else delete el.dataset.region;
  }
}

/** Names of « ma région » inside `root` (`.nom-region`): this region's, or what the page says without one. */
export function showNames(root, code) {
  const region = regionInfo(code);
  for (const el of $$(".nom-region", root)) {
    el.essWithout ??= el.textContent;
    const name = region?.[el.dataset.forme];
    el.textContent = !name ? el.essWithout : el.dataset.majuscule === undefined ? name : name[0].toUpperCase() + name.slice(1);
  }
}
