// Whom do I call? A need, in lists or in words, gives the networks to call, in order, with the reason.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { printOnly } from "./shared/export.js";
import { keepButton } from "./shared/plan.js";
import { read, subscribe, write } from "./shared/state.js";
import { fold } from "./shared/text.js";
import { widget } from "./shared/widget.js";

const STATE = ["annuaire"];
const NBSP = "\u00a0";
const NNBSP = "\u202f";
const TRAITS = { qui: "who", besoin: "need", mots: "words" };
const EMPTY = { qui: "", besoin: "", mots: "" };
// Words that say nothing of the need.
const IDLE = new Set(("a ai au aux avec avoir ce ces cet cette cherche chercher comment d dans de des du elle elles en entreprise est et " +
  "faire faut ici il ils j je l la le les leur leurs ma mes mon n ne nos notre nous ou par pas personne pour pourquoi qu que qui quel " +
  "quelle quels quelles region s sa salarie se ses si son sont structure sur territoire ton trouver un une veut veux voudrais vous y besoin").split(" "));

const singular = (word) => (word.length > 3 ? word.replace(/[sx]$/, "") : word);

/** The words of a request that mean something, without accents nor plurals. Pure. */
export function tokens(text) {
  const found = fold(text).split(/[^a-z0-9]+/).map(singular);
  return [...new Set(found.filter((word) => word.length > 1 && !IDLE.has(word)))];
}

// The word itself; failing that, a word being typed already leads somewhere: « assoc » → association.
const LEADS = [(token, word) => word === token, (token, word) => token.length > 4 && word.startsWith(token)];

/** { qui: [ids], besoin: [ids], reseau: [ids], unknown: [words] }: what free words mean. Pure. */
export function understand(text, wordsOf) {
  const found = { qui: new Set(), besoin: new Set(), reseau: new Set() };
  const unknown = [];
  const entries = Object.entries(wordsOf).flatMap(([kind, byId]) => Object.entries(byId).map(([id, words]) => [kind, id, words]));
  for (const token of tokens(text)) {
    const led = (leads) => entries.filter(([, , words]) => words.some((word) => leads(token, singular(fold(word)))));
    const hits = LEADS.map(led).find((some) => some.length) ?? [];
    for (const [kind, id] of hits) found[kind].add(id);
    if (!hits.length) unknown.push(token);
  }
  return { qui: [...found.qui], besoin: [...found.besoin], reseau: [...found.reseau], unknown };
}

/**
 * Ids of the networks to call, the best first. `asked`: { qui, besoin, reseau } as `understand` gives;
 * `networks`: [{ id, qui: [ids], besoin: [ids], toutes }]. Nothing asked: all of them, as they come. Pure.
 */
export function rank(networks, asked) {
  if (!asked.qui.length && !asked.besoin.length && !asked.reseau.length) return networks.map(({ id }) => id);
  const count = (own, wanted) => wanted.filter((id) => own.includes(id)).length;
  const scored = networks.map(({ id, qui, besoin, toutes }, index) => {
    const own = count(qui, asked.qui);
    const needs = count(besoin, asked.besoin);
    const named = asked.reseau.includes(id);
    const everyone = asked.qui.length && toutes && !own;
    // Of another family, or of all of them but without this mission: not the one to call.
    const out = (asked.qui.length && !own && !everyone) || (asked.besoin.length && !needs && !own);
    return { id, index, score: named || !out ? 3 * named + 2 * own + 2 * needs + (everyone ? 1 : 0) : 0 };
  });
  return scored.filter(({ score }) => score).sort((a, b) => b.score - a.score || a.index - b.index).map(({ id }) => id);
}

/** What is kept, made safe. Pure. */
export function clean(kept) {
  const word = (value) => (typeof value === "string" ? value.slice(0, 200) : "");
  return { qui: word(kept?.qui), besoin: word(kept?.besoin), mots: word(kept?.mots) };
}

function enhance({ root, model }) {
  const wordsOf = model.get("words_of");
  const guide = $(".annu-guide", root);
  const files = $(".annu-fiches", root);
  const cards = Object.fromEntries($$(".annu-fiche", files).map((card) => [card.dataset.reseau, card]));
  const everyone = $(".annu-toutes", guide);
  // The tables say who answers what, and why: { qui: { association: { label, why: { id: reason }, nobody } } }.
  const table = (kind) =>
    Object.fromEntries($$(`tr[data-${kind}]`, guide).map((row) => [row.dataset[kind], {
      label: $("th", row).textContent,
      why: Object.fromEntries($$("li", row).map((item) => [item.dataset.reseau, $(".annu-raison", item).textContent])),
      nobody: $(".annu-aucun", row)?.textContent ?? "",
    }]));
  const guides = { qui: table("qui"), besoin: table("besoin") };
  const networks = Object.keys(cards).map((id) => ({
    id,
    toutes: everyone.dataset.reseau === id,
    ...Object.fromEntries(Object.entries(guides).map(([kind, entries]) => [kind, Object.keys(entries).filter((one) => entries[one].why[id])])),
  }));
  const general = $(".annu-raison", everyone).textContent;
  const short = (id) => $(".annu-nom", cards[id]).dataset.court;
  guide.open = false;

  // -- the request --------------------------------------------------------------------------------

  const select = (kind, label, none) => {
    const id = uid("annu");
    const field = h("select", { id, onchange: () => ask({ [kind]: field.value }) },
      h("option", { value: "" }, none),
      Object.entries(guides[kind]).map(([value, { label: text }]) => h("option", { value }, text)));
    return { kind, field, box: h("div", { class: "ess-field" }, h("label", { for: id }, label), field) };
  };
  const who = select("qui", "Votre interlocuteur", "Peu importe");
  const need = select("besoin", "Votre besoin", "Peu importe");
  const id = uid("annu");
  const words = h("input", { id, type: "search", autocomplete: "off", maxlength: "200", "aria-describedby": `${id}-aide`, oninput: () => ask({ mots: words.value }) });
  const said = h("div", { class: "annu-dit", role: "status" });
  const clear = h("button", { type: "button", class: "ess-btn ess-btn--quiet", hidden: true, onclick: () => ask(EMPTY) || who.field.focus() }, "Tout effacer");
  const live = h("div", { class: "annu-demande" },
    h("div", { class: "annu-champs" }, who.box, need.box,
      h("div", { class: "ess-field annu-mots" }, h("label", { for: id }, "Ou dites-le avec vos mots"), words,
        h("p", { class: "ess-hint", id: `${id}-aide` }, `Par exemple${NBSP}: des chiffres, une Scop, le handicap.`))),
    said, clear);
  root.prepend(live);

  // -- the cards ----------------------------------------------------------------------------------

  const added = Object.fromEntries(Object.entries(cards).map(([network, card]) => {
    const name = $(".annu-nom", card);
    const place = h("p", { class: "annu-rang", hidden: true });
    const why = h("ul", { class: "annu-pourquoi", hidden: true });
    const keep = keepButton({ kind: "reseau", id: network, title: `Appeler${NBSP}: ${name.textContent}`, page: "levier-reseaux" });
    keep.setAttribute("aria-describedby", name.id);
    const print = h("button", { type: "button", class: "ess-btn", "aria-describedby": name.id, onclick: () => printOnly(card) }, "Imprimer la fiche d’appel");
    const tools = h("div", { class: "annu-outils" }, keep, print);
    card.prepend(place);
    (name.nextElementSibling?.matches(".annu-avant") ? name.nextElementSibling : name).after(why);
    const call = $(".annu-appel", card);
    call.append(tools);
    return [network, { place, why, tools, call }];
  }));
  const order = Object.values(cards);

  let asked = { ...EMPTY };
  let telling = false;

  function ask(change) {
    show({ ...asked, ...change });
    telling = true; // three traits, one change: do not take the first for a word from Python
    for (const [kind, trait] of Object.entries(TRAITS)) if (model.get(trait) !== asked[kind]) model.set(trait, asked[kind]);
    model.save_changes();
    telling = false;
    // Last: with nothing stored, the traits speak (`stored`), and they must already say the same.
    write(STATE, Object.values(asked).some(Boolean) ? asked : null);
  }

  function show(next, say = true) {
    asked = next;
    who.field.value = guides.qui[asked.qui] ? asked.qui : "";
    need.field.value = guides.besoin[asked.besoin] ? asked.besoin : "";
    if (words.value !== asked.mots) words.value = asked.mots;
    const heard = understand(asked.mots, wordsOf);
    const all = {
      qui: [...new Set([who.field.value, ...heard.qui].filter(Boolean))],
      besoin: [...new Set([need.field.value, ...heard.besoin].filter(Boolean))],
      reseau: heard.reseau,
    };
    const empty = !all.qui.length && !all.besoin.length && !all.reseau.length;
    // Words that mean nothing to us: no network is better than any other.
    const lost = empty && Boolean(asked.mots.trim());
    const found = lost ? [] : rank(networks, all);
    for (const [network, card] of Object.entries(cards)) {
      card.hidden = !found.includes(network);
      const at = found.indexOf(network);
      const { place, why, call } = added[network];
      call.open = !empty && at === 0;
      place.hidden = why.hidden = empty || at < 0;
      if (place.hidden) continue;
      place.textContent = at ? "Ensuite" : "À appeler d’abord";
      card.classList.toggle("is-first", !at);
      fill(why, reasons(network, all).map((reason) => h("li", {}, reason)));
    }
    if (empty) for (const card of order) card.classList.remove("is-first");
    const wanted = empty ? order : found.map((network) => cards[network]);
    if (wanted.some((card, index) => files.children[index] !== card)) files.append(...wanted, ...order.filter((card) => !wanted.includes(card)));
    clear.hidden = empty && !asked.mots;
    const lines = sentences({ all, empty, lost, found, unknown: heard.unknown });
    const text = lines.join(" ");
    if (said.textContent !== text) say ? announce(said, text) : (said.textContent = text);
  }

  const upper = (text) => text[0].toUpperCase() + text.slice(1);

  // Why this network: what it is to them, then which of its missions answers.
  function reasons(network, all) {
    const own = all.qui.map((one) => guides.qui[one].why[network]).filter(Boolean);
    if (!own.length && all.qui.length && everyone.dataset.reseau === network) own.push(general);
    const needs = all.besoin.map((one) => guides.besoin[one].why[network]).filter(Boolean);
    if (all.besoin.length && !needs.length) needs.push(`la brochure ne lui donne pas cette mission${NBSP}: demandez-lui vers qui vous tourner.`);
    if (all.reseau.includes(network) && !own.length && !needs.length) own.push("vous l’avez nommé, ou l’un de ceux qu’il réunit.");
    return [...own, ...needs].map(upper);
  }

  // The word as it was typed: « galère », not « galere ».
  const typed = (token) => asked.mots.split(/[^\p{L}\p{N}]+/u).find((word) => singular(fold(word)) === token) ?? token;

  function sentences({ all, empty, lost, found, unknown }) {
    if (lost) return [`Aucun réseau de la brochure ne correspond à «${NNBSP}${asked.mots.trim()}${NNBSP}». Essayez d’autres mots, ou choisissez dans les listes.`];
    if (empty) return [`Voici les ${order.length} réseaux. Décrivez votre demande${NBSP}: vous saurez lequel appeler.`];
    const lines = ["qui", "besoin"].flatMap((kind) => all[kind].map((one) => guides[kind][one].nobody)).filter(Boolean);
    if (found.length) lines.push(`À appeler${NBSP}: ${found.map(short).join(", puis ")}.`);
    else if (!lines.length) lines.push("Aucun des sept réseaux n’a cette mission dans la brochure.");
    if (unknown.length) lines.push(`Mots non reconnus${NBSP}: ${unknown.map(typed).join(", ")}.`);
    return lines;
  }

  // -- life ---------------------------------------------------------------------------------------

  const given = () => clean(Object.fromEntries(Object.entries(TRAITS).map(([kind, trait]) => [kind, model.get(trait)])));
  const stored = () => clean(read(STATE) ?? given());
  const same = (one, other) => Object.keys(EMPTY).every((kind) => one[kind] === other[kind]);
  const stop = subscribe(() => !same(stored(), asked) && show(stored(), false));
  const fromPython = () => !telling && !same(given(), asked) && ask(given());
  for (const trait of Object.values(TRAITS)) model.on(`change:${trait}`, fromPython);
  show(stored(), false);

  return () => {
    stop();
    for (const trait of Object.values(TRAITS)) model.off(`change:${trait}`, fromPython);
    live.remove();
    guide.open = true;
    files.append(...order);
    for (const [network, { place, why, tools, call }] of Object.entries(added)) {
      call.open = true;
      for (const el of [place, why, tools]) el.remove();
      cards[network].hidden = false;
      cards[network].classList.remove("is-first");
    }
  };
}

export default widget(enhance);
