// Vote, discuss, vote again: a question, two counts of raised cards, and what the discussion changed. The
// key comes last. Also the buttons that print the cards and the tally sheet.
//
// Keeps votes = { ID: { un, deux, etape } }: counts in the order of the answers, step reached (1 to 5).

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { today } from "./shared/dates.js";
import { csvText, download, printOnly } from "./shared/export.js";
import { enumeration, formatNumber, formatPercent } from "./shared/format.js";
import { rendered } from "./shared/markup.js";
import { read, status, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const PATH = ["votes"];
const CHOSEN = ["reglages", "vote"];
const LETTERS = "ABCDE";
/** Most cards counted for one answer. */
export const MOST = 999;
const STEPS = ["Question", "Premier vote", "Discussion", "Second vote", "Résultats"];
const [FIRST, TALK, SECOND, END] = [2, 3, 4, 5];
const VOTES = { [FIRST]: "un", [SECOND]: "deux" };
const NAMES = { un: "Avant", deux: "Après" };
const MINUTES = [1, 2, 3, 5];
const sum = (counts) => counts.reduce((total, count) => total + count, 0);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** A whole number of cards, from what was typed or kept. Pure. */
export function whole(value) {
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(Math.max(Math.trunc(number), 0), MOST) : 0;
}

/** What is kept of a vote, made sound: { un, deux, etape }. Pure. */
export function sound(value, size) {
  const counts = (list) => Array.from({ length: size }, (_, i) => (Array.isArray(list) && Number.isInteger(list[i]) ? whole(list[i]) : 0));
  const step = value?.etape;
  return { un: counts(value?.un), deux: counts(value?.deux), etape: Number.isInteger(step) && step >= 1 && step <= END ? step : 1 };
}

/**
 * Ranks of the wrong answers to discuss: the most chosen at the second vote (at the first one when there
 * was no second); equal, the one most chosen before; still equal, all of them. Pure.
 */
export function toDiscuss(right, first, second) {
  const counted = sum(second) ? second : first;
  const best = (ranks, counts) => {
    const most = Math.max(...ranks.map((rank) => counts[rank]));
    return ranks.filter((rank) => counts[rank] === most);
  };
  const wrong = counted.map((_, rank) => rank).filter((rank) => rank !== right && counted[rank] > 0);
  return wrong.length ? best(best(wrong, counted), first) : [];
}

const voices = (count) => `${formatNumber(count)}${NBSP}voix`;

/** « 6 voix, 30 % ». Pure. */
export function countWords(count, total) {
  return total ? `${voices(count)}, ${formatPercent((100 * count) / total, { decimals: 0 })}` : voices(count);
}

/** « +3 », « −2 », « pareil ». Pure. */
export const gapWords = (before, after) => (after === before ? "pareil" : formatNumber(after - before, { sign: true }));

/** « 20 voix avant, 19 après. » Pure. */
export function totalWords(first, second) {
  const [before, after] = [sum(first), sum(second)];
  if (!before && !after) return "Aucune voix n’est comptée.";
  if (!after) return `${voices(before)} au premier vote. Le second n’est pas compté.`;
  if (!before) return `${voices(after)} au second vote. Le premier n’est pas compté.`;
  return `${voices(before)} avant la discussion, ${voices(after)} après.`;
}

/** « 2:05 ». Pure. */
export function clockWords(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The rows of the table for a spreadsheet; `all`: [{ page, question, reponses, juste, un, deux }]. Pure. */
export function tableRows(all) {
  const rows = all.flatMap(({ page, question, reponses, juste, un, deux }) =>
    reponses.map((text, rank) => [page, question, LETTERS[rank], text, un[rank], deux[rank], rank === juste ? "oui" : "non"]),
  );
  return [["Page", "Question", "Lettre", "Réponse", "Avant", "Après", "Juste"], ...rows];
}

const copy = (el) => [...el.childNodes].map((node) => node.cloneNode(true));

function voting(root, model) {
  const pages = model.get("pages");
  const questions = new Map(model.get("questions").map((one) => [one.id, one]));
  const list = $(".vote-banques", root);
  const note = $(".vote-note", root);
  const sources = new Map($$("[data-vote]", list).map((item) => [item.dataset.vote, item]));
  const known = (id) => questions.has(id) && sources.has(id);
  const answersOf = (id) => $$(".vote-reponse", sources.get(id));
  const ofPage = (slug) => [...questions.values()].filter((one) => one.page === slug).map((one) => one.id);
  const titleOf = (slug) => pages.find(([one]) => one === slug)?.[1] ?? "";

  const all = () => {
    const value = read(PATH, {});
    return isObject(value) ? value : {};
  };
  const kept = (id, store = all()) => sound(Object.hasOwn(store, id) ? store[id] : null, answersOf(id).length);
  // Those with at least one card counted: [[id, { un, deux }]].
  const voted = (store = all()) =>
    Object.keys(store).length ? [...questions.keys()].map((id) => [id, kept(id, store)]).filter(([, { un, deux }]) => sum(un) + sum(deux) > 0) : [];

  // -- choosing a question --------------------------------------------------------------------

  const names = { page: uid("vote"), question: uid("vote") };
  const pageChoice = h("select", { id: names.page, onchange: () => choose(ofPage(pageChoice.value)[0]) },
    pages.map(([slug, title]) => h("option", { value: slug }, title)));
  const questionChoice = h("select", { id: names.question, onchange: () => choose(questionChoice.value) });
  const choice = h("div", { class: "vote-choix" },
    h("div", { class: "ess-field" }, h("label", { for: names.page }, "Page"), pageChoice),
    h("div", { class: "ess-field" }, h("label", { for: names.question }, "Question"), questionChoice));

  // -- the scene --------------------------------------------------------------------------------

  const steps = STEPS.map((name, rank) => h("button", { type: "button", onclick: () => go(rank + 1) }, `${rank + 1}. ${name}`));
  const title = h("h3", { class: "vote-titre", tabindex: "-1" });
  const question = h("p", { class: "vote-enonce" });
  const content = h("div", { class: "vote-contenu" });
  const said = h("p", { class: "vote-total", role: "status" });
  const back = h("button", { type: "button", class: "ess-btn", onclick: () => go(record.etape - 1) }, "Revenir");
  const next = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: () => (record.etape < END ? go(record.etape + 1) : reveal()) });
  const large = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: enlarge }, "En grand");
  const panel = h("div", { class: "vote-panneau", tabindex: "-1", onkeydown: key }, title, question, content, said);
  const scene = h("div", { class: "vote-scene" },
    h("div", { class: "vote-tete" },
      h("ol", { class: "vote-etapes", "aria-label": "Étapes du vote" }, steps.map((button) => h("li", {}, button))),
      large),
    panel,
    h("p", { class: "vote-actions vote-pied" }, back, next));
  const place = h("div", { class: "vote-place" }, scene);
  // The keys of the projection wait behind.
  const dialog = h("dialog", { class: "vote-grand", "aria-label": "Vote en grand", onclose: shrink, onkeydown: (event) => event.stopPropagation() });

  // -- what is kept -----------------------------------------------------------------------------

  const keptList = h("ul", { class: "vote-gardes" });
  const csv = h("button", { type: "button", class: "ess-btn", onclick: exportAll }, "Enregistrer un tableau (.csv)");
  const erase = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => ask(true) }, "Effacer tous les votes");
  const confirm = h("div", { role: "group", "aria-label": "Confirmation", hidden: true },
    h("p", {}, "Tous les votes gardés dans ce navigateur seront effacés."),
    h("p", { class: "vote-actions" },
      h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: eraseAll }, "Oui, effacer"),
      h("button", { type: "button", class: "ess-btn", onclick: () => ask(false) }, "Garder les votes")));
  const keptNote = h("p", { class: "ess-hint" });
  const keeping = h("details", { class: "vote-garde" }, h("summary", {}, "Les votes gardés"), keptList, keptNote,
    h("p", { class: "vote-actions" }, csv, erase), confirm);
  const browse = h("details", { class: "vote-toutes" }, h("summary", {}, "Toutes les questions, page par page"));
  const live = h("div", { class: "vote-vif" }, choice, place, dialog, keeping, browse);

  note.remove();
  list.before(live);
  browse.append(list);
  // Where an address points to is the scene, not the list.
  for (const [id, item] of sources) {
    item.removeAttribute("id");
    item.append(h("button", { type: "button", class: "ess-btn ess-btn--quiet vote-choisir", onclick: () => choose(id, true) }, "Faire voter",
      h("span", { class: "visually-hidden" }, `${NBSP}: ${$(".vote-texte", item).textContent}`)));
  }
  for (const page of $$(".vote-page", list)) {
    const print = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => printOnly(page) }, "Imprimer ces questions");
    page.append(h("p", { class: "vote-actions" }, print));
  }

  let current = "";
  let record = sound(null, 0);
  let writing = false;
  let revealed = 0; // at the last step: 0 the counts, 1 what to discuss, 2 the key
  let shown = false; // during the discussion: the first vote
  let inputs = [];
  const timer = { end: 0, handle: 0, minutes: 2 };

  function save(path, value) {
    writing = true;
    write(path, value);
    writing = false;
    sync();
  }

  function sync() {
    model.set("votes", { ...all() });
    model.set("chosen", current);
    model.save_changes();
  }

  function choose(id, focus = false) {
    show(id);
    save(CHOSEN, id);
    if (focus) present();
  }

  function show(id) {
    current = id;
    record = kept(id);
    revealed = 0;
    const { page } = questions.get(id);
    pageChoice.value = page;
    fill(questionChoice, ofPage(page).map((one, rank) =>
      h("option", { value: one }, `${rank + 1}. ${$(".vote-texte", sources.get(one)).textContent}`)));
    questionChoice.value = id;
    draw();
  }

  function present() {
    requestAnimationFrame(() => {
      title.focus({ preventScroll: true });
      scene.scrollIntoView({ block: "start" });
    });
  }

  function go(step) {
    if (step < 1 || step > END) return;
    record = { ...record, etape: step };
    revealed = 0;
    shown = false;
    save([...PATH, current], record);
    draw();
    title.focus({ preventScroll: true });
    if (title.getBoundingClientRect().top < 0) scene.scrollIntoView({ block: "start" });
  }

  function draw() {
    stopTimer();
    const { etape } = record;
    steps.forEach((button, rank) => {
      if (rank + 1 === etape) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    const name = etape === END ? "Avant et après la discussion" : STEPS[etape - 1];
    fill(title, h("span", { class: "vote-rang" }, `Étape ${etape} sur ${END}${NBSP}: `), name);
    fill(question, copy($(".vote-texte", sources.get(current))));
    back.hidden = etape === 1;
    next.hidden = etape === END && revealed === 2;
    next.textContent = etape < END ? `Suite${NBSP}: ${STEPS[etape].toLowerCase()}` : toSay().length && !revealed ? "Voir l’idée à discuter" : "Montrer la réponse juste";
    inputs = [];
    said.textContent = "";
    fill(content, { 1: asked, [FIRST]: counting, [TALK]: talking, [SECOND]: counting, [END]: results }[etape]());
    counts();
  }

  const letter = (rank) => h("span", { class: "vote-lettre" }, LETTERS[rank]);
  const answer = (rank) => h("span", { class: "vote-reponse" }, copy(answersOf(current)[rank]));
  const answers = (more) => h("ul", { class: "vote-reponses" },
    record.un.map((_, rank) => h("li", {}, letter(rank), answer(rank), more?.(rank))));

  function asked() {
    const { seule, page } = questions.get(current);
    return [
      answers(),
      !seule && h("p", { class: "ess-hint" }, "Cette question se lit avec sa page\u00a0: ", h("a", { href: `${page}.html` }, titleOf(page)), "."),
      h("p", { class: "ess-hint" }, "Chacun choisit seul, en silence. Les cartes se lèvent toutes ensemble, au signal."),
    ];
  }

  // -- counting ---------------------------------------------------------------------------------

  function counting() {
    const row = (rank) => {
      const name = LETTERS[rank];
      const input = h("input", {
        type: "number", min: "0", max: MOST, step: "1", inputmode: "numeric", "aria-label": `${name}, nombre de voix`,
        oninput: () => put(rank, input.value, false), onchange: () => put(rank, input.value),
      });
      inputs.push(input);
      const button = (sign, words, by) =>
        h("button", { type: "button", class: "ess-btn", "aria-label": `${words} ${name}`, onclick: () => put(rank, counted()[rank] + by) }, sign);
      return h("span", { class: "vote-compte" }, button("\u2212", "Retirer une voix à", -1), input, button("+", "Ajouter une voix à", 1));
    };
    const rows = answers(row);
    inputs.forEach((input, rank) => (input.value = counted()[rank]));
    const last = LETTERS[record.un.length - 1];
    return [
      rows,
      h("p", { class: "ess-hint" }, `Au clavier, les touches de A à ${last} ajoutent une voix. Avec la touche Maj, elles en retirent une.`),
      h("p", { class: "vote-actions" }, h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: reset }, "Remettre ce vote à zéro")),
    ];
  }

  const counted = () => record[VOTES[record.etape]];

  function put(rank, value, settle = true) {
    const vote = VOTES[record.etape];
    const count = whole(value);
    record = { ...record, [vote]: record[vote].with(rank, count) };
    save([...PATH, current], record);
    if (settle) inputs[rank].value = count;
    tell(`${LETTERS[rank]}${NBSP}: ${count}. `);
    counts();
  }

  function reset() {
    const vote = VOTES[record.etape];
    record = { ...record, [vote]: record[vote].map(() => 0) };
    save([...PATH, current], record);
    inputs.forEach((input) => (input.value = 0));
    tell("");
    counts();
  }

  const tell = (first) => (said.textContent = `${first}${voices(sum(counted()))} en tout.`);

  // Letters count only here: elsewhere in the page they are for something else.
  function key(event) {
    if (!VOTES[record.etape] || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const rank = LETTERS.indexOf(event.key.toUpperCase());
    if (rank < 0) return;
    // A key of the projection may be the same letter.
    event.preventDefault();
    event.stopPropagation();
    if (rank < record.un.length) put(rank, counted()[rank] + (event.shiftKey ? -1 : 1));
  }

  // -- discussion -------------------------------------------------------------------------------

  function talking() {
    const left = h("p", { class: "vote-horloge", role: "timer", "aria-label": "Temps restant" });
    const ended = h("p", { class: "vote-fin", role: "status" });
    const name = uid("vote");
    const minutes = h("select", { id: name, onchange: () => { timer.minutes = Number(minutes.value); stopTimer(); tick(); } },
      MINUTES.map((one) => h("option", { value: one, selected: one === timer.minutes }, `${one}${NBSP}${one > 1 ? "minutes" : "minute"}`)));
    const start = h("button", { type: "button", class: "ess-btn", onclick: () => (timer.handle ? (stopTimer(), tick()) : startTimer()) });
    const tick = () => {
      left.textContent = clockWords(timer.handle ? Math.max(0, Math.ceil((timer.end - Date.now()) / 1000)) : timer.minutes * 60);
      start.textContent = timer.handle ? "Arrêter" : "Lancer";
    };
    const startTimer = () => {
      ended.textContent = "";
      timer.end = Date.now() + timer.minutes * 60000;
      timer.handle = setInterval(() => {
        if (Date.now() >= timer.end) {
          stopTimer();
          ended.textContent = "Le temps est écoulé.";
        }
        tick();
        if (ended.textContent) left.textContent = clockWords(0);
      }, 250);
      tick();
    };
    tick();
    const bars = h("div", { hidden: true });
    const choices = answers();
    const reveal = h("button", { type: "button", class: "ess-btn ess-btn--quiet", "aria-expanded": "false", onclick() {
      shown = !shown;
      bars.hidden = !shown;
      choices.hidden = shown;
      reveal.setAttribute("aria-expanded", String(shown));
    } }, "Montrer le premier vote");
    fill(bars, barList(["un"]));
    return [
      h("p", { class: "vote-consigne" }, "Discutez par deux. Trouvez quelqu’un qui n’a pas répondu comme vous, et expliquez-lui votre choix."),
      h("div", { class: "vote-temps" }, left,
        h("div", { class: "ess-field" }, h("label", { for: name }, "Durée"), minutes), start),
      ended,
      choices,
      bars,
      h("p", { class: "vote-actions" }, reveal),
    ];
  }

  function stopTimer() {
    clearInterval(timer.handle);
    timer.handle = 0;
  }

  // -- results ------------------------------------------------------------------------------------

  function barList(which) {
    const totals = { un: sum(record.un), deux: sum(record.deux) };
    const bar = (vote, rank) => {
      const count = record[vote][rank];
      const share = h("span", { class: "vote-part" });
      // By the object model: a strict policy refuses the attribute.
      share.style.width = `${totals[vote] ? (100 * count) / totals[vote] : 0}%`;
      const gap = vote === "deux" && totals.un && totals.deux ? ` (${gapWords(record.un[rank], count)})` : "";
      return h("li", {}, h("span", { class: "vote-quand" }, NAMES[vote]),
        h("span", { class: `vote-barre vote-barre--${vote}`, "aria-hidden": "true" }, share),
        h("span", { class: "vote-nombre" }, countWords(count, totals[vote]), gap));
    };
    return h("ul", { class: "vote-bilan" }, record.un.map((_, rank) => {
      const right = revealed === 2 && rank === questions.get(current).juste;
      return h("li", { class: right && "is-right" },
        h("p", { class: "vote-ligne" }, letter(rank), answer(rank), right && h("strong", { class: "vote-juste" }, "Juste")),
        h("ul", { class: "vote-barres" }, which.map((vote) => bar(vote, rank))));
    }));
  }

  const toSay = () => toDiscuss(questions.get(current).juste, record.un, record.deux);

  // The idea to discuss, then the right answer: what appears comes under the eyes.
  function reveal() {
    revealed = toSay().length && !revealed ? 1 : 2;
    draw();
    requestAnimationFrame(() => {
      $(".vote-suite", content).focus({ preventScroll: true });
      [...$$(".vote-suite > section", content)].at(-1).scrollIntoView({ block: "center" });
    });
  }

  function results() {
    const one = questions.get(current);
    const ranks = toSay();
    const place = h("div", { class: "vote-suite", tabindex: "-1" });
    if (revealed) fill(place, idea(one, ranks), revealed === 2 && solution(one));
    return [
      h("p", {}, totalWords(record.un, record.deux)),
      barList(["un", "deux"]),
      place,
      h("p", { class: "vote-actions" },
        h("button", { type: "button", class: "ess-btn", onclick: printVote }, "Imprimer ce vote"),
        h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: eraseOne }, "Effacer ce vote")),
    ];
  }

  function idea({ retours }, ranks) {
    if (!ranks.length) return null;
    const letters = enumeration(ranks.map((rank) => LETTERS[rank]));
    const first = ranks.length > 1 ? `${letters} attirent encore la salle.` : `${letters} attire encore la salle.`;
    return h("section", { class: "vote-idee" },
      h("h4", {}, "L’idée à discuter"),
      h("p", {}, `${first} Demandez d’abord ce qui plaide pour, sans nommer personne. Puis lisez\u00a0:`),
      ranks.map((rank) => h("p", { class: "vote-retour" }, letter(rank), h("span", {}, rendered(retours[rank])))));
  }

  function solution({ juste, retours, explication, lien }) {
    return h("section", { class: "vote-cle" },
      h("h4", {}, `La réponse juste${NBSP}: ${LETTERS[juste]}`),
      h("p", {}, rendered(retours[juste])),
      h("p", {}, h("strong", {}, "Explication. "), rendered(explication)),
      h("p", {}, h("a", { href: lien }, "Relire la section")));
  }

  function printVote() {
    if (dialog.open) dialog.close();
    printOnly(panel);
  }

  function eraseOne() {
    save([...PATH, current], null);
    record = kept(current);
    revealed = 0;
    draw();
    announce(said, "Ce vote est effacé.");
    title.focus();
  }

  // -- all the votes --------------------------------------------------------------------------------

  function counts() {
    const all = voted();
    fill(keptList, all.map(([id, { un, deux }]) => {
      const words = `${$(".vote-texte", sources.get(id)).textContent} (${sum(un)} puis ${sum(deux)}${NBSP}voix)`;
      return h("li", {}, h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => choose(id, true) }, words));
    }));
    const { kept: lasting, message } = status();
    keptNote.textContent = !lasting ? message : all.length ? "Ils restent dans ce navigateur, et nulle part ailleurs." : "Aucun vote pour l’instant.";
    csv.hidden = !all.length;
    erase.hidden = !all.length || !confirm.hidden;
    if (!all.length) confirm.hidden = true;
  }

  function exportAll() {
    const rows = voted().map(([id, { un, deux }]) => {
      const { page, juste } = questions.get(id);
      const reponses = answersOf(id).map((el) => el.textContent);
      return { page: titleOf(page), question: $(".vote-texte", sources.get(id)).textContent, reponses, juste, un, deux };
    });
    download(`votes-${today()}.csv`, "text/csv", csvText(tableRows(rows)));
  }

  function ask(on) {
    confirm.hidden = !on;
    counts();
    (on ? $("button:last-of-type", confirm) : erase).focus();
  }

  function eraseAll() {
    confirm.hidden = true;
    save(PATH, null);
    record = kept(current);
    draw();
    $("summary", keeping).focus();
  }

  // -- in large -------------------------------------------------------------------------------------

  function enlarge() {
    if (dialog.open) {
      dialog.close();
      return;
    }
    dialog.append(scene);
    dialog.showModal();
    large.textContent = "Quitter";
    title.focus();
  }

  function shrink() {
    place.append(scene);
    large.textContent = "En grand";
    large.focus();
  }

  // An address such as #vote-definition-03.
  const asking = () => {
    const [, id] = /^#vote-(.+)$/.exec(location.hash) ?? [];
    return known(id) ? id : null;
  };
  const onHash = () => asking() && choose(asking(), true);

  const wanted = asking();
  if (wanted) choose(wanted, true);
  else show([read(CHOSEN), model.get("chosen")].find(known) ?? [...questions.keys()][0]);
  sync();
  addEventListener("hashchange", onHash);

  // Another tab, an import, « tout effacer ».
  const stop = subscribe(() => {
    if (writing) return;
    const fresh = kept(current);
    if (JSON.stringify(fresh) !== JSON.stringify(record)) {
      record = fresh;
      draw();
    } else counts();
    sync();
  });

  return () => {
    stop();
    stopTimer();
    removeEventListener("hashchange", onHash);
    if (dialog.open) dialog.close();
    $$(".vote-choisir, .vote-page > .vote-actions", list).forEach((el) => el.remove());
    for (const [id, item] of sources) item.id = `vote-${id}`;
    live.before(note, list);
    live.remove();
  };
}

function papers(root) {
  const buttons = $$(".vote-papier", root).map((paper) => {
    const name = $("h3", paper).textContent;
    const words = () => h("span", { class: "visually-hidden" }, `${NBSP}: ${name}`);
    const print = (two) => () => {
      paper.classList.toggle("vote-papier--deux", two);
      printOnly(paper);
    };
    const bar = h("p", { class: "vote-actions" },
      h("button", { type: "button", class: "ess-btn", onclick: print(false) }, "Imprimer", words()),
      paper.classList.contains("vote-papier--lettres") && h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: print(true) }, "Imprimer A et B seulement"));
    $(".ess-hint", paper).after(bar);
    return bar;
  });
  return () => buttons.forEach((button) => button.remove());
}

export default widget(({ root, model }) => (root.dataset.widget === "vote" ? voting(root, model) : papers(root)));
