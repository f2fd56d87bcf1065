// A list that people put in order with two buttons a line: the same for predictions and exercises.

import { $, $$, announce, h } from "./dom.js";

/** « 1er », « 2e ». Pure. */
export const ordinal = (rank) => (rank === 1 ? "1er" : `${rank}e`);

/** « à sa place », « 2 places trop haut ». Pure. */
export function shiftWords(shift) {
  if (shift === 0) return "à sa place";
  const places = Math.abs(shift) > 1 ? "places" : "place";
  return `${Math.abs(shift)} ${places} trop ${shift < 0 ? "haut" : "bas"}`;
}

/** Whether a stored order has exactly these keys. Pure. */
export const sameKeys = (keys, value) =>
  Array.isArray(value) && value.length === keys.length && keys.every((key) => value.includes(key));

/**
 * Bring a static `<ul class="ess-rank">` of `<li data-key>` to life, in its place.
 *
 * `onChange(order)` is called after each move; `drag` lets a mouse move the rows too. Returns { list,
 * status, initial, value(), set(order), row(key), focus(), lock(boolean) }: `status` is the live region
 * to put near the list; the first child of each `<li>` stays.
 */
export function ranking(staticList, { name, onChange = () => {}, drag = false }) {
  const part = (word) => `ess-rank-${word} ${name}-${word}`;
  const initial = $$("li", staticList).map((item) => item.dataset.key);
  const names = {};
  let order = [...initial];
  let touched = false;

  const list = h("ol", { class: staticList.className });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const rows = new Map($$("li", staticList).map((item) => [item.dataset.key, makeRow(item)]));
  staticList.replaceWith(list);
  draw();
  if (drag) listen();

  // Dragging is an extra: the buttons do everything it does.
  function listen() {
    let held = null;
    lock(false);
    list.addEventListener("dragstart", (event) => {
      held = event.target.dataset?.key ?? null;
      if (!held) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", names[held]);
    });
    list.addEventListener("dragover", (event) => {
      if (held) event.preventDefault();
    });
    list.addEventListener("drop", (event) => {
      const over = event.target.closest?.("li[data-key]")?.dataset.key;
      if (!held || !over || !list.contains(rows.get(over))) return;
      event.preventDefault();
      place(held, order.indexOf(over));
      held = null;
    });
    list.addEventListener("dragend", () => (held = null));
  }

  function lock(locked) {
    if (drag) for (const row of rows.values()) row.draggable = !locked;
  }

  function makeRow(item) {
    const key = item.dataset.key;
    names[key] = item.firstElementChild.textContent;
    const button = (by, word, sign) =>
      h(
        "button",
        { type: "button", class: `ess-btn ${part("move")}`, "data-by": by, onclick: () => move(key, by) },
        h("span", { "aria-hidden": "true" }, sign),
        h("span", { class: part("move-word") }, word),
        h("span", { class: "visually-hidden" }, ` «\u202f${names[key]}\u202f»`),
      );
    const place = h("span", { class: part("place"), "aria-hidden": "true" });
    return h("li", { "data-key": key }, place, item.firstElementChild, h("span", { class: part("moves") }, button(-1, "Monter", "↑"), button(1, "Descendre", "↓")));
  }

  function move(key, by) {
    const from = order.indexOf(key);
    const to = from + by;
    touched = true;
    if (to < 0 || to >= order.length) {
      announce(status, `«\u202f${names[key]}\u202f» est déjà ${to < 0 ? "en haut" : "en bas"}.`);
      return;
    }
    place(key, to);
    $(`[data-by="${by}"]`, rows.get(key)).focus();
  }

  function place(key, to) {
    order.splice(order.indexOf(key), 1);
    order.splice(to, 0, key);
    draw();
    announce(status, `«\u202f${names[key]}\u202f»\u00a0: ${ordinal(to + 1)} sur ${order.length}.`);
    onChange([...order]);
  }

  function draw() {
    order.forEach((key, rank) => {
      const row = rows.get(key);
      $(".ess-rank-place", row).textContent = ordinal(rank + 1);
      // aria-disabled, not disabled: the focus must not be lost when an element reaches the top.
      $('[data-by="-1"]', row).setAttribute("aria-disabled", rank === 0);
      $('[data-by="1"]', row).setAttribute("aria-disabled", rank === order.length - 1);
      if (list.children[rank] !== row) list.insertBefore(row, list.children[rank] ?? null);
    });
  }

  return {
    list,
    status,
    initial,
    value: () => [...order],
    row: (key) => rows.get(key),
    lock,
    focus: () => $(touched ? '[data-by="1"]' : "button", list).focus(),
    set(value) {
      order = [...(value ?? initial)];
      draw();
    },
  };
}
