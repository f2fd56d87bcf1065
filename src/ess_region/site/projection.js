// Projection: the page itself, one screen at a time, in large type. Loaded when it is asked for
// (project-button.js).
//
// A screen is a run of the page's own elements: the title and the objectives, then each section, cut
// again where it is higher than the window. Nothing is copied or moved: the elements of the screen and
// those that contain them are marked, and the stylesheet hides the others. Widgets work as they are.
//
// Two events, both bubbling: `ess-projeter` is sent to what comes on the screen (a workshop shows that
// step); a widget sends `ess-montrer` to what it wants seen (the results of a test).

import { $, $$, calm, h } from "../widgets/shared/dom.js";
import { read, subscribe, write } from "../widgets/shared/state.js";

const NBSP = "\u00a0";

// -- rules: no page around them ---------------------------------------------------------------

const LETTERS = { b: "noir", ".": "noir", t: "minuteur", f: "plein" };
const WAYS = { ArrowRight: "suivant", ArrowLeft: "precedent", Home: "premier", End: "dernier" };
const PAGES = { PageDown: "suite", PageUp: "retour" };

/**
 * What a key asks for, or null. Pure.
 *
 * `place`, where the focus is: "saisie" (something is typed or picked), "ligne" (on one line: page keys
 * do nothing there), "choix" (arrows and space choose), "bouton" (space presses it) or "page".
 * `letters`: whether keys of one letter are wanted.
 */
export function wish(key, shift, place, letters) {
  if (key === "Escape") return ["saisie", "ligne"].includes(place) ? "sortir" : "quitter";
  if (place === "saisie") return null;
  if (PAGES[key]) return PAGES[key];
  if (place === "ligne") return null;
  if (letters && Object.hasOwn(LETTERS, key.toLowerCase())) return LETTERS[key.toLowerCase()];
  if (place === "choix") return null;
  if (key === " ") return place === "bouton" ? null : shift ? "retour" : "suite";
  return WAYS[key] ?? null;
}

/**
 * Blocks of a section, shared out between screens: [[index, …], …]. Pure.
 *
 * `blocks`: [{ top, bottom, alone, next }], in px; nothing to see, `top` null; `alone`: never two of
 * these on a screen; `next`: stays with the block after it. `head`: height of the title, on each screen.
 */
export function share(blocks, head, room) {
  const screens = [];
  let screen = null; // { top, bottom, alone }
  for (let i = 0; i < blocks.length; i += 1) {
    const from = i;
    while (blocks[i].next && i + 1 < blocks.length) i += 1;
    const chunk = blocks.slice(from, i + 1);
    const seen = chunk.filter(({ top }) => top !== null);
    const top = seen[0]?.top ?? null;
    const bottom = seen.at(-1)?.bottom ?? null;
    const alone = chunk.some((block) => block.alone);
    // Higher than a window whatever is done: it follows a few lines, rather than leave them by themselves.
    const least = bottom - top + head > room && screen && head + screen.bottom - screen.top < room * FEW;
    const high = top !== null && (screen?.top ?? null) !== null && bottom - screen.top + head > room && !least;
    if (!screen || high || (alone && screen.alone)) {
      screens.push([]);
      screen = { top, bottom, alone };
    } else {
      screen = { top: screen.top ?? top, bottom: bottom ?? screen.bottom, alone: screen.alone || alone };
    }
    screens.at(-1).push(...chunk.map((_, rank) => from + rank));
  }
  return screens;
}

const FEW = 0.45; // of the window, title included

/** « #projeter=idee.2 » → { id, rank }; « #projeter » → {}; another address → null. Pure. */
export function place(hash) {
  const found = /^#projeter(?:=(.*?)(?:\.(\d{1,3}))?)?$/.exec(hash);
  if (!found) return null;
  try {
    return found[1] ? { id: decodeURIComponent(found[1]), rank: Number(found[2] ?? 1) } : {};
  } catch {
    return {}; // an address cut in the middle of a letter
  }
}

const MINUTE = 60000;
const MOST = 240; // minutes
const FORGOTTEN = 30 * MINUTE; // after its end

/** ms left of the timer that was kept, 0 when it is over; null when there is none. Pure: `timer` may be anything. */
export function left(timer, now) {
  const { fin, reste } = timer ?? {};
  const ms = Number.isFinite(fin) ? fin - now : Number.isFinite(reste) ? Math.max(0, reste) : null;
  return ms === null || ms < -FORGOTTEN ? null : Math.min(Math.max(0, ms), MOST * MINUTE);
}

/** The timer once its button is pressed: started, stopped, started again, put away. Pure. */
export function pressed(timer, now, minutes) {
  const ms = left(timer, now);
  if (ms === null) return { fin: now + Math.min(MOST, Math.max(1, minutes || 10)) * MINUTE };
  if (ms === 0) return null;
  return Number.isFinite(timer.fin) ? { reste: ms } : { fin: now + ms };
}

/** 65000 → « 1:05 ». Pure. */
export function clock(ms) {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// -- the page, cut ----------------------------------------------------------------------------

// For the person who leads, for the learner alone, or said by the bar.
const LEFT_OUT =
  "script, details.hide, .page-partie, .bloc--animateur, .bloc--corrige, .bloc--sources, .at-nav, .at-outils, .at-variantes, .at-suite, .at-titre, .at-papiers, .at-emporter";
const QUESTION = ".quiz-questions > li";
const WHOLE = ".bloc--objectifs";

/** Elements in order, under the titles they belong to: [{ heads, parts }]. */
function groups() {
  const found = [{ heads: [], parts: [] }];
  const last = () => found.at(-1);
  function walk(el) {
    let own = last().heads;
    for (const child of el.children) {
      if (child.matches(LEFT_OUT)) continue;
      if (child.matches("h1, h2")) {
        // A title with nothing under it but another title: both on the screen.
        if (last().parts.length && last().heads.length) found.push({ heads: [child], parts: [] });
        else last().heads.push(child);
        own = last().heads;
      } else if (!child.matches(`${WHOLE}, ${QUESTION}`) && $(`h1, h2, ${QUESTION}`, child)) {
        walk(child);
      } else {
        if (last().heads !== own) found.push({ heads: own, parts: [] });
        last().parts.push(child);
      }
    }
  }
  walk($(".page"));
  const part = $(".page-partie"); // over the title
  if (part) found[0].heads.push(part);
  const neighbours = $(".voisins");
  if (neighbours) found.push({ heads: [], parts: [neighbours] });
  return found.filter(({ heads, parts }) => heads.length || parts.length);
}

const partsOf = (all) => all.flatMap(({ heads, parts }) => [...heads, ...parts]);

const words = (el) => {
  const copy = el.cloneNode(true);
  for (const extra of $$(".info-bulle, .bloc-extra, small", copy)) extra.remove();
  return copy.textContent.trim().replace(/[ \n\t]+/g, " ");
};

const seen = (el) => box(el).height > 0;
const box = (el) => el.getBoundingClientRect();

/** The screens, measured: everything must be displayed. [{ heads, parts, title, id, rank, of }] */
function cut(all, room) {
  const gap = 1.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const screens = all.flatMap(({ heads, parts }, index) => {
    // A list or a subsection higher than the window is cut as well; a widget never is.
    const flat = parts.flatMap((el) =>
      el.matches("section, ul:not(.ess-widget *)") && box(el).height > room ? [...el.children].filter((one) => !one.matches(LEFT_OUT)) : [el]);
    const blocks = flat.map((el) => ({
      top: seen(el) ? box(el).top : null,
      bottom: box(el).bottom,
      alone: el.matches(QUESTION),
      next: el.matches("h3, h4") || (el.matches("p") && /:\s*$/.test(el.textContent)),
    }));
    const head = heads.length ? Math.max(...heads.map((el) => box(el).bottom)) - Math.min(...heads.map((el) => box(el).top)) + gap : 0;
    const title = heads.length ? words(heads[0]) : "Fin de la page";
    const id = heads.length ? heads[0].id || heads[0].parentElement.id || `titre-${index}` : "fin";
    // Nothing to see after a section, under the title of the one that holds it: no screen.
    if (all.findIndex((one) => one.heads === heads) < index && blocks.every(({ top }) => top === null)) return [];
    const runs = flat.length ? share(blocks, head, room) : [[]];
    return runs.map((indexes) => ({ heads, parts: indexes.map((one) => flat[one]), title, id }));
  });
  for (const screen of screens) {
    const same = screens.filter(({ id }) => id === screen.id);
    screen.rank = same.indexOf(screen) + 1;
    screen.of = same.length;
  }
  return screens;
}

// -- the mode ---------------------------------------------------------------------------------

const TYPED = 'textarea, select, [contenteditable]:not([contenteditable="false"]), input:is([type="range"], [type="date"], [type="time"])';
const ONE_LINE = 'input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"], [type="reset"])';
// What has a tabindex walks its own items with the arrows.
const CHOSEN = 'input, [tabindex]:not([tabindex="-1"]), [role="radio"], [role="option"], [role="slider"], [role="tab"]';

const placeOf = (el) =>
  el.closest(TYPED) ? "saisie" : el.matches(ONE_LINE) ? "ligne" : el.matches(CHOSEN) ? "choix" : el.closest("button, summary") ? "bouton" : "page";

let current = null; // what leaves the mode

/** Project the page, from the place that the address gives, or from what is being read. */
export function project() {
  if (!current) current = start();
}

function start() {
  const html = document.documentElement;
  const main = $("#contenu");
  const stop = new AbortController();
  const signal = stop.signal;
  let all = [];
  let screens = [];
  let at = 0;

  // The last title above the middle of the window.
  const reading = scrollY > 60 && $$("h1, h2", main).filter((head) => seen(head) && box(head).top < innerHeight / 2).at(-1);

  // -- bar ------------------------------------------------------------------------------------

  const button = (text, onclick, attrs = {}) => h("button", { type: "button", class: "ess-btn", onclick, ...attrs }, text);
  const where = h("p", { class: "projection-place", role: "status" });
  const below = button("↓", () => act("suite"), { "aria-label": "La suite de l’écran, plus bas" });
  const letters = () => read(["projection", "lettres"]) !== false;
  const withLetters = button("Touches d’une lettre", () => write(["projection", "lettres"], letters() ? false : null));
  const full = button("Plein écran", () => act("plein"), { hidden: !document.fullscreenEnabled });
  const key = (names, what) => [h("dt", {}, names), h("dd", {}, what)];
  const help = h("details", { class: "projection-touches" }, h("summary", { class: "ess-btn" }, "Touches"),
    h("div", {}, h("dl", {},
      key("→ ←", "écran suivant, précédent"),
      key("Page suivante, Espace", "la suite de l’écran, puis le suivant (télécommande)"),
      key("↓ ↑", "faire défiler un écran long"),
      key("B ou .", "écran noir"),
      key("T", "minuteur"),
      key("F", "plein écran (F11 le garde d’une page à l’autre)"),
      key("P", "projeter une page"),
      key("Échap", "quitter")),
    withLetters));

  const time = h("span", { class: "projection-temps", role: "timer" });
  const minutes = h("input", { type: "number", min: "1", max: String(MOST), value: "10" });
  const field = h("label", {}, minutes, "minutes");
  const run = button("", () => act("minuteur"));
  const drop = button("Effacer", () => {
    keepTimer(null);
    run.focus();
  });
  minutes.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    act("minuteur");
    run.focus();
  });
  const said = h("span", { class: "visually-hidden", role: "status" });
  const bar = h("div", { class: "projection-barre", role: "region", "aria-label": "Projection", "data-ecran": "vu" },
    h("div", {}, button("←", () => act("precedent"), { "aria-label": "Écran précédent" }),
      button("→", () => act("suivant"), { "aria-label": "Écran suivant" }), below, where),
    h("div", { class: "projection-minuteur", role: "group", "aria-label": "Minuteur" }, time, field, run, drop, said),
    h("div", {}, button("Écran noir", () => act("noir")), full, help, button("Quitter", () => act("quitter"))));
  const black = h("button", { type: "button", class: "projection-noir", "aria-label": "Écran noir. Reprendre", "data-ecran": "vu", hidden: true, onclick: () => blank(false) });

  // -- screens --------------------------------------------------------------------------------

  function unmark() {
    for (const el of [document.body, ...$$("[data-ecran]", $(".cadre")), $(".cadre")]) delete el.dataset.ecran;
  }

  function mark({ heads, parts }) {
    const title = $("h1", main);
    for (const el of [...heads, ...parts, title]) {
      if (!el) continue;
      // The title of the page is always there for those who listen to it.
      el.dataset.ecran = el === title && !heads.includes(el) ? "titre" : "vu";
      for (let up = el.parentElement; up !== html && up.dataset.ecran !== "chemin"; up = up.parentElement) up.dataset.ecran = "chemin";
    }
  }

  function plan() {
    const kept = screens[at]?.parts.find((el) => el.isConnected);
    const scroll = scrollY;
    unmark();
    all = groups();
    const style = getComputedStyle(main);
    screens = cut(all, innerHeight - bar.offsetHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom));
    if (kept) at = Math.max(0, screens.findIndex(({ parts }) => parts.some((el) => el.contains(kept) || kept.contains(el))));
    at = Math.min(at, screens.length - 1);
    mark(screens[at]);
    tell();
    scrollTo({ top: scroll, behavior: "instant" });
  }

  function tell() {
    const { title, id, rank, of } = screens[at];
    const text = `${at + 1} sur ${screens.length}${NBSP}: ${title}${of > 1 ? ` (${rank}/${of})` : ""}`;
    if (where.textContent !== text) where.textContent = text;
    try {
      history.replaceState(null, "", `#projeter${id && `=${encodeURIComponent(id)}${rank > 1 ? `.${rank}` : ""}`}`);
    } catch {
      // Some browsers refuse when keys come too fast: the next screen will say where we are.
    }
    more();
  }

  function show(index) {
    at = Math.min(Math.max(0, index), screens.length - 1);
    unmark();
    mark(screens[at]);
    const { heads, parts } = screens[at];
    const head = heads.at(-1) ?? parts[0];
    head.dispatchEvent(new CustomEvent("ess-projeter", { bubbles: true }));
    tell();
    suggest();
    scrollTo({ top: 0, behavior: "instant" });
    const target = heads.length ? heads[0] : ($('[rel="next"]', parts[0]) ?? $("a", parts[0]));
    if (heads.length) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
  }

  const holding = (el) => screens.findIndex(({ heads, parts }) => [...parts, ...heads].some((one) => one.contains(el)));

  const indexOf = (asked) => Math.max(0, screens.findIndex(({ id, rank, of }) => id === asked.id && rank === Math.min(asked.rank, of)));

  function toAddress() {
    const asked = place(location.hash);
    if (asked) show(indexOf(asked));
    else reveal($(":target", main));
  }

  function reveal(el) {
    const index = el ? holding(el) : -1;
    // A section has the same beginning as its title.
    const inside = el && index < 0 ? screens.findIndex(({ heads }) => heads[0] && el.contains(heads[0])) : index;
    if (inside < 0) return tell();
    if (inside !== at) show(inside);
    else tell();
    if (index >= 0 && !screens[at].heads.includes(el)) el.scrollIntoView({ block: "nearest" });
  }

  // -- what keys and buttons do -----------------------------------------------------------------

  const hasMore = () => html.scrollHeight - innerHeight - scrollY > 8;
  function more() {
    below.disabled = !hasMore();
    below.classList.toggle("ess-btn--primary", !below.disabled);
  }
  const page = (way) => scrollBy({ top: way * (innerHeight - bar.offsetHeight) * 0.8, behavior: calm() ? "instant" : "smooth" });

  const ACTS = {
    suivant: () => next(),
    precedent: () => at > 0 && show(at - 1),
    premier: () => show(0),
    dernier: () => show(screens.length - 1),
    suite: () => (hasMore() ? page(1) : next()),
    retour: () => (scrollY > 8 ? page(-1) : at > 0 && show(at - 1)),
    noir: () => blank(black.hidden),
    minuteur: () => keepTimer(pressed(kept(), Date.now(), Number(minutes.value))),
    plein: () => (document.fullscreenElement ? document.exitFullscreen() : html.requestFullscreen?.())?.catch(() => {}),
    sortir: () => (screens[at].heads[0] ?? main).focus({ preventScroll: true }),
    quitter: () => leave(),
  };
  const act = (name) => ACTS[name]();

  function next() {
    if (at < screens.length - 1) return show(at + 1);
    $('.voisins [rel="next"]')?.click();
  }

  function blank(on) {
    black.hidden = !on;
    for (const el of [$(".cadre"), bar]) el.inert = on;
    if (on) black.focus();
    else ACTS.sortir();
  }

  function onKey(event) {
    if (!event.key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    const wanted = wish(event.key, event.shiftKey, black.hidden ? placeOf(event.target) : "page", letters());
    if (!wanted) return;
    if (event.repeat && ["noir", "minuteur", "plein"].includes(wanted)) return;
    event.preventDefault();
    if (!black.hidden) blank(false);
    else if (wanted === "quitter" && help.open) {
      help.open = false;
      $("summary", help).focus();
    } else act(wanted);
  }

  // -- timer ------------------------------------------------------------------------------------

  const kept = () => read(["projection", "minuteur"]);
  function keepTimer(timer) {
    write(["projection", "minuteur"], timer);
  }

  let over = left(kept(), Date.now()) === 0; // already said
  function tick() {
    const timer = kept();
    const ms = left(timer, Date.now());
    const idle = ms === null;
    const text = idle ? "" : ms ? clock(ms) : "Temps écoulé";
    if (time.textContent !== text) time.textContent = text;
    const name = idle ? "Démarrer" : !ms ? "Effacer" : Number.isFinite(timer.fin) ? "Arrêter" : "Reprendre";
    if (run.textContent !== name) run.textContent = name;
    time.hidden = idle;
    time.classList.toggle("est-fini", ms === 0);
    field.hidden = !idle;
    drop.hidden = idle || ms === 0 || Number.isFinite(timer.fin);
    const ended = ms === 0;
    if (ended !== over) said.textContent = ended ? "Temps écoulé" : "";
    over = ended;
  }

  // The duration of the step on the screen, else that of the page.
  let suggested = null;
  function suggest() {
    const { heads, parts } = screens[at];
    const found = (heads[0] ?? parts[0]).closest("[data-minutes]") ?? $(".bloc--animateur[data-minutes]");
    const given = found?.dataset.minutes ?? null;
    if (given && given !== suggested) minutes.value = given;
    suggested = given;
  }

  // -- beginning and end --------------------------------------------------------------------------

  function refresh() {
    withLetters.setAttribute("aria-pressed", String(letters()));
    tick();
  }

  let frame = 0;
  // A widget that draws its questions again, or has just started, changes what there is to show.
  const watch = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const [before, now] = [partsOf(all), partsOf(groups())];
      if (before.length !== now.length || now.some((el, i) => el !== before[i])) plan();
      else more();
    });
  });
  const ready = new MutationObserver(() => plan());
  let later;
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal, passive: type === "scroll" });

  const asked = place(location.hash);
  html.classList.add("projection");
  document.body.append(bar, black);
  for (const link of $$(".voisins a")) link.hash = "#projeter";
  plan();
  show(asked ? indexOf(asked) : reading ? Math.max(0, holding(reading)) : 0);
  refresh();
  const beat = setInterval(tick, 250);
  const forget = subscribe(refresh);
  watch.observe($(".page"), { childList: true, subtree: true });
  ready.observe(html, { attributes: true, attributeFilter: ["data-ess-ready"] });
  on(document, "keydown", onKey);
  on(document, "scroll", more);
  on(document, "ess-montrer", (event) => reveal(event.target));
  on(globalThis, "hashchange", toAddress);
  const grown = new ResizeObserver(more);
  grown.observe(main);
  on(globalThis, "resize", () => {
    clearTimeout(later);
    later = setTimeout(plan, 150);
  });

  function leave() {
    const { heads, parts } = screens[at];
    const head = at > 0 && (heads[0] ?? parts[0]);
    stop.abort();
    watch.disconnect();
    ready.disconnect();
    grown.disconnect();
    clearInterval(beat);
    clearTimeout(later);
    forget();
    cancelAnimationFrame(frame);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    unmark();
    html.classList.remove("projection");
    bar.remove();
    black.remove();
    for (const link of $$(".voisins a")) link.href = link.href.split("#")[0];
    current = null;
    const id = head && (head.id || head.closest("section[id]")?.id);
    history.replaceState(null, "", id ? `#${id}` : location.pathname + location.search);
    if (head) head.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top: 0, behavior: "instant" });
    (heads.includes(head) ? head : $(".bouton-projeter")).focus({ preventScroll: true });
  }
  return leave;
}
