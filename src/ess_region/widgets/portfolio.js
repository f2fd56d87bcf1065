// « Ce que j’ai appris »: each part of the page reads what this browser keeps; one of them takes it all away.

import { formatDay, today } from "./shared/dates.js";
import { dayOf } from "./shared/day.js";
import { documentActions } from "./shared/documents.js";
import { runs } from "./shared/document-text.js";
import { $, fill, h } from "./shared/dom.js";
import { finishedSentence, pageStates } from "./shared/pages.js";
import { clean, kindOf, lines, ordered, PLAN_STATE, tally } from "./shared/plan-lines.js";
import { kept } from "./shared/plan.js";
import { keptPoints, togglePoint } from "./shared/points.js";
import { currentRegion, regionInfo } from "./shared/region.js";
import { attempts, best, needed } from "./shared/results.js";
import { read, subscribe } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const STATES = { termine: "Terminé", commence: "Commencé", "": "À lire" };
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const count = (number, one, several) => `${number}${NBSP}${number > 1 ? several : one}`;
const parts = (name) => read(["epreuves", name], {});

// A block is that of a document (documents.js), where a link to a page of the course is plain text.
// A run with `act`, a button or a way to another page, is for the page only.
const heading = (text) => ({ kind: "heading", level: 3, text });
const paragraph = (...text) => ({ kind: "paragraph", text });
const list = (items) => ({ kind: "list", items });
const table = (caption, head, rows) => ({ kind: "table", caption, head, rows });
const link = (address, text) => ({ link: address, text });
const way = (address, text) => ({ act: null, link: address, text });

// -- what each part says ---------------------------------------------------------------------------

/** { chapters: [{ titre, slug, known, answered, first, missed: [{ id, texte, juste }] }], others } of the answers. Pure. */
export function answered(chapters, stored) {
  const records = isObject(stored) ? stored : {};
  const known = new Set();
  const rows = chapters.map(({ slug, titre, questions }) => {
    const mine = questions.map(([id, texte]) => ({ id, texte, record: Object.hasOwn(records, id) ? records[id] : null }));
    questions.forEach(([id]) => known.add(id));
    const done = mine.filter(({ record }) => isObject(record));
    return {
      slug,
      titre,
      known: questions.length,
      answered: done.length,
      first: done.filter(({ record }) => record.premier === true).length,
      missed: done
        .filter(({ record }) => record.premier !== true)
        .map(({ id, texte, record }) => ({ id, texte, juste: record.juste === true })),
    };
  });
  return {
    chapters: rows.filter((row) => row.answered),
    others: Object.keys(records).filter((id) => !known.has(id)).length,
  };
}

/** « 40 % » of an attempt, rounded to the point. Pure. */
export const share = ({ score, total }) => `${Math.round((100 * score) / total)}${NBSP}%`;

const PARTS = {
  progression({ chapters, regions }) {
    const states = pageStates(chapters.map(({ slug }) => slug));
    const code = currentRegion();
    const done = states.filter((state) => state === "termine").length;
    if (!code && !states.some(Boolean)) return [];
    const region = regionInfo(code);
    const figures = code ? (regions[code] ?? []) : [];
    return [
      region ? heading(`Ma région${NBSP}: ${region.nom}`) : paragraph(way("accueil.html#choix-region", "Choisir ma région, pour voir ses chiffres ici")),
      figures.length > 0 && list(figures),
      figures.length > 0 && paragraph(way("ma-region.html", "La fiche complète de ma région")),
      heading("Mes chapitres"),
      { ...paragraph(`${finishedSentence(done, chapters.length)}.`), gauge: [done, chapters.length] },
      table("", ["Chapitre", "Où j’en suis"], chapters.map(({ slug, titre }, i) => [[link(`${slug}.html`, titre)], STATES[states[i]]])),
    ];
  },

  points({ chapters }) {
    const points = keptPoints();
    const known = new Map(chapters.map(({ slug, titre }) => [slug, titre]));
    const pages = [...known.keys(), ...points.map(({ page }) => page).filter((page) => !known.has(page))];
    return [...new Set(pages)].flatMap((page) => {
      const mine = points.filter((point) => point.page === page);
      if (!mine.length) return [];
      const title = known.get(page);
      return [
        heading(title ? [link(`${page}.html`, title)] : "Autre chapitre"),
        list(mine.map((point) => [point.texte, { act: () => togglePoint(point), text: "Retirer", about: point.texte }])),
      ];
    });
  },

  reponses({ chapters, rules }) {
    const { chapters: rows, others } = answered(chapters, read(["reponses"], {}));
    return [
      ...quizzes(rows),
      others > 0 && { kind: "note", text: `${count(others, "réponse gardée", "réponses gardées")} à des questions qui ne sont plus ici, ou qui ont changé de nom. Elles restent dans votre sauvegarde.` },
      ...tests(rules),
    ];
  },

  plan() {
    const all = ordered(lines(kept(), clean(read(PLAN_STATE))));
    if (!all.length) return [];
    const rows = all.map(({ titre, kind, date, avec, fait }) => [
      [{ bold: titre }, ` (${kindOf(kind).toLowerCase()})`], date ? formatDay(date) : "sans date", avec || "à trouver", fait ? "oui" : "non",
    ]);
    return [paragraph(tally(all), " ", way("des-demain.html", "Modifier mon plan")), table("", ["Action", "Pour quand", "Avec qui", "Faite"], rows)];
  },

  mots() {
    const words = Object.entries(read(["consultes"], {})).filter(([, text]) => typeof text === "string");
    words.sort(([a], [b]) => a.localeCompare(b, "fr"));
    return words.length ? [list(words.map(([word, text]) => [{ bold: word }, `${NBSP}: ${text}`]))] : [];
  },
};

function quizzes(rows) {
  if (!rows.length) return [];
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const [done, first] = [sum("answered"), sum("first")];
  const question = (row) => ({ id, texte, juste }) => [
    link(`${row.slug}.html#question-${id}`, texte), juste ? " (juste en réessayant)" : "",
  ];
  // What is still wrong comes first.
  const missed = (right) => rows.flatMap((row) => row.missed.filter(({ juste }) => juste === right).map(question(row)));
  const again = [...missed(false), ...missed(true)];
  return [
    paragraph(`${count(first, "réponse juste", "réponses justes")} du premier coup sur ${count(done, "question", "questions")}.`),
    table("", ["Chapitre", "Répondues", "Justes du premier coup"], rows.map((row) =>
      [[link(`${row.slug}.html#quiz`, row.titre)], `${row.answered} sur ${row.known}`, String(row.first)])),
    again.length > 0 && heading("Mes questions à revoir"),
    again.length > 0 && list(again),
  ];
}

function tests({ seuil, points }) {
  const after = best(attempts(parts("evaluation")));
  const before = attempts({ essais: [parts("positionnement")?.premier] })[0];
  const reviews = points.map(([key, name]) => [name, best(attempts(parts(key)))]).filter(([, one]) => one);
  if (!after && !before && !reviews.length) return [];
  const cell = (one) => (one ? `${one.score} sur ${one.total}` : "pas encore");
  const group = (one, name) => {
    const found = isObject(one?.groupes) && Object.hasOwn(one.groupes, name) ? one.groupes[name] : null;
    return Array.isArray(found) ? `${Number(found[0]) || 0} sur ${Number(found[1]) || 0}` : "–";
  };
  const rows = points.map(([, name]) => [name, group(before, name), cell(reviews.find(([one]) => one === name)?.[1]), group(after, name)]);
  const gain = before && after && `Part de réponses justes${NBSP}: ${share(before)} avant le cours, ${share(after)} à l’évaluation. Le positionnement pose peu de questions${NBSP}: c’est une tendance.`;
  const state = after && (after.score >= needed(seuil, after.total) ? "réussie" : `il en faut ${needed(seuil, after.total)}`);
  return [
    heading("Mes tests"),
    paragraph(after ? `Évaluation${NBSP}: ${cell(after)}, le ${formatDay(dayOf(after.quand))} (${state}).` : way("evaluation.html", "L’évaluation reste à faire")),
    gain && paragraph(gain),
    table("", ["Partie", "Avant le cours", "Fin de partie", "Évaluation"], rows),
  ];
}

// -- the page ----------------------------------------------------------------------------------------

const inline = (text) =>
  runs(text).map((run) => {
    if (run.act) {
      const name = h("span", { class: "visually-hidden" }, `${NBSP}: ${run.about}`);
      return [" ", h("button", { type: "button", class: "ess-btn ess-btn--quiet bilan-retirer", onclick: run.act }, run.text, name)];
    }
    if (run.link) return h("a", { href: run.link }, run.text);
    return run.bold ? h("b", {}, run.text) : run.text;
  });

const SHOWN = {
  heading: ({ text }) => h("h3", {}, inline(text)),
  paragraph: ({ text, gauge }) => [h("p", {}, inline(text)), gauge && h("progress", { class: "ess-jauge", value: gauge[0], max: gauge[1], "aria-hidden": "true" })],
  note: ({ text }) => h("p", { class: "ess-hint" }, inline(text)),
  list: ({ items }) => h("ul", {}, items.map((item) => h("li", {}, inline(item)))),
  table: ({ head, rows }, name) =>
    h("table", { class: head.length > 2 && "bilan-large", "aria-label": name },
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, rows.map(([first, ...cells]) =>
        h("tr", {}, h("th", { scope: "row" }, inline(first)), cells.map((cell, i) => h("td", { "data-titre": head[i + 1] }, inline(cell))))))),
};

// What is only for the page, left out of a document.
const forPaper = (text) => (Array.isArray(text) ? text.filter((run) => run.act === undefined) : text);
const onPaper = (block) => ({ ...block, text: forPaper(block.text), items: block.items?.map(forPaper) });
const says = ({ text }) => !Array.isArray(text) || text.length > 0;

// The parts that are on the page: name → { title, blocks() }. Shared by the widgets of the page.
const present = new Map();

/** Everything that the page says, as a document, or what is missing. Pure but for what is kept. */
function everything() {
  const blocks = Object.keys(PARTS).filter((name) => present.has(name)).flatMap((name) => {
    const { title, blocks: own } = present.get(name);
    const found = own();
    return found.length ? [{ kind: "heading", level: 2, text: title }, ...found.map(onPaper).filter(says)] : [];
  });
  if (!blocks.length) return `Il n’y a encore rien à emporter${NBSP}: cette page se remplit au fil du cours.`;
  const region = regionInfo(currentRegion())?.en;
  return {
    title: "Ce que j’ai appris",
    subtitle: `L’ESS en Région. ${region ? `${region[0].toUpperCase()}${region.slice(1)}, le` : "Le"} ${formatDay(today())}`,
    date: today(),
    blocks: [...blocks, { kind: "note", text: "Établi par la personne elle-même avec le cours L’ESS en Région." }],
  };
}

function enhance({ root, model }) {
  const name = model.get("part");
  const empty = $(".bilan-vide", root);

  if (name === "emporter") {
    const actions = documentActions(everything, { name: "ce-que-j-ai-appris" });
    empty.hidden = true;
    root.append(actions);
    return () => actions.remove();
  }

  const content = { chapters: model.get("chapters"), regions: model.get("regions"), rules: model.get("rules") };
  const blocks = () => PARTS[name](content).filter(Boolean);
  present.set(name, { title: model.get("title"), blocks });
  const live = h("div", { class: "bilan-vif", tabindex: "-1" });
  root.append(live);
  let last = "";

  function show() {
    const found = blocks();
    const text = JSON.stringify(found);
    if (text === last) return;
    last = text;
    // The button that was used goes away with its line: the focus stays in the part.
    const inside = live.contains(document.activeElement);
    empty.hidden = found.length > 0;
    // A table is named by the title above it.
    let name = model.get("title");
    fill(live, found.map((block) => {
      if (block.kind === "heading") name = block.text;
      return SHOWN[block.kind](block, name);
    }));
    if (inside) live.focus();
  }

  show();
  const stop = subscribe(show);
  return () => {
    stop();
    present.delete(name);
    live.remove();
    empty.hidden = false;
  };
}

export default widget(enhance);
