// What a room answered: codes pasted or read from files, counted by question, compared, kept in a file.
// Only the codes are kept in this browser: the names that came with them are not.

import { MOST, readAll, spelled } from "./shared/codes-read.js";
import { formatDay, today } from "./shared/dates.js";
import { $, announce, fill, h, uid } from "./shared/dom.js";
import { csvText, download, printOnly } from "./shared/export.js";
import { enumeration, formatNumber } from "./shared/format.js";
import { comparable, count, csvRows, distribution, FEWEST, MAX_SIZE, overall, percent, readSession, sessionText, TOO_BIG, weakest } from "./shared/room.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const PATH = ["salle"];
const PAUSE = 150; // ms, after the last key
const some = (number, one, several) => `${number}${NBSP}${number > 1 ? several : one}`;
const share = (part, total) => `${percent(part, total)}${NBSP}%`;
const quoted = (text) => `«${NNBSP}${text}${NNBSP}»`;

/** The codes kept that are texts: [codes, those that count each time]. Pure. */
export function clean(kept) {
  const texts = (list) => (Array.isArray(list) ? list.filter((one) => typeof one === "string" && /^[0-9A-Z]{8,80}$/.test(one)).slice(0, MOST) : []);
  return [texts(kept?.codes), texts(kept?.memes)];
}

/** « 28 codes lus, 2 lignes à vérifier. » Pure. */
export function readSentence({ codes, problems, repeats, beyond }, again = []) {
  if (!codes.length && !problems.length) return "";
  const once = repeats.filter(({ code }) => !again.includes(code)).length;
  const parts = [
    some(codes.length, "code lu", "codes lus"),
    problems.length > 0 && `${some(problems.length, "code laissé de côté", "codes laissés de côté")}`,
    once > 0 && `${some(once, "code répété, compté", "codes répétés, comptés")} une seule fois`,
    beyond > 0 && `${beyond} au-delà de ${MOST}, non ${beyond > 1 ? "comptés" : "compté"}`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}

function enhance({ root, model }) {
  const pages = model.get("pages");
  const questions = model.get("questions");
  const id = uid("salle");
  const note = $(".salle-note", root);
  const paper = $(".salle-papier", root);

  let result = readAll("", pages);
  let again = [];
  let session = { pages: {} };
  let earlier = null;
  let timer = 0;
  let last = "";

  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, text);
  const field = (label, input, hint) => h("div", { class: "ess-field salle-champ" }, h("label", { for: input.id }, label), input, hint && h("p", { class: "ess-hint", id: `${input.id}-aide` }, hint));

  const box = h("textarea", { id: `${id}-codes`, rows: "6", spellcheck: "false", autocomplete: "off", autocapitalize: "characters", translate: "no", "aria-describedby": `${id}-codes-aide`, oninput: later });
  const files = h("input", { type: "file", id: `${id}-fichiers`, multiple: true, accept: ".txt,.csv,text/plain", onchange: openFiles });
  const said = h("p", { class: "salle-dit", role: "status" });
  const checks = h("div", { class: "salle-verifier" });
  const key = button("Montrer les réponses justes", toggleKey);
  key.setAttribute("aria-pressed", "false");
  const old = h("input", { type: "file", id: `${id}-seance`, accept: ".json,application/json", onchange: openSession });
  const wrong = h("p", { class: "salle-erreur", role: "alert", hidden: true });
  const close = button("Fermer la séance comparée", () => compare(null), "ess-btn--quiet");
  const done = h("p", { class: "salle-dit", role: "status" });
  const empty = button("Effacer les codes", erase, "ess-btn--quiet");
  const actions = h("div", { class: "doc-boutons salle-actions" }, key,
    button("Enregistrer la séance", saveSession), button("Enregistrer pour un tableur (CSV)", saveTable), button("Imprimer les résultats", () => printOnly(shown)), empty);
  const shown = h("div", { class: "salle-resultats" });
  const live = h("div", { class: "salle-vif" },
    field("Les codes de la salle", box, `Collez ou tapez jusqu’à ${MOST} codes, un par ligne de préférence. Majuscules, espaces et tirets ne comptent pas. Seuls les codes restent dans ce navigateur, jamais les noms collés avec eux.`),
    field("Ou ouvrez les fichiers des participants", files),
    said, checks, actions,
    h("div", { class: "doc-boutons salle-comparer" }, field("Comparer avec une séance enregistrée", old), wrong, close),
    done, shown);
  const sheet = h("details", { class: "salle-repli" }, h("summary", {}, `Sans ordinateur${NBSP}: la feuille de comptage`), h("p", {}, button("Imprimer la feuille", () => printOnly(paper))));
  note.hidden = true;
  root.prepend(live, sheet);
  sheet.append(paper);

  // -- codes ----------------------------------------------------------------------------------------

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => update(true), PAUSE);
  }

  function update(keeps) {
    clearTimeout(timer);
    result = readAll(box.value, pages);
    again = again.filter((code) => result.repeats.some((one) => one.code === code));
    session = count(result.codes, pages, questions, again);
    const sentence = readSentence(result, again);
    if (said.textContent !== sentence) said.textContent = sentence;
    showChecks();
    show();
    if (!keeps) return;
    const codes = result.codes.map(({ code }) => code);
    last = JSON.stringify([codes, again]);
    write(PATH, codes.length ? { codes, ...(again.length && { memes: again }) } : null);
  }

  function showChecks() {
    const problems = result.problems.map(({ line, text, why }) => h("li", {}, h("strong", {}, `Ligne ${line}`), ` ${quoted(text)}${NBSP}: ${why}`));
    const copies = new Map();
    for (const one of result.repeats) copies.set(one.code, [...(copies.get(one.code) ?? []), one]);
    const repeats = [...copies].map(([code, [{ first }, ...rest]]) => {
      const lines = result.repeats.filter((one) => one.code === code).map(({ line }) => line);
      const twice = again.includes(code);
      const toggle = button(twice ? "Compter une seule fois" : "Compter quand même", () => countAgain(code), "ess-btn--quiet");
      toggle.dataset.code = code;
      toggle.append(h("span", { class: "visually-hidden" }, ` le code de la ligne ${first}`));
      return h("li", {}, h("strong", {}, `${rest.length ? "Lignes" : "Ligne"} ${enumeration(lines)}`), `${NBSP}: le même code qu’à la ligne ${first}. ${twice ? "Compté à chaque fois." : "Compté une seule fois."} `, toggle);
    });
    const list = (title, why, items) => items.length > 0 && h("details", { open: true }, h("summary", {}, title), h("p", { class: "ess-hint" }, why), h("ul", {}, items));
    fill(checks,
      list(some(problems.length, "code à vérifier", "codes à vérifier"), "Les autres sont comptés. Corrigez la ligne, ou laissez-la.", problems),
      list(some(copies.size, "code répété", "codes répétés"), "Deux personnes peuvent répondre pareil, ou l’une d’elles donner son code deux fois.", repeats));
  }

  function countAgain(code) {
    again = again.includes(code) ? again.filter((one) => one !== code) : [...again, code];
    update(true);
    $(`[data-code="${code}"]`, checks)?.focus();
  }

  async function openFiles() {
    const texts = [];
    const refused = [];
    for (const file of [...files.files].slice(0, MOST)) {
      try {
        if (file.size > MAX_SIZE) throw new Error("trop gros");
        texts.push((await file.text()).replace(/^\ufeff/, "").split(/\r\n?|\n/).filter((line) => line.trim() && !line.trim().startsWith("#")).join("\n"));
      } catch {
        refused.push(file.name);
      }
    }
    files.value = "";
    box.value = [box.value.trimEnd(), ...texts].filter(Boolean).join("\n");
    update(true);
    announce(done, refused.length ? `Fichiers laissés de côté, trop gros ou illisibles${NBSP}: ${refused.join(", ")}.` : `${some(texts.length, "fichier lu", "fichiers lus")}.`);
  }

  function erase() {
    const text = box.value;
    const memes = again;
    box.value = "";
    update(true);
    const undo = button("Remettre les codes", () => {
      box.value = text;
      again = memes;
      update(true);
      fill(done);
      box.focus();
    }, "ess-btn--quiet");
    fill(done, "Les codes sont effacés. ", undo);
    box.focus();
  }

  // -- sessions -------------------------------------------------------------------------------------

  const fileName = (kind) => `salle-${today()}.${kind}`;
  function saveSession() {
    download(fileName("json"), "application/json", sessionText(session, { cours: model.get("version"), date: today() }));
    announce(done, `La séance est dans vos téléchargements${NBSP}: ${fileName("json")}. Le fichier ne contient que des comptes, aucun code.`);
  }

  function saveTable() {
    download(fileName("csv"), "text/csv", csvText(csvRows(shownSession(), session.pages === shownSession().pages ? earlier : null)));
    announce(done, `Le tableau est dans vos téléchargements${NBSP}: ${fileName("csv")}. Il ne contient que des comptes.`);
  }

  async function openSession() {
    const [file] = old.files;
    if (!file) return;
    let found = { error: "Ce fichier ne s’ouvre pas. Copiez-le sur cet appareil, puis choisissez-le de nouveau." };
    try {
      found = file.size > MAX_SIZE ? { error: TOO_BIG } : readSession(await file.text());
    } catch {
      // Said below.
    }
    old.value = "";
    if (found.error) {
      wrong.hidden = false;
      announce(wrong, found.error);
      return;
    }
    compare(found);
    announce(done, `Séance du ${formatDay(found.date)} ouverte.`);
  }

  function compare(next) {
    earlier = next;
    wrong.hidden = true;
    show();
    if (!next) old.focus();
  }

  // -- results --------------------------------------------------------------------------------------

  const shownSession = () => (Object.keys(session.pages).length || !earlier ? session : earlier);

  function toggleKey() {
    const on = key.getAttribute("aria-pressed") !== "true";
    key.setAttribute("aria-pressed", String(on));
    showKey();
  }

  function showKey() {
    const on = key.getAttribute("aria-pressed") === "true";
    for (const mark of shown.querySelectorAll(".salle-juste, .salle-cle")) mark.hidden = !on;
    for (const word of shown.getElementsByClassName("salle-sans-cle")) word.hidden = on;
    shown.classList.toggle("avec-justes", on);
  }

  function show() {
    const current = shownSession();
    const other = current === earlier ? null : earlier;
    // In the order of the book, then what this book does not have.
    const order = (slug) => (pages.findIndex((page) => page.slug === slug) + pages.length + 1) % (pages.length + 1);
    const entries = Object.entries(current.pages).sort(([a], [b]) => order(a) - order(b));
    actions.hidden = !entries.length && !box.value.trim();
    for (const el of [...actions.children].slice(0, 4)) el.hidden = !entries.length;
    $("button:nth-of-type(2)", actions).hidden = current === earlier || !entries.length;
    empty.hidden = !box.value.trim();
    close.hidden = !earlier;
    fill(shown,
      entries.length > 0 && h("p", { class: "salle-titre" }, current === earlier ? `Séance du ${formatDay(earlier.date)}` : `Séance du ${formatDay(today())}${other ? `, comparée à celle du ${formatDay(other.date)}` : ""}`),
      gain(current, other),
      entries.length > 1 && h("nav", { "aria-label": "Pages de la séance", class: "salle-pages" }, h("ul", {}, entries.map(([slug, page]) => h("li", {}, h("a", { href: `#${id}-${slug}` }, page.titre), ` (${some(page.codes, "code", "codes")})`)))),
      entries.map(([slug, page]) => pageOf(slug, page, other?.pages[slug])));
    showKey();
  }

  // Before and after: the same people first, then everybody.
  function gain(current, other) {
    const line = (words, people, [right, total]) => h("tr", {}, h("th", { scope: "row" }, words), h("td", {}, String(people)), h("td", {}, share(right, total)));
    const rows = ({ pages: all }, when) => {
      const { evaluation, positionnement } = all;
      const found = [];
      const same = evaluation?.gain;
      if (same?.personnes >= FEWEST) {
        const points = percent(same.apres, same.surApres) - percent(same.avant, same.surAvant);
        found.push(line(`Avant, les mêmes personnes${when}`, same.personnes, [same.avant, same.surAvant]));
        found.push(line(`Après, les mêmes personnes${when} (${formatNumber(points, { sign: true })}${NBSP}${Math.abs(points) > 1 ? "points" : "point"})`, same.personnes, [same.apres, same.surApres]));
      }
      if (positionnement?.codes >= FEWEST) found.push(line(`Avant, tous les positionnements reçus${when}`, positionnement.codes, [positionnement.justes, positionnement.posees]));
      if (evaluation?.codes >= FEWEST) found.push(line(`Après, toutes les évaluations reçues${when}`, evaluation.codes, [evaluation.justes, evaluation.posees]));
      return found;
    };
    const { evaluation, positionnement } = current.pages;
    if (!evaluation && !positionnement) return null;
    const all = [...rows(current, ""), ...(other ? rows(other, `, séance du ${formatDay(other.date)}`) : [])];
    return h("section", { class: "salle-gain" },
      h("h3", {}, "Avant et après"),
      all.length > 0 && h("div", { class: "table-cadre", tabindex: "0", role: "region", "aria-label": "Avant et après" },
        h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "Personnes"), h("th", { scope: "col" }, "Réponses justes"))), h("tbody", {}, all))),
      h("p", { class: "ess-hint" }, all.length ? "Des moyennes, jamais une personne. Le positionnement pose dix questions, l’évaluation en pose vingt autres\u00a0: lisez une tendance." : `Les moyennes s’affichent à partir de ${FEWEST}${NBSP}codes${NBSP}: en dessous, elles diraient le résultat d’une personne.`));
  }

  function pageOf(slug, page, before) {
    const weak = weakest(page);
    const ids = Object.keys(page.questions);
    const rankOf = (one) => ids.indexOf(one) + 1;
    const judged = page.genre !== "avis";
    const all = overall(page);
    const past = before && judged && overall(before);
    const given = some(all.answered, "réponse donnée", "réponses données");
    const mean = judged && all.asked > 0 && (all.total
      ? `, ${share(all.right, all.total)} de réponses justes${all.total < all.asked ? ` parmi ${given} sur ${formatNumber(all.asked)} attendues` : ""}`
      : ", aucune réponse donnée");
    const then = past?.total > 0 && ` (${share(past.right, past.total)} à la séance comparée, ${some(before.codes, "code", "codes")})`;
    return h("section", { class: "salle-page", id: `${id}-${slug}` },
      h("h3", {}, page.titre),
      h("p", {}, some(page.codes, "code", "codes"), mean, then, "."),
      // « 0 juste sur 3 », beside « Vrai 3 », would tell the answer to the room.
      weak.length > 0 && h("p", { class: "ess-hint salle-sans-cle" }, `Points à reprendre${NBSP}: affichés avec les réponses justes.`),
      weak.length > 0 && h("div", { class: "salle-cle", hidden: true },
        h("p", { class: "salle-sous-titre" }, "À reprendre d’abord"),
        h("ol", { class: "salle-faibles" }, weak.map(({ id: one, right, total }) => h("li", {},
          h("a", { href: `#${id}-${slug}-${one}` }, `Question ${rankOf(one)}`), ` ${page.questions[one].texte} `,
          h("span", { class: "salle-nombre" }, `${right} ${right > 1 ? "justes" : "juste"} sur ${total}.`),
          questions[one]?.lien && [" Relire ", h("a", { href: questions[one].lien }, questions[one].section), "."])))),
      h("ol", { class: "salle-questions" }, ids.map((one) => questionOf(`${id}-${slug}-${one}`, rankOf(one), page.questions[one], before?.questions[one]))));
  }

  function questionOf(anchor, rank, question, past) {
    const { asked, rows } = distribution(question);
    const same = past && comparable(question, past) ? distribution(past) : null;
    return h("li", { id: anchor, tabindex: "-1" },
      h("p", { class: "salle-question" }, h("span", { class: "salle-rang" }, `Question ${rank}`), " ", question.texte),
      h("ul", { class: "salle-barres" }, rows.map((row) => {
        const then = same?.rows.find(({ label }) => label === row.label);
        return h("li", {},
          h("span", { class: "salle-reponse" }, row.label, row.right && row.label !== "Juste" && h("strong", { class: "salle-juste", hidden: true }, " ✓ juste")),
          h("span", { class: "salle-nombre" }, `${row.count} (${share(row.count, asked)})`),
          bar(row.count, asked),
          same && [h("span", { class: "salle-avant" }, `Séance comparée${NBSP}: ${then?.count ?? 0} (${share(then?.count ?? 0, same.asked)})`), bar(then?.count ?? 0, same.asked, "salle-barre--avant")]);
      })),
      past && !same && h("p", { class: "ess-hint" }, "Cette question a changé depuis la séance comparée."));
  }

  function bar(part, total, kind = "") {
    const el = h("span", { class: `salle-barre ${kind}`.trim(), "aria-hidden": "true" });
    el.style.setProperty("--part", total ? part / total : 0);
    return el;
  }

  // What this browser kept, here or from another tab.
  function restore() {
    const [codes, memes] = clean(read(PATH));
    if (JSON.stringify([codes, memes]) === last) return;
    last = JSON.stringify([codes, memes]);
    box.value = codes.map(spelled).join("\n");
    again = memes;
    update(false);
  }

  restore();
  if (!box.value) update(false);
  const stop = subscribe(restore);
  return () => {
    stop();
    clearTimeout(timer);
    root.append(paper);
    live.remove();
    sheet.remove();
    note.hidden = false;
  };
}

export default widget(enhance);
