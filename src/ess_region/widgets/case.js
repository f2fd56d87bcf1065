// A branching case: one step at a time, what each decision leads to, then the debrief of the path.
//
// The static HTML has everything: this module shows the parts that the path calls for. Twin of
// ess_region/branching.py (tests/vectors/parcours.json).

import { dayOf } from "./shared/day.js";
import { $, $$, fill, h, uid } from "./shared/dom.js";
import { documentActions } from "./shared/documents.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const END = "fin";
const NBSP = "\u00a0";
const own = (object, key) => (typeof key === "string" && Object.hasOwn(object, key) ? object[key] : null);

/**
 * Follow stored choices from the first step, and stop at the first that does not fit: an old state
 * never breaks anything. → { chemin: [[step, choice]], etape | null, fin | null, semaines, confiance }. Pure.
 */
export function walk(graph, path) {
  let etape = Object.keys(graph.etapes)[0];
  const chemin = [];
  let semaines = 0;
  let confiance = 0;
  for (const choice of Array.isArray(path) ? path : []) {
    const known = own(graph.etapes[etape], choice);
    if (!known) break;
    chemin.push([etape, choice]);
    semaines += known.semaines;
    confiance += known.confiance;
    etape = known.vers === END ? null : known.vers;
    if (!etape) break;
  }
  const made = chemin.map(([, choice]) => choice);
  const fin = etape ? null : graph.fins.find(({ si }) => !si.length || si.some((one) => made.includes(one))).id;
  return { chemin, etape, fin, semaines, confiance };
}

/** What trust has become, in a word. Pure. */
export const trustWord = (trust) => (trust > 0 ? "renforcée" : trust === 0 ? "intacte" : trust === -1 ? "entamée" : "fragile");

/** « 3 semaines de retard » Pure. */
export const weekWords = (weeks) => (weeks === 0 ? "aucun retard" : `${weeks}${NBSP}semaine${weeks > 1 ? "s" : ""} de retard`);

/** What the decisions cost so far, in one sentence. Pure. */
export function costs({ semaines, confiance }, gauge) {
  return `Délai${NBSP}: ${weekWords(semaines)}. ${gauge}${NBSP}: ${trustWord(confiance)}.`;
}

/** « Vous avez pris le meilleur choix 4 fois sur 6. » Pure. */
export function countSentence(best, total) {
  if (best === total) return "Vous avez pris le meilleur choix à chaque étape.";
  if (best === 0) return "Aucun de vos choix n’était le meilleur. Rejouez pour voir où mènent les autres.";
  return `Vous avez pris le meilleur choix ${best}${NBSP}fois sur ${total}.`;
}

const SIGNS = { meilleur: "is-right", defendable: "is-unknown", couteux: "is-wrong" };

// A part of the page, again, without what must be once in a page.
function copied(el) {
  const copy = el.cloneNode(true);
  $$(".info-bulle, .parc-lettre", copy).forEach((one) => one.remove());
  $$("[aria-describedby]", copy).forEach((one) => one.removeAttribute("aria-describedby"));
  return copy;
}

const words = (el) => copied(el).textContent.replace(/[ \n]+/g, " ").trim();

function graphOf(root) {
  const choices = (section) =>
    $$("[data-choix]", section).map(({ dataset }) => [
      dataset.choix,
      { vers: dataset.vers, semaines: Number(dataset.semaines), confiance: Number(dataset.confiance) },
    ]);
  return {
    etapes: Object.fromEntries($$(".parc-etape", root).map((el) => [el.dataset.etape, Object.fromEntries(choices(el))])),
    fins: $$(".parc-fin", root).map(({ dataset }) => ({ id: dataset.fin, si: dataset.si.split(" ").filter(Boolean) })),
  };
}

function enhance({ root, model }) {
  const slug = model.get("slug");
  const state = ["parcours", slug];
  const graph = graphOf(root);
  const steps = $(".parc-etapes", root);
  const gauge = steps.dataset.jauge;
  const sections = Object.fromEntries($$(".parc-etape", root).map((el) => [el.dataset.etape, el]));
  const endings = Object.fromEntries($$(".parc-fin", root).map((el) => [el.dataset.fin, el]));
  const itemOf = (id, choice) => $(`[data-choix="${choice}"]`, sections[id]);
  const outcomeOf = (id, choice) => $(`[data-suite="${choice}"]`, sections[id]);
  const forms = {};
  let path = [];
  let at = null;

  const button = (label, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, label);
  const where = h("p", { class: "parc-ou parc-vif", role: "status" });
  const back = button("Revenir à l’étape précédente", () => move(path.slice(0, -1)), "ess-btn--quiet parc-vif parc-retenir");
  const happened = h("div", { class: "parc-avant parc-vif", hidden: true });
  const count = h("p", { class: "parc-compte parc-vif" });
  const take = h("div", { class: "parc-bilan parc-vif", hidden: true },
    h("h3", { class: "parc-nom" }, "Emporter ce bilan"),
    documentActions(debrief, { name: `bilan-${slug}` }),
    h("div", { class: "parc-actions" }, button("Rejouer", () => move([]))));
  // The ending is read before the path that led to it (on paper, after: see case.css).
  steps.before(where, $(".parc-fins", root));
  root.append(take, back);

  // A step as a form, made when it is first met.
  function formOf(id) {
    if (forms[id]) return forms[id];
    const section = sections[id];
    const question = $(".parc-question", section);
    const group = uid("parcours");
    question.id ||= uid("parcours-question");
    const inputs = [];
    const rows = $$("[data-choix]", section).map((item) => {
      const input = h("input", { type: "radio", name: group, value: item.dataset.choix });
      inputs.push(input);
      return h("label", { class: "ess-choice" }, input, h("span", {}, words($(".parc-texte", item))));
    });
    const said = h("p", { class: "ess-hint parc-dit", role: "status" });
    const choose = () => {
      const chosen = inputs.find((input) => input.checked);
      if (chosen) return move([...path, chosen.value]);
      said.textContent = "Choisissez d’abord une réponse.";
      return inputs[0].focus();
    };
    const box = h("div", { class: "parc-formulaire parc-vif" },
      h("div", { role: "radiogroup", "aria-labelledby": question.id, onchange: () => (said.textContent = "") }, rows),
      h("div", { class: "parc-actions" }, button("Choisir", choose, "ess-btn--primary")), said);
    const rank = h("span", { class: "parc-vif" });
    const chosen = h("p", { class: "parc-pris parc-vif" });
    $(".parc-rang", section).after(rank);
    $(".parc-choix", section).after(box, chosen);
    forms[id] = { section, inputs, said, rank, chosen };
    return forms[id];
  }

  // A step of the path, as the debrief shows it (`choice`), or as a question (null).
  function present(id, choice) {
    const { section, inputs, said, rank, chosen } = formOf(id);
    rank.textContent = `Étape ${at.chemin.findIndex(([step]) => step === id) + 1 || at.chemin.length + 1}. `;
    said.textContent = "";
    section.classList.toggle("is-relue", choice !== null);
    const rating = choice && itemOf(id, choice).dataset.avis;
    section.classList.toggle("is-juste", rating === "meilleur");
    $(".parc-coulisses", section).open = choice !== null;
    for (const outcome of $$(".parc-suite", section)) {
      const taken = outcome.dataset.suite === choice;
      outcome.classList.toggle("is-prise", taken);
      $(".parc-retour", outcome).className = `parc-retour ${taken ? `ess-verdict ${SIGNS[rating]}` : ""}`.trim();
    }
    if (choice) fill(chosen, h("b", {}, "Votre choix. "), words($(".parc-texte", itemOf(id, choice))));
    else for (const input of inputs) input.checked = false;
    return section;
  }

  // What the last decision led to, under the heading of what follows.
  function tell(place) {
    const last = at.chemin.at(-1);
    happened.hidden = !last;
    if (last) fill(happened, h("p", {}, h("b", {}, "Ce qui arrive. "), [...copied($(".parc-arrive", outcomeOf(...last))).childNodes]));
    $(".parc-nom", place).after(happened);
  }

  function show(next, { moved = false } = {}) {
    const undone = next?.length === path.length - 1 ? path.at(-1) : null;
    at = walk(graph, next);
    path = at.chemin.map(([, choice]) => choice);
    for (const [id, el] of Object.entries(endings)) el.hidden = id !== at.fin;
    for (const el of Object.values(sections)) el.hidden = true;
    let place;
    if (at.fin) {
      for (const [id, choice] of at.chemin) present(id, choice).hidden = false;
      place = endings[at.fin];
      const best = at.chemin.filter(([id, choice]) => itemOf(id, choice).dataset.avis === "meilleur").length;
      count.textContent = `${countSentence(best, path.length)} Voici votre chemin, décision par décision.`;
      place.append(count);
    } else {
      place = present(at.etape, null);
      place.hidden = false;
      const again = undone && forms[at.etape].inputs.find((input) => input.value === undone);
      if (again) again.checked = true;
    }
    tell(place);
    root.classList.toggle("is-parti", path.length > 0);
    take.hidden = !at.fin;
    back.hidden = !path.length;
    where.textContent = path.length ? costs(at, gauge) : "";
    if (!moved) return;
    requestAnimationFrame(() => {
      const heading = $(".parc-nom", place);
      heading.focus({ preventScroll: true });
      // The text has changed: nothing to glide over.
      heading.scrollIntoView({ block: "start", behavior: "instant" });
    });
  }

  function move(next, options = { moved: true }) {
    show(next, options);
    write(state, path.length ? { chemin: path } : null);
    model.set("path", path);
    model.save_changes();
  }

  // The debrief, as a document.
  function debrief() {
    const ending = endings[at.fin];
    const titled = (label, text) => ({ kind: "paragraph", text: [{ bold: label }, ` ${text}`] });
    const split = (el) => titled(words($("b", el)), words(el).slice(words($("b", el)).length).trim());
    const blocks = [
      ...$$(".parc-mot > p", ending).map((el) => ({ kind: "paragraph", text: words(el) })),
      { kind: "note", text: `${costs(at, gauge)} ${count.textContent}` },
    ];
    at.chemin.forEach(([id, choice], index) => {
      const section = sections[id];
      blocks.push(
        { kind: "heading", level: 2, text: `${index + 1}. ${words($(".parc-nom > :last-child", section))}` },
        titled("Votre choix.", words($(".parc-texte", itemOf(id, choice)))),
        split($(".parc-retour", outcomeOf(id, choice))),
        ...$$(".parc-enjeu, .parc-mieux", section).map(split),
        { kind: "list", items: $$(".parc-references > li", section).map(words) },
      );
    });
    const monday = at.chemin.map(([id]) => words($(".parc-lundi > span", sections[id])));
    blocks.push({ kind: "heading", level: 2, text: "À reprendre lundi" }, { kind: "list", items: monday, check: true });
    return {
      title: `Bilan${NBSP}: ${words($(".parc-titre", root))}`,
      subtitle: words($(".parc-nom > :last-child", ending)),
      date: dayOf(Date.now()),
      blocks,
    };
  }

  // At first, what this browser kept; else what Python holds (the view was closed and opened again).
  const kept = () => read(state)?.chemin;
  const differs = (next) => JSON.stringify(walk(graph, next).chemin.map(([, choice]) => choice)) !== JSON.stringify(path);
  show(kept() ?? model.get("path"));
  const stop = subscribe(() => differs(kept()) && show(kept()));
  const fromPython = () => differs(model.get("path")) && move(model.get("path"), {});
  model.on("change:path", fromPython);
  return () => {
    stop();
    model.off("change:path", fromPython);
  };
}

export default widget(enhance);
