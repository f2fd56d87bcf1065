// Small helpers to build and find elements. Text always goes in as text, never as HTML.

/**
 * Make an element: h("p", { class: "x", hidden: true, onclick: fn, "aria-live": "polite" }, "text", child).
 * Attributes: functions named onX become listeners; true sets an empty attribute; null, undefined
 * and false are left out, and an address that could run a script. Children: nodes, strings, numbers,
 * arrays; null and false are left out.
 */
export function h(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) {
      if (typeof value === "function") el.addEventListener(name.slice(2), value);
    } else if (name !== "href" || safeAddress(value)) {
      el.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(el, children);
  return el;
}

/** True for an address of a page, of a message or of a place of the book: one that comes with data may be anything. Pure. */
export const safeAddress = (address) => {
  // What browsers skip before they read the scheme.
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(String(address).replace(/[\u0000-\u0020]/g, "")) ?? [];
  return !scheme || /^(https?|mailto|tel|file)$/i.test(scheme);
};

function append(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : String(child));
  }
}

/** Replace everything in `el` by these children. */
export function fill(el, ...children) {
  el.replaceChildren();
  append(el, children);
  return el;
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

let counter = 0;
/** An id that no other element of the page has. */
export function uid(prefix = "ess") {
  do counter += 1;
  while (document.getElementById(`${prefix}-${counter}`));
  return `${prefix}-${counter}`;
}

/** Say `text` in a live region, again even when it is the same sentence. */
export function announce(el, text) {
  el.textContent = "";
  // A live region is read when it changes: let the emptiness be seen first.
  requestAnimationFrame(() => {
    el.textContent = text;
  });
}

/** True when the person asked the system for less movement. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
