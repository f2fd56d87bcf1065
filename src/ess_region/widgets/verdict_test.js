// « Est-ce… ? »: describe something, or judge worked cases; the verdict is reasoned condition by
// condition. Everything it says of its subject comes from the rules and the cases, as data.

import { $, $$, fill, h, uid } from "./shared/dom.js";
import { documentActions } from "./shared/documents.js";
import { printOnly } from "./shared/export.js";
import { read, subscribe, write } from "./shared/state.js";
import { evaluate, words } from "./shared/verdict.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";

export const SIGNS = {
  oui: { word: "Remplie", css: "is-oui" },
  non: { word: "Non remplie", css: "is-non" },
  inconnu: { word: "À vérifier", css: "is-inconnu" },
  sans_objet: { word: "Sans objet", css: "is-sans-objet" },
};
const BOX = { oui: "is-right", non: "is-wrong", inconnu: "is-unknown" };
const VERDICTS = ["oui", "non", "inconnu"];
const SHOWN = 3; // reasons, before the others are folded
const MISSING = "Ce qui manque, et quoi demander";

/** Keep only answers that the rules know: stored answers may be older than the rules. Pure. */
export function clean(rules, answers) {
  const kept = {};
  for (const { id, options } of rules.questions) {
    const value = Object.hasOwn(answers ?? {}, id) ? answers[id] : undefined;
    if (options.some((option) => option.id === value)) kept[id] = value;
  }
  return kept;
}

/** Conditions whose question has no answer at all yet (« je ne sais pas » is an answer). Pure. */
export function untouched(rules, result, answers) {
  const setBy = (id) =>
    rules.questions.filter((question) => question.options.some((o) => Object.hasOwn(o.effets ?? {}, id)));
  const byId = new Map(rules.conditions.map((condition) => [condition.id, condition]));
  const open = (id) => {
    const condition = byId.get(id);
    const parts = condition.tous ?? condition.un;
    if (parts) return parts.some(open);
    return setBy(id).some((question) => !Object.hasOwn(answers, question.id));
  };
  return new Set(result.conditions.filter(({ id, value }) => value === "inconnu" && open(id)).map(({ id }) => id));
}

/** How far the learner is with the cases: { judged, agreed, total }. Pure. */
export function tally(cases, opinions) {
  const judged = cases.filter((one) => isJudged(opinions, one));
  return {
    total: cases.length,
    judged: judged.length,
    agreed: judged.filter(({ id, verdict }) => opinions[id] === verdict).length,
  };
}

const isJudged = (opinions, { id }) => VERDICTS.includes(opinions?.[id]);

/** The next case without an opinion, after `rank` then from the start; -1 when all are judged. Pure. */
export function nextCase(cases, opinions, rank) {
  const order = cases.map((_, index) => (rank + 1 + index) % cases.length);
  return order.find((index) => !isJudged(opinions, cases[index])) ?? -1;
}

/** The conditions that the misjudged cases turned on most often (ids, in the order of the rules). Pure. */
export function missed(rules, cases, opinions) {
  const counts = new Map();
  for (const one of cases) {
    if (!isJudged(opinions, one) || opinions[one.id] === one.verdict) continue;
    const result = evaluate(rules, one.reponses);
    if (result.value === "oui") continue;
    for (const { id, value, level } of result.conditions)
      if (level === 0 && value === result.value) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return rules.conditions.filter(({ id }) => counts.get(id) === most).map(({ id }) => id);
}

/** What to remember of the misjudged cases. Pure. */
export function lesson(rules, cases, opinions) {
  const { judged, agreed } = tally(cases, opinions);
  if (judged === agreed) return "Tous vos avis sont justes.";
  const titles = missed(rules, cases, opinions).map((id) => {
    const { titre } = rules.conditions.find((one) => one.id === id);
    return `«${NNBSP}${titre}${NNBSP}»`;
  });
  if (!titles.length) return "Dans les dossiers à revoir, toutes les conditions étaient remplies, pièces à l’appui.";
  if (titles.length === 1) return `La condition qui vous a le plus souvent échappé${NBSP}: ${titles[0]}.`;
  if (titles.length === 2) return `Les deux conditions qui vous ont le plus souvent échappé${NBSP}: ${titles.join(" et ")}.`;
  return "Aucune condition ne vous a échappé plus que les autres.";
}

/** The reasoned verdict as a document to take away (see shared/documents.js). Pure. */
export function report(rules, answers) {
  const condition = (id) => rules.conditions.find((one) => one.id === id);
  const leaf = ({ tous, un }) => !(tous ?? un);
  const chapter = (one) => {
    const result = evaluate(rules, answers, one.conclusion);
    const { titre, texte } = one.conclusion === rules.conclusion ? words(rules, result) : one.verdicts[result.value];
    const lines = result.conditions
      .map(({ id, value, reason }) => ({ ...condition(id), word: SIGNS[value].word.toLowerCase(), reason, value }))
      .filter((item) => leaf(item) || item.value === "sans_objet")
      .map(({ titre, word, reason, article, reference }) => {
        const text = rules.articles?.[article ?? reference]?.texte;
        return [{ bold: titre }, `${NBSP}: ${word}${text ? ` (${text})` : ""}. ${reason}`];
      });
    const wanted = result.value === "inconnu"
      ? result.decisive.map(condition).filter(({ demander }) => demander).map((item) => item.demander)
      : [];
    return [
      { kind: "paragraph", text: [{ bold: `${titre}.` }, ` ${texte}`] },
      { kind: "list", items: lines },
      wanted.length && { kind: "paragraph", text: `${rules.manque ?? MISSING}${NBSP}:` },
      wanted.length && { kind: "list", check: true, items: wanted },
      one.limites && { kind: "note", text: one.limites },
    ];
  };
  return {
    title: rules.textes.titre,
    subtitle: `Dossier${NBSP}: …`,
    blocks: [
      ...chapter(rules),
      ...(rules.aussi ?? []).flatMap((one) => [{ kind: "heading", level: 2, text: one.question }, ...chapter(one)]),
    ].filter(Boolean),
  };
}

function enhance({ root, model }) {
  const rules = model.get("rules");
  const { textes, aussi = [] } = rules;
  const cases = model.get("cases");
  const name = root.dataset.widget;
  const path = { answers: [name, "reponses"], opinions: [name, "avis"], mode: [name, "mode"], rank: [name, "dossier"] };
  const condition = (id) => rules.conditions.find((one) => one.id === id);
  const question = (id) => rules.questions.find((one) => one.id === id);
  const group = uid("est");

  // -- the reasoning, shared by both panels ---------------------------------------------------

  // What a condition stands on: an article of a law, or another text.
  const ground = (item) => item.article ?? item.reference;
  function reference(item) {
    const text = rules.articles?.[ground(item)];
    return text && h("a", { class: `${item.article ? "article " : ""}est-article`, href: text.lien }, text.texte);
  }

  function reasoning(result, { open = new Set(), onEdit } = {}) {
    const list = h("ul", { class: "est-raisons" });
    const shown = []; // text already named at each level: said once for a group, not on each line
    for (const { id, value, reason, level } of result.conditions) {
      const item = condition(id);
      const leaf = !(item.tous ?? item.un);
      const waiting = open.has(id);
      const sign = SIGNS[value];
      const word = waiting ? (leaf ? "Pas encore de réponse" : "") : sign.word;
      const wanted = rules.questions.find((q) => q.options.some((o) => Object.hasOwn(o.effets ?? {}, id)));
      const article = [shown[level - 1], shown[level]].includes(ground(item)) ? null : reference(item);
      shown[level] = ground(item);
      const edit =
        leaf && onEdit && wanted && result.asked.includes(wanted.id) &&
        h(
          "button",
          {
            type: "button",
            class: "est-lien",
            "aria-label": `${waiting ? "Répondre" : "Changer la réponse"}${NBSP}: ${item.titre}`,
            onclick: () => onEdit(wanted.id),
          },
          waiting ? "Répondre" : "Changer",
        );
      list.append(
        h(
          "li",
          { class: `est-raison ${waiting ? "is-attente" : sign.css} est-niveau-${Math.min(level, 2)}` },
          h("p", { class: "est-raison-titre" }, h("b", {}, item.titre), word && h("span", { class: "est-mot" }, word), edit),
          !waiting && (leaf || value === "sans_objet") && h("p", { class: "est-raison-texte" }, reason),
          !waiting && leaf && item.reserve && h("p", { class: "ess-hint" }, item.reserve),
          article && h("p", { class: "est-raison-pied" }, article),
        ),
      );
    }
    return list;
  }

  // All the reasoning, that of the second conclusions included when they have several conditions.
  function reasonings(result, given, options) {
    return [
      reasoning(result, options),
      aussi.map((one) => {
        const second = evaluate(rules, given, one.conclusion);
        if (second.conditions.length < 2) return null;
        const open = options && untouched(rules, second, given);
        return [h("p", { class: "est-titre" }, one.question), reasoning(second, options && { ...options, open })];
      }),
    ];
  }

  // A second conclusion drawn from the same answers.
  function secondVerdict(one, result) {
    const { titre, texte } = one.verdicts[result.value];
    return [
      h("p", { class: "est-titre" }, one.question),
      h("div", { class: `ess-verdict est-verdict ${BOX[result.value] ?? ""}` }, h("p", {}, h("b", {}, `${titre}.`), ` ${texte}`)),
      (result.value === "non" || result.value === "inconnu") && h("div", { class: "est-parce-que" }, reasonsFor(result, result.decisive)),
      one.limites && h("p", { class: "ess-hint" }, one.limites),
    ];
  }

  // -- panel 1: describe ------------------------------------------------------------------------

  const given = clean(rules, model.get("answers"));
  let answers = Object.keys(given).length ? given : clean(rules, read(path.answers, {}));
  if (Object.keys(given).length) write(path.answers, given);
  let current = null;

  const step = h("div", { class: "est-question" });
  const headline = h("div", { class: "ess-verdict est-verdict", role: "status" });
  const because = h("div", { class: "est-parce-que" });
  const reasons = h("div", { class: "est-raisonnement" });
  // Folded until the last question, unless the learner opens it before.
  let unfolded = false;
  const fold = h(
    "details",
    { class: "est-detail" },
    h("summary", { onclick: () => (unfolded = true) }, "Le raisonnement, condition par condition"),
    reasons,
  );
  const restart = h("button", { type: "button", class: "ess-btn", onclick: startAgain }, textes.autre);
  const seconds = aussi.length > 0 && h("div", { class: "est-aussi", role: "status" });
  const keepIt = h("div", { class: "est-garder", hidden: true },
    h("p", { class: "est-titre" }, "Gardez ce raisonnement"),
    documentActions(() => report(rules, answers), { name }));
  const describe = h(
    "div",
    { class: "est-panneau" },
    step,
    headline,
    because,
    seconds,
    fold,
    rules.limites && h("p", { class: "ess-hint est-limites" }, rules.limites),
    keepIt,
    h("p", { class: "est-actions" }, restart),
  );

  function showQuestion(id, focus) {
    const { asked } = evaluate(rules, answers);
    current = asked.includes(id) ? id : (asked.find((one) => !Object.hasOwn(answers, one)) ?? asked.at(-1));
    const item = question(current);
    const inputs = item.options.map((option) =>
      h("label", { class: "ess-choice" },
        h("input", {
          type: "radio", name: `${group}-${current}`, value: option.id, checked: answers[current] === option.id,
          onchange: () => answer(current, option.id),
        }),
        h("span", {}, option.texte)),
    );
    const legend = h("legend", { tabindex: "-1" });
    const help = item.aide && h("p", { class: "ess-hint", id: `${group}-aide` }, item.aide);
    const back = h("button", { type: "button", class: "ess-btn", onclick: () => move(-1) }, "Question précédente");
    const next = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: () => move(1) }, "Question suivante");
    fill(
      step,
      h("fieldset", { "data-critere": current, "aria-describedby": help ? `${group}-aide` : null }, legend, help, inputs),
      h("p", { class: "est-actions" }, back, next),
    );
    number();
    if (focus) legend.focus();
  }

  // The number of questions depends on the answers: a company is asked three more.
  function number() {
    const { asked } = evaluate(rules, answers);
    const rank = asked.indexOf(current);
    fill(
      $("legend", step),
      h("span", { class: "est-rang" }, `Question ${rank + 1} sur ${asked.length}`),
      h("span", { class: "visually-hidden" }, `${NBSP}: `),
      h("span", { class: "est-enonce" }, question(current).question),
    );
    const [back, next] = $$(".est-actions button", step);
    back.hidden = rank === 0;
    next.textContent = rank === asked.length - 1 ? "Voir le verdict" : "Question suivante";
  }

  function move(by) {
    const { asked } = evaluate(rules, answers);
    const target = asked.indexOf(current) + by;
    if (target >= asked.length) {
      headline.tabIndex = -1;
      headline.focus();
      headline.scrollIntoView({ block: "nearest" });
    } else showQuestion(asked[Math.max(0, target)], true);
  }

  function answer(id, value) {
    answers = { ...answers, [id]: value };
    number();
    keep();
  }

  function keep() {
    write(path.answers, Object.keys(answers).length ? answers : null);
    show();
  }

  function startAgain() {
    answers = {};
    unfolded = false;
    keep();
    showQuestion(rules.questions[0].id, true);
  }

  function share(value) {
    if (model.get("verdict") === value && JSON.stringify(model.get("answers")) === JSON.stringify(answers)) return;
    model.set("answers", { ...answers });
    model.set("verdict", value);
    model.save_changes();
  }

  function reasonsFor(result, ids) {
    const items = ids.map((id) => {
      const found = result.conditions.find((one) => one.id === id);
      const item = condition(id);
      return h("li", {}, found?.reason || item.inconnu, result.value === "inconnu" && item.demander && [" ", h("span", { class: "est-demander" }, item.demander)]);
    });
    const list = (some) => h("ul", { class: "est-liste" }, some);
    if (items.length <= SHOWN + 1) return list(items);
    // A file with nothing in it lacks everything: what to ask first, then the rest.
    return [
      list(items.slice(0, SHOWN)),
      h("details", { class: "est-detail" }, h("summary", {}, `Et ${items.length - SHOWN} autres points`), list(items.slice(SHOWN))),
    ];
  }

  function show() {
    const result = evaluate(rules, answers);
    const open = untouched(rules, result, answers);
    const left = result.asked.filter((id) => !Object.hasOwn(answers, id));
    const started = Object.keys(answers).length > 0;
    const pending = result.value === "inconnu" && left.some((id) => result.missing.includes(id));
    const doubts = result.decisive.filter((id) => !open.has(id) && result.conditions.some((one) => one.id === id));
    const { titre, texte } = words(rules, result);
    const settled = result.value !== "inconnu" && left.length > 0;
    const remaining = `Il reste ${left.length} question${left.length > 1 ? "s" : ""}.`;

    headline.className = `ess-verdict est-verdict ${BOX[result.value]}`;
    const title = started ? titre : "Pas encore de verdict";
    const text = !started
      ? "Répondez aux questions. Le verdict se construit ici."
      : pending
        ? remaining
        : `${texte}${settled ? " Le verdict est acquis. Vous pouvez continuer pour voir le reste." : left.length ? ` ${remaining}` : ""}`;
    if (headline.textContent !== `${title}. ${text}`) fill(headline, h("p", {}, h("b", {}, `${title}.`), ` ${text}`));

    fill(because);
    if (result.value === "non") fill(because, h("p", { class: "est-titre" }, "Parce que"), reasonsFor(result, result.decisive));
    else if (result.value === "inconnu" && started && doubts.length)
      fill(because, h("p", { class: "est-titre" }, rules.manque ?? MISSING), reasonsFor(result, doubts));
    if (seconds) showSeconds(started, left);
    fill(reasons, reasonings(result, answers, { open, onEdit: (id) => showQuestion(id, true) }));
    if (!unfolded) fold.open = started && !left.length;
    restart.hidden = !started;
    keepIt.hidden = !started || pending;
    share(result.value);
  }

  // Said once settled, or once there is nothing more to ask.
  function showSeconds(started, left) {
    const results = aussi.map((one) => [one, evaluate(rules, answers, one.conclusion)]);
    const ready = results.filter(([, { value }]) => started && (value !== "inconnu" || !left.length));
    const said = h("div", {}, ready.map(([one, result]) => secondVerdict(one, result)));
    if (said.textContent !== seconds.textContent) seconds.replaceChildren(said);
  }

  // -- panel 2: judge the cases -----------------------------------------------------------------

  let opinions = known(read(path.opinions, {}));
  let rank = Math.min(Math.max(0, Math.trunc(Number(read(path.rank, 0))) || 0), cases.length - 1);
  const steps = model.get("steps");
  const count = model.get("count");
  const trail = h("div", { class: "est-parcours", role: "group", "aria-label": "Choisir un dossier" });
  const file = h("div", { class: "est-dossier" });
  const score = h("p", { class: "est-score" });
  const review = h("div", { class: "est-bilan", tabindex: "-1", hidden: true });
  // On paper, for a table: the cases with their boxes, as the static form has them, and no answer.
  const handOut = h("p", { class: "est-actions" },
    h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => printOnly($(".est-cas-liste", root)) },
      `Imprimer ${steps.length > 1 ? `les ${steps[0].nombre}${NBSP}premiers` : `les ${count}`} dossiers, sans les réponses`));
  const judge = h("div", { class: "est-panneau", hidden: true }, trail, file, score, review, handOut);
  const marks = cases.map((one, index) =>
    h("button", { type: "button", class: "ess-btn est-numero", onclick: () => openCase(index, true) }, String(index + 1)));
  let placed = 0;
  for (const { titre, nombre } of steps) {
    const id = uid("est-etape");
    const members = marks.slice(placed, placed + nombre);
    trail.append(
      h("div", { class: "est-serie" },
        titre && h("p", { class: "est-etape", id }, titre),
        h("ol", { "aria-labelledby": titre ? id : null }, members.map((mark) => h("li", {}, mark)))),
    );
    placed += nombre;
  }

  function showPath() {
    for (const [index, mark] of marks.entries()) {
      const one = cases[index];
      const state = !isJudged(opinions, one) ? "" : opinions[one.id] === one.verdict ? "juste" : "à revoir";
      mark.classList.toggle("is-right", state === "juste");
      mark.classList.toggle("is-wrong", state === "à revoir");
      mark.setAttribute("aria-label", `${index + 1}${NBSP}: ${one.organisation}${state && `, ${state}`}`);
      if (index === rank) mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    }
    const { total, judged, agreed } = tally(cases, opinions);
    const first = cases.slice(0, steps[0].nombre);
    const pause = judged === first.length && judged < total && first.every((one) => isJudged(opinions, one));
    score.textContent = judged && judged < total
      ? `${judged} dossier${judged > 1 ? "s" : ""} jugé${judged > 1 ? "s" : ""} sur ${total}, ${agreed || "aucun"} juste${agreed > 1 ? "s" : ""}.${
          pause ? " La première série est faite. Arrêtez-vous là, ou continuez." : ""}`
      : "";
    showReview(total, judged, agreed);
  }

  function showReview(total, judged, agreed) {
    review.hidden = judged < total;
    fill(review);
    if (judged < total) return;
    fill(
      review,
      h("p", { class: "est-bilan-titre" }, h("b", {}, "Votre bilan")),
      h("p", {}, `${agreed || "Aucun"} dossier${agreed > 1 ? "s" : ""} juste${agreed > 1 ? "s" : ""} sur ${total}. ${lesson(rules, cases, opinions)}`),
      h("p", { class: "est-actions" },
        agreed < total && h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: retry }, "Revoir les dossiers à revoir"),
        h("button", { type: "button", class: "ess-btn", onclick: () => forget(cases) }, `Recommencer les ${count}`)),
    );
  }

  const retry = () => forget(cases.filter(({ id, verdict }) => opinions[id] !== verdict));

  // Judge some cases again, from the first of them.
  function forget(some) {
    const gone = new Set(some.map(({ id }) => id));
    opinions = Object.fromEntries(Object.entries(opinions).filter(([id]) => !gone.has(id)));
    write(path.opinions, Object.keys(opinions).length ? opinions : null);
    openCase(cases.indexOf(some[0]), true);
  }

  function openCase(index, focus = false) {
    rank = index;
    write(path.rank, rank || null);
    showPath();
    showCase(focus);
  }

  function showCase(focus) {
    const one = cases[rank];
    const title = h("p", { class: "est-dossier-titre", tabindex: "-1" }, h("b", {}, one.organisation), h("span", { class: "est-forme" }, one.forme));
    fill(
      file,
      h("div", { class: "est-feuille" },
        h("p", { class: "est-onglet" }, `Dossier ${rank + 1} sur ${cases.length}`),
        title,
        h("p", { class: "est-dossier-texte" }, one.dossier)),
    );
    const opinion = opinions?.[one.id];
    if (isJudged(opinions, one)) file.append(...judgement(one, opinion));
    else file.append(ballot(one));
    if (focus) title.focus();
  }

  function ballot(one) {
    const wanted = h("p", { class: "ess-verdict", role: "status" });
    const form = h(
      "div",
      { class: "est-avis" },
      h("fieldset", {},
        h("legend", {}, textes.question),
        VERDICTS.map((value) =>
          h("label", { class: "ess-choice" },
            h("input", { type: "radio", name: `${group}-avis`, value }), h("span", {}, textes.avis[value])))),
      h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: vote }, "Voir le verdict"),
      wanted,
    );
    function vote() {
      const value = $("input:checked", form)?.value;
      if (!value) {
        wanted.textContent = "Donnez d’abord votre avis.";
        $("input", form).focus();
        return;
      }
      opinions = { ...opinions, [one.id]: value };
      write([...path.opinions, one.id], value);
      showPath();
      showCase(false);
      const box = $(".est-verdict", file);
      box.tabIndex = -1;
      box.focus();
    }
    return form;
  }

  function judgement(one, opinion) {
    const given = one.reponses;
    const result = evaluate(rules, given);
    const agreed = opinion === result.value;
    const { titre, texte } = words(rules, result);
    const following = nextCase(cases, opinions, rank);
    return [
      h("div", { class: `ess-verdict est-verdict ${agreed ? "is-right" : "is-wrong"}`, role: "status" },
        h("p", {}, h("b", {}, agreed ? "Juste. " : "À revoir. "),
          agreed ? `${titre}.` : `Votre avis${NBSP}: ${lower(textes.avis[opinion])}. Le verdict${NBSP}: ${lower(titre)}.`),
        result.nuance && h("p", {}, texte)),
      h("p", { class: "est-commentaire" }, one.retours[opinion]),
      one.commentaire && h("p", { class: "est-commentaire" }, one.commentaire),
      result.value !== "oui" && h("div", { class: "est-parce-que" },
        h("p", { class: "est-titre" }, result.value === "non" ? "Parce que" : (rules.manque ?? MISSING)),
        reasonsFor(result, result.decisive)),
      aussi.map((one) => h("div", { class: "est-aussi" }, secondVerdict(one, evaluate(rules, given, one.conclusion)))),
      h("details", { class: "est-detail" }, h("summary", {}, "Le raisonnement, condition par condition"), reasonings(result, given)),
      h("p", { class: "est-actions" },
        following < 0
          ? h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: () => review.focus() }, "Voir le bilan")
          : h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: () => openCase(following, true) }, "Dossier suivant"),
        h("button", { type: "button", class: "ess-btn", onclick: () => forget([one]) }, "Réessayer"),
        h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => transfer(one) }, "Changer les réponses de ce dossier")),
    ].flat().filter(Boolean);
  }

  function transfer(one) {
    answers = clean(rules, one.reponses);
    keep();
    setMode("decrire");
    showQuestion(rules.questions[0].id, true);
  }

  // -- both panels ------------------------------------------------------------------------------

  const modes = {
    decrire: { panel: describe, text: textes.decrire },
    juger: { panel: judge, text: `Juger ${count} dossiers` },
  };
  const switches = Object.entries(modes).map(([id, { text }]) =>
    h("button", { type: "button", class: "ess-btn", "data-mode": id, onclick: () => setMode(id) }, text));
  function setMode(id) {
    for (const [one, { panel }] of Object.entries(modes)) panel.hidden = one !== id;
    for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset.mode === id));
    write(path.mode, id === "decrire" ? null : id);
  }

  const live = h("div", { class: "est-vif" }, h("div", { class: "est-modes", role: "group", "aria-label": "Choisir l’activité" }, switches), describe, judge);
  root.prepend(live);
  const stored = read(path.mode, "decrire");
  for (const [one, { panel }] of Object.entries(modes)) panel.hidden = one !== (Object.hasOwn(modes, stored) ? stored : "decrire");
  for (const button of switches) button.setAttribute("aria-pressed", String(!modes[button.dataset.mode].panel.hidden));
  showQuestion(null, false);
  show();
  showPath();
  showCase(false);

  // Answers changed elsewhere: another tab, « tout effacer », or Python.
  function adopt(next) {
    const kept = clean(rules, next);
    if (JSON.stringify(kept) === JSON.stringify(clean(rules, answers))) return;
    answers = kept;
    showQuestion(current, false);
    show();
  }
  const fromPython = () => {
    adopt(model.get("answers"));
    if (JSON.stringify(read(path.answers, {})) !== JSON.stringify(answers)) write(path.answers, answers);
  };
  const stop = subscribe(() => {
    adopt(read(path.answers, {}));
    const next = known(read(path.opinions, {}));
    if (JSON.stringify(next) === JSON.stringify(opinions)) return;
    opinions = next;
    showPath();
    showCase(false);
  });
  model.on("change:answers", fromPython);
  return () => {
    stop();
    model.off("change:answers", fromPython);
    live.remove();
  };
}

const known = (value) => (value && typeof value === "object" ? value : {});
const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

export default widget(enhance);
