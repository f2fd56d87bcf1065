// Revision cards in five boxes (Leitner): a card known goes one box further and comes back later, a card
// not known goes back to the first box.
//
// Reads reponses (questions missed at the first attempt) and consultes (acronyms looked up); keeps
// cartes = { ID: { boite, quand } }, where `quand` is the day of the last answer.

import { addDays, daysBetween, formatDay, parseDate, today } from "./shared/dates.js";
import { $, fill, h } from "./shared/dom.js";
import { ownSeed, shuffled } from "./shared/seed.js";
import { read, status, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const PATH = ["cartes"];
const DECK = ["reglages", "paquet"];
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Days before a card of box 1, 2… comes back. */
export const DELAYS = [0, 1, 3, 7, 14];
/** Cards of one sitting: about five minutes. */
export const SITTING = 20;

/** The record of a card, or null when it was never answered or cannot be understood. Pure. */
export function sound(record) {
  if (!isObject(record) || !Number.isInteger(record.boite) || record.boite < 1 || record.boite > DELAYS.length) return null;
  return parseDate(record.quand) === record.quand ? record : null;
}

/** The day when a card comes back; a card never seen is for today. Pure. */
export function dueDay(record, day) {
  const kept = sound(record);
  if (!kept) return day;
  // A clock that was ahead must not hide a card for long.
  const last = kept.quand > day ? day : kept.quand;
  return addDays(last, DELAYS[kept.boite - 1]);
}

/** The record after an answer. Pure. */
export function answered(record, knew, day) {
  const box = sound(record)?.boite ?? 1;
  return { boite: knew ? Math.min(box + 1, DELAYS.length) : 1, quand: day };
}

/** Cards of a sitting: those that come back, lowest box and longest wait first, then new ones. Pure. */
export function sitting(ids, records, day, most = SITTING) {
  const seen = ids.filter((id) => sound(records[id]) && dueDay(records[id], day) <= day);
  seen.sort((a, b) => records[a].boite - records[b].boite || (records[a].quand < records[b].quand ? -1 : Number(records[a].quand > records[b].quand)));
  const fresh = ids.filter((id) => !sound(records[id]));
  return [...seen, ...fresh].slice(0, most);
}

/** { boxes: [number of cards in box 1…5], fresh, due, next }: `next` is the first day after today, or null. Pure. */
export function summary(ids, records, day) {
  const result = { boxes: DELAYS.map(() => 0), fresh: 0, due: 0, next: null };
  for (const id of ids) {
    const record = sound(records[id]);
    if (record) result.boxes[record.boite - 1] += 1;
    else result.fresh += 1;
    const back = dueDay(record, day);
    if (back <= day) result.due += 1;
    else if (!result.next || back < result.next) result.next = back;
  }
  return result;
}

const cards = (count) => `${count} ${count > 1 ? "cartes" : "carte"}`;

/** « demain », « dans 3 jours, le 25 novembre 2026 ». Pure. */
export function whenWords(day, from) {
  const days = daysBetween(from, day);
  if (days <= 0) return "aujourd’hui";
  return days === 1 ? "demain" : `dans ${days}${NBSP}jours, le ${formatDay(day)}`;
}

/** What is due, in a sentence. Pure. */
export function dueSentence({ due, next }, day) {
  if (due) return due > SITTING ? `${cards(due)} à revoir. Une séance en montre ${SITTING}.` : `${cards(due)} à revoir aujourd’hui.`;
  return next ? `Rien à revoir aujourd’hui dans ce paquet. La prochaine carte revient ${whenWords(next, day)}.` : "";
}

const EMPTY = {
  moi: "Pas encore de carte à vous. Une question manquée dans un quiz, ou un sigle consulté dans une page, vient ici. En attendant, choisissez un chapitre.",
  manquees: "Aucune question manquée pour l’instant. Répondez à un quiz\u00a0: celles que vous manquez au premier essai viennent ici.",
  consultes: "Aucun sigle consulté pour l’instant. Passez sur un sigle dans une page, ou ouvrez-le\u00a0: il vient ici.",
};

function enhance({ root, model }) {
  const all = new Map();
  const bySigle = {};
  const terms = model.get("terms");
  const chapters = model.get("chapters");
  for (const [id, sigle, long, definition, became] of terms) {
    bySigle[sigle] = id;
    all.set(id, {
      kind: long ? "Que veut dire ce sigle\u202f?" : "Que veut dire ce mot\u202f?",
      front: sigle,
      back: [long && h("p", {}, h("b", {}, `${long}.`)), h("p", {}, definition), became && h("p", {}, `Devenu\u00a0: ${became}.`)],
      link: `glossaire.html#${id}`,
      words: "Voir dans le glossaire",
    });
  }
  for (const [id, text, answer, explanation] of model.get("questions")) {
    const slug = id.replace(/-\d+$/, "");
    const title = chapters.find((one) => one.slug === slug)?.titre ?? "";
    all.set(id, {
      kind: `Question manquée, «\u202f${title}\u202f»`,
      front: text,
      back: [h("p", {}, h("b", {}, answer)), h("p", {}, explanation)],
      link: `${slug}.html#question-${id}`,
      words: "Revoir la question",
    });
  }

  // -- decks ----------------------------------------------------------------------------------

  const own = (path) => {
    const value = read(path, {});
    return isObject(value) ? value : {};
  };
  const records = () => own(PATH);
  function missed() {
    const answers = own(["reponses"]);
    return Object.keys(answers).filter((id) => answers[id]?.premier === false && all.has(id));
  }
  const lookedUp = () => Object.keys(own(["consultes"])).filter((sigle) => Object.hasOwn(bySigle, sigle)).map((sigle) => bySigle[sigle]);
  const ofChapter = (slug) => (chapters.find((one) => one.slug === slug)?.termes ?? []).map((rank) => terms[rank][0]);
  const decks = {
    moi: () => [...missed(), ...lookedUp()],
    manquees: missed,
    consultes: lookedUp,
    tout: () => terms.map(([id]) => id),
  };
  const idsOf = (name) => (Object.hasOwn(decks, name) ? decks[name]() : ofChapter(name));
  const known = (name) => Object.hasOwn(decks, name) || chapters.some((one) => one.slug === name);

  // One's own cards, else the chapter read last, else the first one.
  function usual() {
    if (decks.moi().length) return "moi";
    const pages = own(["pages"]);
    const read = chapters.filter((one) => pages[one.slug]?.vu).sort((a, b) => (String(pages[a.slug].vu) < String(pages[b.slug].vu) ? 1 : -1));
    return (read[0] ?? chapters[0])?.slug ?? "tout";
  }

  const option = (value, text) => h("option", { value, "data-texte": text }, text);
  const select = h(
    "select",
    { onchange: () => choose(select.value) },
    h("optgroup", { label: "Les miennes" },
      option("moi", "Questions manquées et sigles consultés"),
      option("manquees", "Mes questions manquées"),
      option("consultes", "Les sigles que j’ai consultés")),
    h("optgroup", { label: "Les sigles et les mots d’un chapitre" }, chapters.map((one) => option(one.slug, one.titre))),
    h("optgroup", { label: "Tout" }, option("tout", "Tout le glossaire")),
  );

  // -- the card -------------------------------------------------------------------------------

  const due = h("p", { class: "cartes-bilan", role: "status" });
  const rank = h("p", { class: "cartes-rang ess-hint" });
  const kind = h("p", { class: "cartes-genre" });
  const front = h("p", { class: "cartes-recto", tabindex: "-1" });
  const back = h("div", { class: "cartes-verso", tabindex: "-1", role: "group", "aria-label": "Réponse", hidden: true });
  const reveal = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: turn }, "Voir la réponse");
  const knew = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: () => answer(true) }, "Je savais");
  const again = h("button", { type: "button", class: "ess-btn", onclick: () => answer(false) }, "À revoir");
  const judge = h("p", { class: "cartes-actions", hidden: true }, knew, again);
  const card = h("section", { class: "cartes-carte", "aria-label": "Carte" }, rank, kind, front, h("p", { class: "cartes-actions" }, reveal), back, judge);
  const said = h("p", { class: "visually-hidden", role: "status" });
  const endWords = h("p", { tabindex: "-1" });
  const more = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: goOn }, "Continuer");
  const end = h("div", { class: "cartes-fin", hidden: true }, endWords, more);

  const boxList = h("ol", { class: "cartes-boites" }, DELAYS.map((days) => h("li", {}, h("b", {}), ` ${boxWords(days)}`)));
  const erase = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: ask }, "Vider mes boîtes");
  const confirm = h(
    "div",
    { role: "group", "aria-label": "Confirmation", hidden: true },
    h("p", {}, "Toutes vos cartes redeviendront neuves. Vos réponses aux quiz restent."),
    h("p", { class: "cartes-actions" },
      h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: eraseAll }, "Oui, vider"),
      h("button", { type: "button", class: "ess-btn", onclick: keepAll }, "Garder mes boîtes")),
  );
  const kept = h("p", { class: "ess-hint" });
  const boxes = h("details", { class: "cartes-etat" }, h("summary", {}, "Mes boîtes"), boxList, kept, erase, confirm);
  const list = $(".cartes-liste", root);
  const paper = h("details", { class: "cartes-papier" }, h("summary", {}, $("h3", list).textContent));
  const note = $(".cartes-note", root);
  note.remove();
  $("h3", list).hidden = true;
  const label = h("label", { class: "ess-field cartes-choix" }, h("span", {}, "Que voulez-vous revoir\u202f?"), select);
  const live = h("div", { class: "cartes-vif" }, label, due, card, end, said, boxes);
  list.before(live, paper);
  paper.append(list);

  let deck = "";
  let queue = [];
  let seen = 0;
  let hits = 0;
  let writing = false;

  function boxWords(days) {
    if (!days) return "à revoir le jour même";
    return days === 1 ? "à revoir le lendemain" : `à revoir après ${days}${NBSP}jours`;
  }

  const deckIds = () => shuffled(idsOf(deck), ownSeed(), "cartes");

  function choose(name, keep = true) {
    deck = known(name) ? name : usual();
    if (keep) save(DECK, deck);
    begin();
  }

  function begin() {
    queue = sitting(deckIds(), records(), today());
    seen = hits = 0;
    show();
    counts();
  }

  function save(path, value) {
    writing = true;
    write(path, value);
    writing = false;
  }

  function counts() {
    for (const one of select.options) {
      const count = idsOf(one.value).length;
      const text = `${one.dataset.texte} (${count})`;
      if (one.textContent !== text) one.textContent = text;
    }
    select.value = deck;
    const state = summary([...all.keys()], records(), today());
    [...boxList.children].forEach((item, at) => {
      item.firstChild.textContent = `${cards(state.boxes[at])},`;
    });
    erase.hidden = !confirm.hidden || state.fresh === all.size;
    const { kept: lasting, message } = status();
    kept.textContent = lasting ? "Vos boîtes sont gardées." : message;
    model.set("deck", deck);
    model.set("boxes", { ...records() });
    model.save_changes();
  }

  function show() {
    const ids = idsOf(deck);
    const state = summary(ids, records(), today());
    const text = ids.length ? dueSentence(state, today()) : (EMPTY[deck] ?? "Ce chapitre n’emploie aucun mot du glossaire.");
    if (due.textContent !== text) due.textContent = text;
    const current = all.get(queue[0]);
    card.hidden = !current;
    end.hidden = true;
    if (!current) return;
    rank.textContent = `${queue.length > 1 ? `Il reste ${cards(queue.length)}` : "Dernière carte"}, boîte ${sound(records()[queue[0]])?.boite ?? 1} sur ${DELAYS.length}`;
    kind.textContent = current.kind;
    front.textContent = current.front;
    front.classList.toggle("cartes-recto--mot", current.link.startsWith("glossaire"));
    back.hidden = judge.hidden = true;
    reveal.parentElement.hidden = false;
  }

  function turn() {
    const current = all.get(queue[0]);
    fill(back, current.back, h("p", { class: "cartes-lien" }, h("a", { href: current.link }, current.words)));
    back.hidden = judge.hidden = false;
    reveal.parentElement.hidden = true;
    focus(back);
  }

  const focus = (el) => requestAnimationFrame(() => el.focus());

  function answer(right) {
    const id = queue.shift();
    const next = answered(records()[id], right, today());
    save([...PATH, id], next);
    seen += 1;
    hits += right;
    if (!right) queue.push(id);
    said.textContent = right
      ? `Boîte ${next.boite}\u00a0: revient ${whenWords(dueDay(next, today()), today())}.`
      : "Boîte 1\u00a0: revient à la fin de la séance.";
    show();
    counts();
    if (queue.length) focus(front);
    else finish();
  }

  function finish() {
    const state = summary(idsOf(deck), records(), today());
    const left = sitting(deckIds(), records(), today()).length;
    const sentences = [`Séance terminée\u00a0: ${hits} fois «\u202fje savais\u202f» sur ${seen} ${seen > 1 ? "réponses" : "réponse"}.`];
    if (left) sentences.push(`Il reste ${cards(state.due)} dans ce paquet.`);
    else if (state.next) sentences.push(`La prochaine carte revient ${whenWords(state.next, today())}.`);
    endWords.textContent = sentences.join(" ");
    due.textContent = "";
    more.hidden = !left;
    end.hidden = false;
    focus(endWords);
  }

  function goOn() {
    begin();
    focus(front);
  }

  function ask() {
    confirm.hidden = false;
    erase.hidden = true;
    $("button:last-of-type", confirm).focus();
  }

  function keepAll() {
    confirm.hidden = true;
    counts();
    erase.focus();
  }

  function eraseAll() {
    confirm.hidden = true;
    save(PATH, null);
    begin();
    said.textContent = "Vos boîtes sont vides.";
    $("summary", boxes).focus();
  }

  choose(read(DECK) ?? model.get("deck") ?? "", false);

  // Another tab, an import, « tout effacer »: the card shown stays, unless it left the deck.
  const stop = subscribe(() => {
    if (writing) return;
    const ids = idsOf(deck);
    const gone = queue.some((id) => !ids.includes(id)) || (queue.length > 0 && dueDay(records()[queue[0]], today()) > today());
    const fresh = !queue.length && end.hidden && summary(ids, records(), today()).due > 0;
    if (gone || fresh) begin();
    else counts();
  });

  return () => {
    stop();
    live.remove();
    paper.before(list);
    paper.remove();
    $("h3", list).hidden = false;
    list.before(note);
  };
}

export default widget(enhance);
