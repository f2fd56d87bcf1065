// What the learner keeps along the course, for the action plan of its last chapter. State: ["plan"].

import { h } from "./dom.js";
import { read, subscribe, write } from "./state.js";

const PATH = ["plan"];
const text = (value) => (typeof value === "string" ? value : "");
const same = (item, kind, id) => item.kind === kind && item.id === id;

/** [{ kind, id, title, page, note, when }], the oldest first. What is not an item is left out. */
export function kept() {
  const stored = read(PATH, []);
  if (!Array.isArray(stored)) return [];
  return stored
    .filter((item) => item && text(item.kind) && text(item.id) && text(item.title))
    .map(({ kind, id, title, page, note, when }) => ({ kind, id, title, page: text(page), note: text(note), when: text(when) }));
}

/** True when this item is kept. */
export const isKept = (kind, id) => kept().some((item) => same(item, kind, id));

/** Keep an item { kind, id, title, page, note? }; kept again, it is brought up to date in its place. */
export function keep(item) {
  const items = kept();
  const at = items.findIndex((one) => same(one, item.kind, item.id));
  const entry = { note: "", ...item, when: at < 0 ? new Date().toISOString() : items[at].when };
  write(PATH, at < 0 ? [...items, entry] : items.with(at, entry));
}

/** Forget an item. */
export function drop(kind, id) {
  write(PATH, kept().filter((item) => !same(item, kind, id)));
}

const LABELS = { false: "Garder dans mon plan", true: "Gardé dans mon plan" };

/** A button that keeps an item, and lets it go. `item`: see `keep`. */
export function keepButton(item) {
  const button = h("button", {
    type: "button",
    class: "ess-btn ess-garder",
    onclick: () => (isKept(item.kind, item.id) ? drop(item.kind, item.id) : keep(item)),
  });
  const show = () => {
    const on = isKept(item.kind, item.id);
    if (button.getAttribute("aria-pressed") === String(on)) return;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = LABELS[on];
  };
  show();
  // A button that left the page stops listening at the next change.
  let seen = false;
  const stop = subscribe(() => {
    if (seen && !button.isConnected) return stop();
    seen ||= button.isConnected;
    return show();
  });
  return button;
}
