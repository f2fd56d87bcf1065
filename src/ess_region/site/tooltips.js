// The bubble of a figure (.fait), an article of law (.article) or an acronym (.sigle):
// <span class="info"> holds the link, then its bubble, to which aria-describedby points; of the words
// that come again in a page, only the first has its bubble beside it.
// Without a script, CSS shows the bubble at the foot of the window on hover and focus. Here it opens
// next to the word, stays inside the window, can be hovered, closes on Escape; a first tap opens it
// instead of following the link.

import { $, $$, h } from "../widgets/shared/dom.js";
import { read, write } from "../widgets/shared/state.js";

const GAP = 5; // px between the word and its bubble
const MARGIN = 8; // px kept free at the edges of the window
const OPEN_AFTER = 120; // ms: crossing a line with the pointer opens nothing
const CLOSE_AFTER = 180; // ms: time to move from the word to its bubble
const READ_AFTER = 1000; // ms: an acronym whose bubble stayed open was looked up
const MOST = 100;

/** Where to put a bubble, in px: under the word, above when there is more room there. Pure. */
export function place(word, bubble, view) {
  const left = Math.max(MARGIN, Math.min(word.left, view.width - bubble.width - MARGIN));
  const needed = bubble.height + GAP + MARGIN;
  const below = view.height - word.bottom;
  const above = needed > below && word.top > below;
  const top = above ? Math.max(MARGIN, word.top - GAP - bubble.height) : word.bottom + GAP;
  return { left, top };
}

/** The acronyms looked up with one more, the latest last; the oldest give way. Pure. */
export function lookedUp(kept, word, text) {
  const others = Object.entries(kept ?? {}).filter(([one]) => one !== word);
  return Object.fromEntries([...others, [word, text]].slice(-MOST));
}

// What « Ce que j’ai appris » lists.
function note(word, bubble) {
  const lines = $$(".info-ligne", bubble).map((line) => line.textContent.trim());
  const text = (lines.length ? lines : [bubble.textContent.trim()]).join(". ").replaceAll("..", ".").slice(0, 400);
  const name = word.dataset.sigle;
  if (read(["consultes", name]) !== text) write(["consultes"], lookedUp(read(["consultes"], {}), name, text));
}

export function tooltips() {
  document.documentElement.dataset.bulles = "";
  let open = null; // { word, bubble }
  let timer = null;
  let reading = null;
  let lastPointer = "";

  function show(word) {
    clearTimeout(timer);
    if (open?.word === word) return;
    hide();
    const bubble = $(".info-bulle", word.parentElement) ?? copied(word);
    if (!bubble) return;
    open = { word, bubble };
    bubble.classList.add("est-ouverte");
    // With no room above nor below, the bubble would cover the word that has the focus.
    const box = [...word.getClientRects()].at(-1);
    const needed = bubble.offsetHeight + GAP + MARGIN;
    if (box && word.contains(document.activeElement) && needed > box.top && needed > innerHeight - box.bottom) {
      word.scrollIntoView({ block: "start" });
    }
    position();
    if (word.matches(".sigle")) reading = setTimeout(() => note(word, bubble), READ_AFTER);
  }

  // A page has the bubble of a word once (sphinx/bubbles.py): elsewhere, a copy of it.
  function copied(word) {
    const first = document.getElementById(word.getAttribute("aria-describedby") ?? "");
    if (!first) return null;
    const bubble = h("span", { class: "info-bulle", role: "tooltip" }, ...[...first.childNodes].map((line) => line.cloneNode(true)));
    word.after(bubble);
    return bubble;
  }

  function hide() {
    clearTimeout(timer);
    clearTimeout(reading);
    open?.bubble.classList.remove("est-ouverte");
    open = null;
  }

  function position() {
    if (!open) return;
    const { word, bubble } = open;
    // A word cut at the end of a line has two boxes: the bubble goes under the last one, or above the first.
    const box = [...word.getClientRects()].at(-1);
    if (!box || box.bottom < 0 || box.top > innerHeight) return hide();
    const view = { width: document.documentElement.clientWidth, height: innerHeight };
    const whole = { left: box.left, bottom: box.bottom, top: word.getClientRects()[0].top };
    const { left, top } = place(whole, { width: bubble.offsetWidth, height: bubble.offsetHeight }, view);
    bubble.style.left = `${left}px`;
    bubble.style.top = `${top}px`;
  }

  // The word that an element is in, or whose bubble it is in.
  const wordAt = (target) => {
    const info = target instanceof Element ? target.closest(".info") : null;
    return info?.firstElementChild;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const word = wordAt(event.target);
    clearTimeout(timer);
    if (word) timer = setTimeout(() => show(word), open ? 0 : OPEN_AFTER);
    else if (open && !open.word.contains(document.activeElement)) timer = setTimeout(hide, CLOSE_AFTER);
  });
  document.addEventListener("pointerdown", (event) => {
    lastPointer = event.pointerType;
    if (open && wordAt(event.target) !== open.word) hide();
  });
  document.addEventListener("focusin", (event) => {
    const word = wordAt(event.target);
    if (word && lastPointer !== "touch") show(word);
    else if (!word) hide();
  });
  document.addEventListener("focusout", (event) => {
    if (open?.word.contains(event.target) && wordAt(event.relatedTarget) !== open.word) hide();
  });
  document.addEventListener(
    "click",
    (event) => {
      const word = wordAt(event.target);
      if (lastPointer !== "touch" || !word?.contains(event.target) || open?.word === word) return;
      event.preventDefault();
      show(word);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    lastPointer = "";
    if (event.key === "Escape" && open) {
      hide();
      event.preventDefault();
    }
  });
  addEventListener("scroll", position, { passive: true, capture: true });
  addEventListener("resize", position, { passive: true });
}
