// The certificate that a person makes for herself. The name is in the page only: never kept, never sent.

import { formatDay } from "./shared/dates.js";
import { dayOf } from "./shared/day.js";
import { $, announce, fill, h, uid } from "./shared/dom.js";
import { downloadDocx } from "./shared/documents.js";
import { printOnly } from "./shared/export.js";
import { finishedSentence, pageStates } from "./shared/pages.js";
import { attempts, best, durationWords, needed } from "./shared/results.js";
import { read, subscribe } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const BLANK = "……………………………………";
const NATURE = `Attestation sur l’honneur, établie par la personne elle-même${NBSP}: ni diplôme ni contrôle.`;
const SENTENCE = `J’atteste sur l’honneur avoir réussi l’évaluation finale du cours «${NNBSP}L’ESS en Région${NNBSP}», consacré à l’économie sociale et solidaire.`;

/** A name as it is written on the sheet: on one line, without control characters. Pure. */
export const tidy = (name) => name.replace(/[\p{C}\s]+/gu, " ").trim().slice(0, 80);

/** What is missing: { text, verb }, or null when the best attempt passes. Pure. */
export function missing(top, share) {
  if (!top) return { text: "L’attestation se fait après l’évaluation. Vous ne l’avez pas encore passée.", verb: "Passer l’évaluation" };
  const wanted = needed(share, top.total);
  if (top.score >= wanted) return null;
  const text = `Votre meilleur résultat est de ${top.score} sur ${top.total}. Il faut ${wanted} réponses justes. Vous pouvez recommencer, avec d’autres questions.`;
  return { text, verb: "Reprendre l’évaluation" };
}

/** The lines of the sheet: [[name, value], …]. Pure. */
export const facts = (top, { seuil, version }) => [
  ["Résultat à l’évaluation", `${top.score} bonnes réponses sur ${top.total} (il en faut ${needed(seuil, top.total)})`],
  ["Date", formatDay(dayOf(top.quand))],
  ["Durée de l’évaluation", durationWords(top.duree)],
  ["Version du cours", version],
];

/** The sheet as a document (documents.js). Pure. */
export const sheetDocument = (name, top, chapters, context) => ({
  title: "Attestation de réussite",
  subtitle: "Cours L’ESS en Région",
  date: dayOf(top.quand),
  blocks: [
    { kind: "paragraph", text: [`Nom et prénom${NBSP}: `, { bold: name || BLANK }] },
    { kind: "paragraph", text: SENTENCE },
    { kind: "table", head: ["Élément", "Valeur"], rows: facts(top, context) },
    { kind: "heading", level: 2, text: `${finishedSentence(chapters.length, context.total)}` },
    ...(chapters.length ? [{ kind: "list", items: chapters }] : []),
    { kind: "paragraph", text: `Date et signature${NBSP}: ${BLANK}` },
    { kind: "note", text: NATURE },
  ],
});

function enhance({ root, model }) {
  const all = model.get("chapters");
  const seuil = model.get("needed");
  const context = { seuil, version: model.get("version"), total: all.length };
  const note = $(".att-note", root);
  const id = uid("attestation");
  const field = h("input", {
    type: "text", id, maxlength: "80", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-dit`,
    oninput: () => { named.textContent = tidy(field.value) || BLANK; },
  });
  const named = h("p", { class: "att-nom" }, BLANK);
  const lines = h("dl", { class: "att-faits" });
  const finished = h("p", { class: "att-titre" });
  const list = h("ul", { class: "att-chapitres" });
  const sheet = h("article", { class: "att-feuille", "aria-label": "Aperçu de l’attestation" },
    h("p", { class: "att-cours" }, "L’ESS en Région"),
    h("p", { class: "att-objet" }, "Attestation de réussite"),
    named, h("p", { class: "att-phrase" }, SENTENCE), lines, finished, list,
    h("p", { class: "att-signature" }, `Date et signature${NBSP}:`),
    h("p", { class: "att-nature" }, NATURE));
  const said = h("p", { class: "ess-hint", role: "status" });
  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, text);
  const made = h("div", {},
    h("div", { class: "ess-field" }, h("label", { for: id }, "Votre nom et votre prénom"), field,
      h("p", { class: "ess-hint", id: `${id}-dit` }, "Le nom n’est ni gardé, ni envoyé. Vous pouvez aussi le laisser vide et l’écrire à la main.")),
    sheet,
    h("p", { class: "att-boutons" }, button("Imprimer mon attestation", () => printOnly(sheet), "ess-btn--primary"), button("Télécharger (Word, LibreOffice)", save)),
    said);
  const text = h("p", {});
  const go = h("a", { class: "ess-btn ess-btn--primary", href: "evaluation.html#test" });
  const wanted = h("div", {}, text, h("p", {}, go));
  const live = h("div", { class: "att-vif" }, wanted, made);
  note.hidden = true;
  root.append(live);
  let top = null;
  let chapters = [];

  async function save() {
    const attestation = sheetDocument(tidy(field.value), top, chapters, context);
    announce(said, await downloadDocx("attestation-ess-en-region", attestation, "L’attestation est dans vos téléchargements."));
  }

  function show() {
    top = best(attempts(read(["epreuves", "evaluation"])));
    const lack = missing(top, seuil);
    wanted.hidden = !lack;
    made.hidden = Boolean(lack);
    if (lack) {
      text.textContent = lack.text;
      go.textContent = lack.verb;
      return;
    }
    const states = pageStates(all.map(({ slug }) => slug));
    chapters = all.filter((_, i) => states[i] === "termine").map(({ titre }) => titre);
    fill(lines, facts(top, context).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
    finished.textContent = finishedSentence(chapters.length, all.length);
    fill(list, chapters.map((title) => h("li", {}, title)));
  }

  // A page kept for « Précédent » must not keep the name either.
  function forget() {
    field.value = "";
    named.textContent = BLANK;
  }

  show();
  const stop = subscribe(show);
  addEventListener("pagehide", forget);
  return () => {
    stop();
    removeEventListener("pagehide", forget);
    live.remove();
    note.hidden = false;
  };
}

export default widget(enhance);
