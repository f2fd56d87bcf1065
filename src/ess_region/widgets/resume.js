// « Reprendre où j’en étais »: marks each chapter, offers the last section read, erases everything on demand.
// Reads pages.SLUG = { vu: ISO date, section, fini } and reponses; writes `fini` when a quiz is complete.

import { $, fill, h } from "./shared/dom.js";
import { clear, read, status, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const own = (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined);

/** One chapter's progress: { seen, answered, total, done }. Pure. */
export function progress(chapter, pages, answers) {
  const page = own(pages, chapter.slug);
  const answered = chapter.questions.filter((id) => isObject(own(answers, id))).length;
  const total = chapter.questions.length;
  return {
    seen: Boolean(page?.vu) || answered > 0,
    answered,
    total,
    done: page?.fini === true || (total > 0 && answered === total),
  };
}

/** « Quiz : 3 réponses sur 8 », « Terminé »… or "" for a chapter not opened. Pure. */
export function sentence({ seen, answered, total, done }) {
  if (done) return "Terminé";
  if (answered) return `Quiz${NBSP}: ${answered} réponse${answered > 1 ? "s" : ""} sur ${total}`;
  return seen ? "Commencé" : "";
}

/**
 * Where to go on: the last page visited, or the chapter after it when that one is done. Pure.
 * Returns { chapter, reason: "debut" | "reprise" | "suite" | "fin", section: an anchor of the chapter, or "" }.
 */
export function next(chapters, pages, answers) {
  const of = (chapter) => progress(chapter, pages, answers);
  const date = (chapter) => String(own(pages, chapter.slug)?.vu ?? "");
  const seen = chapters.filter((chapter) => of(chapter).seen);
  if (!seen.length) return { chapter: chapters[0], reason: "debut", section: "" };
  const last = seen.reduce((a, b) => (date(b) >= date(a) ? b : a));
  if (!of(last).done) {
    const section = own(pages, last.slug)?.section;
    return { chapter: last, reason: "reprise", section: own(last.sections, section) ? section : "" };
  }
  const from = chapters.indexOf(last);
  const after = [...chapters.slice(from + 1), ...chapters.slice(0, from)].find((chapter) => !of(chapter).done);
  return after ? { chapter: after, reason: "suite", section: "" } : { chapter: last, reason: "fin", section: "" };
}

const LEAD = {
  debut: ["Vous n’avez pas encore commencé.", "Commencer"],
  reprise: ["Vous étiez ici.", "Reprendre"],
  suite: ["Vous avez terminé un chapitre. Voici le suivant.", "Continuer"],
  fin: ["Vous avez terminé tous les chapitres.", "Revoir le dernier"],
};

function enhance({ root, model }) {
  const chapters = model.get("chapters");
  if (!chapters.length) return undefined;

  const lead = h("div", { class: "reprise-suite" });
  const kept = h("p", { class: "ess-hint" });
  const said = h("p", { class: "ess-hint", role: "status" });
  const erase = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: ask }, "Tout effacer");
  const confirm = h(
    "div",
    { class: "reprise-confirmation", role: "group", "aria-label": "Confirmation", hidden: true },
    h("p", {}, "Votre région, vos réponses, vos idées et votre progression seront effacées. On ne peut pas revenir en arrière."),
    h("p", { class: "reprise-actions" },
      h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: eraseAll }, "Oui, tout effacer"),
      h("button", { type: "button", class: "ess-btn", onclick: keepAll }, "Tout garder")),
  );
  const memory = h("div", { class: "reprise-memoire" }, kept, erase, confirm, said);
  root.prepend(lead);
  root.append(memory);

  function show() {
    const pages = read(["pages"], {});
    const answers = read(["reponses"], {});
    let begun = 0;
    let done = 0;
    for (const chapter of chapters) {
      const state = progress(chapter, pages, answers);
      const row = $(`li[data-slug="${CSS.escape(chapter.slug)}"]`, root);
      row.classList.toggle("is-done", state.done);
      row.classList.toggle("is-begun", state.seen && !state.done);
      $(".reprise-etat", row).textContent = sentence(state);
      begun += state.seen;
      done += state.done;
    }
    const { chapter, reason, section } = next(chapters, pages, answers);
    const [usual, verb] = LEAD[reason];
    const words = section ? `Vous étiez à la section «${NNBSP}${chapter.sections[section]}${NNBSP}».` : usual;
    fill(
      lead,
      h("p", {}, words, done > 0 && ` ${done} chapitre${done > 1 ? "s" : ""} terminé${done > 1 ? "s" : ""} sur ${chapters.length}.`),
      h("a", { class: "ess-btn ess-btn--primary", href: `${chapter.slug}.html${section && `#${section}`}` },
        `${verb}${NBSP}: ${chapter.titre}${chapter.duree ? ` (${chapter.duree}${NBSP}min)` : ""}`),
    );
    const { kept: lasting, message } = status();
    // An LMS gives its own store (state.js), and its launch page says what it receives.
    const place = globalThis.essStore ? "dans votre plateforme de formation et dans ce navigateur." : "dans ce navigateur, sur cet appareil. Rien n’est envoyé.";
    kept.textContent = lasting
      ? `Votre région, vos réponses et votre progression restent ${place}`
      : message;
    erase.hidden = !confirm.hidden;
    return begun;
  }

  // The contents' marks read `fini`: this page knows the whole course, so it writes it.
  function record() {
    const pages = read(["pages"], {});
    const answers = read(["reponses"], {});
    for (const chapter of chapters) {
      const { total, answered } = progress(chapter, pages, answers);
      const complete = total > 0 && answered === total;
      if (complete && own(pages, chapter.slug)?.fini !== true) write(["pages", chapter.slug, "fini"], true);
    }
  }

  function ask() {
    said.textContent = "";
    confirm.hidden = false;
    erase.hidden = true;
    $("button:last-of-type", confirm).focus();
  }

  function keepAll() {
    confirm.hidden = true;
    erase.hidden = false;
    erase.focus();
  }

  function eraseAll() {
    confirm.hidden = true;
    clear();
    erase.hidden = false;
    said.textContent = "Tout est effacé.";
    erase.focus();
  }

  record();
  show();
  const stop = subscribe(show);
  return () => {
    stop();
    lead.remove();
    memory.remove();
  };
}

export default widget(enhance);
