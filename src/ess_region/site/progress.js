// What was opened, how far it was read and what is finished, and the marks of it in the contents.
// Stored as pages.SLUG = { vu: date of the last visit, section: anchor of the last section read,
// fini: true }: read by the resume widget too.

import { $, $$, h } from "../widgets/shared/dom.js";
import { chapterState, finishedSentence } from "../widgets/shared/pages.js";
import { read, subscribe, write } from "../widgets/shared/state.js";

export { chapterState };

const WORDS = { termine: "terminé", commence: "commencé" };

// A section crossed on the way to another one, or back to the top, is not the one being read.
const READ_AFTER = 1500; // ms without scrolling

/** The last section whose heading is above `line`: [[id, top], …] → id or null. Pure. */
export const lastPassed = (tops, line) => tops.filter(([, top]) => top <= line).at(-1)?.[0] ?? null;

function followReading(slug) {
  const sections = $$(".page section[id] > h2").map((heading) => heading.parentElement);
  let timer = null;
  function note() {
    // What is not displayed (another section is projected) is not being read.
    const shown = sections.filter((section) => section.getClientRects().length);
    const tops = shown.map((section) => [section.id, section.getBoundingClientRect().top]);
    const id = lastPassed(tops, innerHeight / 2);
    if (id && id !== read(["pages", slug, "section"])) write(["pages", slug, "section"], id);
  }
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(note, READ_AFTER);
  }, { passive: true });
}

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

  const marks = $$(".sommaire .toctree-l1 > a").map((link) => {
    const name = link.getAttribute("href") === "#" ? slug : link.pathname.split("/").at(-1).replace(".html", "");
    const mark = h("span", { class: "sommaire-etat", "data-slug": name });
    link.prepend(mark);
    return { name, mark, counted: link.hasAttribute("data-chapitre") };
  });
  const total = marks.filter(({ counted }) => counted).length;
  const sum = $(".sommaire-avancement");
  function show() {
    const pages = read(["pages"], {});
    let done = 0;
    for (const { name, mark, counted } of marks) {
      const state = chapterState(Object.hasOwn(pages, name) ? pages[name] : null);
      done += state === "termine" && counted;
      if ((mark.dataset.etat ?? "") === state) continue;
      if (state) mark.dataset.etat = state;
      else delete mark.dataset.etat;
      mark.replaceChildren(state ? h("span", { class: "visually-hidden" }, `${WORDS[state]}\u00a0: `) : "");
    }
    if (!sum) return;
    sum.firstElementChild.textContent = finishedSentence(done, total);
    $("progress", sum).value = done;
  }

  if (isChapter) {
    write(["pages", slug, "vu"], new Date().toISOString());
    followReading(slug);
    subscribe(record);
    record();
  }
  subscribe(show);
  show();
}
