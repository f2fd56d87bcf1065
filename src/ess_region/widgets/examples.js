// The regional examples: filters that keep the cards wanted, and three ways of looking at them. All that is
// shown is read from the static cards.

import { keepButton } from "./shared/plan.js";
import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { enumeration } from "./shared/format.js";
import { currentRegion, onRegion, regionInfo } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const MINE = "ma-region";
const ALONE = "aucun";
const FILTERED_FROM = 3; // with fewer examples, a filter only hides them
const VIEWS = { fiches: "Fiches", tableau: "Tableau", carte: "Carte" };
const STAGES = { creation: "Création", consolidation: "Consolidation", "changement-echelle": "Changement d’échelle" };
const NAMES = { levier: "Levier", region: "Région actuelle", stade: "Étape du projet", partenaire: "Partenaire" };
const ALL = { levier: "Tous", region: "Toutes", stade: "Toutes", partenaire: "Tous" };

/** Whether an example { levier, region, stades, partenaires } passes the filters; `mine` is the learner's region. Pure. */
export function passes(example, { levier, region, stade, partenaire }, mine = null) {
  if (levier && example.levier !== levier) return false;
  if (region && example.region !== (region === MINE ? mine : region)) return false;
  if (stade && !example.stades.includes(stade)) return false;
  if (partenaire === ALONE) return !example.partenaires.length;
  return !partenaire || example.partenaires.includes(partenaire);
}

/** « 6 exemples », « 2 exemples sur 6 », or what to do when nothing is left. Pure. */
export function countSentence(shown, total, asked = []) {
  if (!shown) return `Aucun exemple ne répond à${NBSP}: ${enumeration(asked)}. La brochure ne raconte que quelques actions par levier.`;
  const words = `${shown}${NBSP}exemple${shown > 1 ? "s" : ""}`;
  return shown === total ? words : `${words} sur ${total}`;
}

/** Filters as they can be used: what is not a known value counts as nothing asked. Pure. */
export function clean(asked, options) {
  return Object.fromEntries(
    Object.keys(NAMES).map((name) => {
      const value = asked?.[name];
      return [name, options[name]?.some((option) => option.value === value) ? value : ""];
    }),
  );
}

function enhance({ root, model }) {
  const list = $(".ex-fiches", root);
  if (!list) return undefined;
  const lever = model.get("lever");
  const path = ["exemples", lever || "tous"];
  const map = $(".ex-carte", root);
  const cards = $$(".ex-fiche", list).map((el) => ({
    el,
    id: el.dataset.exemple,
    levier: el.dataset.levier,
    region: el.dataset.region,
    stades: el.dataset.stade.split("|").filter(Boolean),
    partenaires: el.dataset.partenaires.split("|").filter(Boolean),
  }));
  const undo = cards.map(({ el, id, levier }) => keepable(el, id, levier));
  if (cards.length === 1) return () => undo[0]();

  // -- filters ------------------------------------------------------------------------------------

  const count = (test) => cards.filter(test).length;
  const each = (values, label, test) =>
    [...new Set(values)]
      .map((value) => ({ value, label: label(value), n: count((card) => test(card, value)) }))
      .sort((a, b) => a.label.localeCompare(b.label, "fr"));
  const options = cards.length < FILTERED_FROM ? {} : {
    levier: lever ? [] : [...new Set(cards.map((card) => card.levier))].map((value) => ({
      value, label: $(".ex-levier", cards.find((card) => card.levier === value).el).textContent, n: count((card) => card.levier === value),
    })),
    region: [{ value: MINE, label: "" }, ...each(cards.map((card) => card.region), (code) => regionInfo(code)?.nom ?? code, (card, code) => card.region === code)],
    stade: cards.some((card) => card.stades.length)
      ? Object.entries(STAGES).map(([value, label]) => ({ value, label, n: count((card) => card.stades.includes(value)) }))
      : [],
    partenaire: [
      ...each(cards.flatMap((card) => card.partenaires), (name) => name, (card, name) => card.partenaires.includes(name)),
      { value: ALONE, label: "Aucun partenaire cité", n: count((card) => !card.partenaires.length) },
    ],
  };
  const fields = Object.fromEntries(
    Object.entries(options).filter(([, values]) => values.length > 1).map(([name, values]) => {
      const id = uid(`ex-${name}`);
      const select = h("select", { id, onchange: () => ask({ [name]: select.value }) },
        h("option", { value: "" }, ALL[name]),
        values.map(({ value, label, n }) => h("option", { value }, n === undefined ? label : `${label} (${n})`)));
      return [name, { select, box: h("div", { class: "ess-field" }, h("label", { for: id }, NAMES[name]), select) }];
    }),
  );

  let view = known(read([...path, "vue"]) ?? model.get("view"));
  let asked = clean(read(path) ?? model.get("filters"), options);

  const views = Object.entries(VIEWS).map(([value, label]) =>
    h("button", { type: "button", class: "ess-btn", "data-vue": value, onclick: () => look(value) }, label));
  const status = h("p", { class: "ex-nombre-vus", role: "status" });
  const clear = h("button", { type: "button", class: "ess-btn", hidden: true, onclick: () => forget() }, "Tout revoir");
  const tools = h("div", { class: "ex-outils" },
    Object.values(fields).map(({ box }) => box),
    fields.stade && h("p", { class: "ess-hint" }, "L’étape est une lecture du cours\u00a0: la brochure ne la dit pas."),
    h("div", { class: "ex-vues", role: "group", "aria-label": "Présenter en" }, views),
    h("div", { class: "ex-bilan" }, status, clear));
  const sheet = h("div", { class: "ex-tableau", tabindex: "0", role: "region", "aria-label": "Tableau des exemples", hidden: true });
  let rows = null;
  list.before(tools, map, sheet);

  function ask(change) {
    asked = { ...asked, ...change };
    keep();
    show();
  }

  function forget() {
    ask(clean({}, options));
    (Object.values(fields)[0]?.select ?? views[0]).focus();
  }

  function look(value) {
    view = value;
    keep();
    show(false);
  }

  function keep() {
    write(path, { vue: view, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) });
    model.set("view", view);
    model.set("filters", asked);
    model.save_changes();
  }

  function show(say = true) {
    const mine = currentRegion();
    const own = fields.region?.select.options[1];
    if (own) {
      put(own, mine ? `Ma région (${regionInfo(mine).nom})` : "Ma région (à choisir sur la page d’accueil)");
      own.disabled = !mine;
    }
    const wanted = asked.region === MINE && !mine ? { ...asked, region: "" } : asked;
    for (const [name, { select }] of Object.entries(fields)) select.value = wanted[name];
    for (const button of views) button.setAttribute("aria-pressed", String(button.dataset.vue === view));
    if (view === "tableau") rows ??= table();
    const byRegion = {};
    let shown = 0;
    cards.forEach((card, index) => {
      const kept = passes(card, wanted, mine);
      card.el.hidden = !kept;
      if (rows) rows[index].hidden = !kept;
      if (kept) {
        shown += 1;
        byRegion[card.region] = (byRegion[card.region] ?? 0) + 1;
      }
    });
    list.hidden = view === "tableau" || !shown;
    sheet.hidden = view !== "tableau" || !shown;
    map.hidden = view !== "carte";
    if (view === "carte") drawMap(byRegion, wanted.region === MINE ? mine : wanted.region);
    const words = Object.entries(fields)
      .filter(([name]) => wanted[name])
      .map(([, { select }]) => select.selectedOptions[0].textContent.replace(/ \(\d+\)$/, ""));
    clear.hidden = !words.length;
    const text = countSentence(shown, cards.length, words);
    if (say && status.textContent !== text) announce(status, text);
    else put(status, text);
  }

  // -- map and table ------------------------------------------------------------------------------

  const tiles = $$("g[data-region]", map);
  function drawMap(byRegion, chosen) {
    for (const tile of tiles) {
      const n = byRegion[tile.dataset.region];
      $("rect", tile).classList.toggle("ex-avec", Boolean(n));
      $("rect", tile).classList.toggle("is-chosen", tile.dataset.region === chosen);
      put($(".ex-compte", tile), String(n ?? ""));
    }
    for (const item of $$("li[data-region]", map)) {
      const n = byRegion[item.dataset.region];
      item.hidden = !n;
      put($(".ex-nombre", item), countSentence(n ?? 1, n ?? 1));
    }
  }
  // A region of the map is also in the list of regions: a second click lets it go.
  const point = (event) => {
    const code = event.target.closest("g[data-region]")?.dataset.region;
    if (code && fields.region && options.region.some(({ value }) => value === code)) ask({ region: asked.region === code ? "" : code });
  };
  map.addEventListener("click", point);

  function table() {
    const heads = [...(lever ? [] : ["Levier"]), "Région", "Qui", "Avec", "Pour qui", "Résultat", "Page"];
    const made = cards.map(({ el }) => {
      const plain = { Levier: () => $(".ex-levier", el).textContent, Région: () => $(".ex-lieu", el).textContent, Page: () => $(".ex-page", el).textContent.replace(/^.*p\.\s/, "") };
      const cell = (name) => plain[name]?.() ?? copy($$("dt", el).find((dt) => dt.textContent === name).nextElementSibling);
      return h("tr", {}, h("th", { scope: "row" }, copy($("h3", el))), heads.map((name) => h("td", { "data-nom": name }, cell(name))));
    });
    fill(sheet, h("table", {},
      h("caption", {}, "Ce que fait la Région, le site et ce que l’action est devenue sont dans les fiches."),
      h("thead", {}, h("tr", {}, ["Exemple", ...heads].map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, made)));
    return made;
  }

  const stops = [
    onRegion(() => show(false)),
    subscribe(() => {
      const now = { vue: known(read([...path, "vue"]) ?? view), asked: clean(read(path), options) };
      if (now.vue === view && JSON.stringify(now.asked) === JSON.stringify(asked)) return;
      view = now.vue;
      asked = now.asked;
      show(false);
    }),
  ];
  const fromPython = () => {
    const next = clean(model.get("filters"), options);
    if (model.get("view") === view && JSON.stringify(next) === JSON.stringify(asked)) return;
    view = known(model.get("view"));
    ask(next);
  };
  model.on("change:view", fromPython);
  model.on("change:filters", fromPython);
  show(false);

  return () => {
    for (const stop of [...stops, ...undo]) stop();
    model.off("change:view", fromPython);
    model.off("change:filters", fromPython);
    tools.remove();
    sheet.remove();
    map.removeEventListener("click", point);
    list.after(map);
    list.hidden = map.hidden = false;
    for (const { el } of cards) el.hidden = false;
  };
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const known = (view) => (Object.hasOwn(VIEWS, view) ? view : "fiches");

// The button that keeps an example, named after it for whoever does not see the card; its details folded.
function keepable(el, id, page) {
  const button = keepButton({ kind: "exemple", id, title: el.dataset.titre, page });
  button.setAttribute("aria-describedby", $("h3", el).id);
  $(".ex-pied", el).prepend(button);
  const details = $("details", el);
  if (details) details.open = false;
  return () => {
    button.remove();
    if (details) details.open = true;
  };
}

// What is inside a cell of a card, without the bubbles: their ids would be there twice.
function copy(el) {
  const fragment = document.createDocumentFragment();
  fragment.append(...[...el.childNodes].map((node) => node.cloneNode(true)));
  for (const bubble of $$(".info-bulle", fragment)) bubble.remove();
  for (const link of $$("[aria-describedby]", fragment)) link.removeAttribute("aria-describedby");
  return fragment;
}

export default widget(enhance);
