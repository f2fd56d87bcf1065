// The timeline: one event open at a time, from event to event with the arrow keys, a filter and a search.

import { $, $$, announce, calm, h, uid } from "./shared/dom.js";
import { fold, matches } from "./shared/text.js";
import { widget } from "./shared/widget.js";

const TRACKS = [["", "Les deux fils"], ["acteurs", "Acteurs"], ["pouvoirs-publics", "Pouvoirs publics"]];

/** Position to go to with a key, or null: `index` is the present one, among `count`. Pure. */
export function target(key, index, count) {
  if (!count) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
  return by ? Math.min(count - 1, Math.max(0, index + by)) : null;
}

/** « 12 événements sur 23 ». Pure. */
export function countSentence(shown, total) {
  if (!shown) return "Aucun événement. Essayez un autre mot, ou les deux fils.";
  return `${shown} ${shown > 1 ? "événements" : "événement"} sur ${total}`;
}

function enhance({ root, model }) {
  const box = $(".frise-evenements", root);
  const since = $(".frise-depuis details", root);
  const events = $$(".frise-evenement", box).map(makeEvent);
  const everything = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: openAll }, "Tout déplier");
  const periods = $$(".frise-periode", box).map((section) => {
    const count = $(".frise-titre > span", section);
    return { section, count, words: count.textContent, items: $$(".frise-evenement", section) };
  });
  let track = "";
  let query = "";
  let opened = null;
  let all = false;

  // -- one event ------------------------------------------------------------------------------

  function makeEvent(item) {
    const head = $(".frise-tete", item);
    const panel = $(".frise-corps", item);
    panel.id = uid("frise-corps");
    const event = { id: item.dataset.evenement, fil: item.dataset.fil, item, panel, head, text: fold(item.textContent) };
    event.mark = $(`.frise-marque[data-evenement="${event.id}"]`, root);
    event.button = h(
      "button",
      { type: "button", class: head.className, "aria-controls": panel.id, onclick: () => show(event.panel.hidden ? event : null) },
      [...head.childNodes],
    );
    head.replaceWith(event.button);
    const step = (by, word) => h("button", { type: "button", class: "ess-btn frise-pas", "data-pas": by, onclick: () => walk(event, by) }, word);
    event.steps = h("div", { class: "frise-suivre" }, step(-1, "Précédent"), step(1, "Suivant"));
    panel.append(event.steps);
    return event;
  }

  const shown = () => events.filter(({ item }) => !item.hidden);

  // Open one event, or none; the others close.
  function show(event, { focus = false } = {}) {
    unfold(events.filter((one) => one === event));
    opened = event;
    const list = shown();
    if (event) {
      roving(event);
      event.steps.hidden = false;
      for (const step of $$("[data-pas]", event.steps)) step.disabled = !list[list.indexOf(event) + Number(step.dataset.pas)];
      if (focus) {
        event.button.focus({ preventScroll: true });
        event.item.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
      }
    }
    const id = event?.id ?? "";
    if (model.get("selected") !== id) {
      model.set("selected", id);
      model.save_changes();
    }
  }

  function unfold(some) {
    for (const event of events) {
      const on = some.includes(event);
      event.button.setAttribute("aria-expanded", on);
      event.panel.hidden = !on;
      event.steps.hidden = true;
      event.item.classList.toggle("is-open", on);
      event.mark?.classList.toggle("is-open", on);
    }
    all = some.length === events.length;
    columns();
    everything.textContent = all ? "Tout replier" : "Tout déplier";
  }

  function openAll() {
    const on = !all;
    show(null);
    if (on) unfold(events);
  }

  // One column when the events take room, or when there is one track.
  const columns = () => box.toggleAttribute("data-colonne", all || track !== "");

  function roving(event) {
    for (const one of events) one.button.tabIndex = one === event ? 0 : -1;
  }

  function walk(event, by) {
    const list = shown();
    const next = list[list.indexOf(event) + by];
    if (next) show(next, { focus: true });
  }

  box.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.altKey || press.metaKey) return;
    const list = shown();
    const index = list.findIndex(({ button }) => button === press.target);
    if (index < 0) return;
    const to = target(press.key, index, list.length);
    if (to === null) return;
    press.preventDefault();
    show(list[to], { focus: true });
  });

  // -- filter and search ------------------------------------------------------------------------

  const field = uid("frise-chercher");
  const status = h("p", { class: "ess-hint frise-compte", role: "status" });
  const search = h("input", { id: field, type: "search", autocomplete: "off", spellcheck: "false" });
  const buttons = TRACKS.map(([value, name]) =>
    h("button", { type: "button", class: "ess-btn", "data-fil": value, onclick: () => pick(value) }, name));
  const tools = h(
    "div",
    { class: "frise-outils" },
    h("div", { class: "frise-filtre", role: "group", "aria-label": "Fil affiché" }, buttons),
    h("div", { class: "ess-field" }, h("label", { for: field }, "Chercher un événement"), search),
    everything,
  );
  const hint = h("p", { class: "ess-hint frise-aide" }, "Ouvrez un événement. Les flèches du clavier passent d’un événement à l’autre\u00a0; Début et Fin vont au premier et au dernier.");
  box.before(tools, status, hint);
  search.addEventListener("input", () => {
    query = fold(search.value.trim());
    filter();
  });

  function pick(value) {
    track = value;
    filter();
  }

  function filter(say = true) {
    for (const event of events) {
      event.item.hidden = Boolean((track && event.fil !== track) || (query && !matches(event.text, query)));
      event.mark?.classList.toggle("is-out", event.item.hidden);
    }
    for (const { section, count, words, items } of periods) {
      const left = items.filter((item) => !item.hidden).length;
      section.hidden = left === 0;
      count.textContent = left === items.length ? words : `${left}\u00a0sur ${items.length}`;
    }
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.fil === track);
    columns();
    const list = shown();
    if (opened) show(list.includes(opened) ? opened : null);
    if (!opened) roving(list[0] ?? events[0]);
    if (say) announce(status, countSentence(list.length, events.length));
  }

  const chosen = () => events.find(({ id }) => id === model.get("selected")) ?? null;
  const follow = () => chosen() !== opened && show(chosen());
  if (since) since.open = false;
  show(chosen());
  filter(false);
  model.on("change:selected", follow);

  return () => {
    model.off("change:selected", follow);
    tools.remove();
    status.remove();
    hint.remove();
    for (const event of events) {
      event.button.replaceWith(event.head);
      event.head.append(...event.button.childNodes);
      event.steps.remove();
      event.panel.hidden = event.item.hidden = false;
      event.item.classList.remove("is-open");
    }
    for (const { section, count, words } of periods) {
      section.hidden = false;
      count.textContent = words;
    }
    box.removeAttribute("data-colonne");
    if (since) since.open = true;
  };
}

export default widget(enhance);
