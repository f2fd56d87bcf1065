// What was opened and finished, and the marks of it in the contents.
// Stored as pages.SLUG = { vu: date of the last visit, fini: true }: read by the resume widget too.

import { $, $$, h } from "../widgets/shared/dom.js";
import { read, subscribe, write } from "../widgets/shared/state.js";

const WORDS = { termine: "terminé", commence: "commencé" };

/** The mark of one chapter: "termine", "commence" or "". Pure. */
export const chapterState = (page) => (page?.fini === true ? "termine" : page?.vu ? "commence" : "");

export function progress() {
  const slug = document.body.dataset.page;
  const quiz = $$('.page [data-widget="quiz"] [data-question]').map((question) => question.dataset.question);
  // The home page and the appendices are not chapters: nothing to begin, nothing to finish.
  const isChapter = quiz.length > 0 || $(".page .bloc--objectifs") !== null;

  function record() {
    if (!quiz.length || read(["pages", slug, "fini"])) return;
    const answers = read(["reponses"], {});
    if (quiz.every((id) => Object.hasOwn(answers, id))) write(["pages", slug, "fini"], true);
  }

  const marks = $$(".sommaire-etat");
  function show() {
    const pages = read(["pages"], {});
    for (const mark of marks) {
      const name = mark.dataset.slug;
      const state = chapterState(Object.hasOwn(pages, name) ? pages[name] : null);
      if ((mark.dataset.etat ?? "") === state) continue;
      if (state) mark.dataset.etat = state;
      else delete mark.dataset.etat;
      mark.replaceChildren(state ? h("span", { class: "visually-hidden" }, `${WORDS[state]}\u00a0: `) : "");
    }
  }

  if (isChapter) {
    write(["pages", slug, "vu"], new Date().toISOString());
    subscribe(record);
    record();
  }
  subscribe(show);
  show();
}
