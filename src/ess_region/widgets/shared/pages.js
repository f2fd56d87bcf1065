// Where each chapter stands, from pages.SLUG = { vu, section, fini } (written by site/progress.js).

import { read } from "./state.js";

/** The mark of one chapter: "termine", "commence" or "". Pure. */
export const chapterState = (page) => (page?.fini === true ? "termine" : page?.vu ? "commence" : "");

/** The mark of each of these pages, in order. */
export function pageStates(slugs) {
  const pages = read(["pages"], {});
  return slugs.map((slug) => chapterState(Object.hasOwn(pages, slug) ? pages[slug] : null));
}

/** « 3 chapitres terminés sur 18 ». Pure. */
export const finishedSentence = (done, total) => `${done} chapitre${done > 1 ? "s terminés" : " terminé"} sur ${total}`;
