// The sentences of a page that answer a query, and where its words stand in them.

import { keysOf } from "./query.js";
import { bare, fold, places, words } from "./words.js";

const LONGEST = 260; // characters of a passage
const PASSAGES = 3;

/** A matcher for the terms of a query: `marks(text)` → [[start, end, term], …], in the order of the text. */
export function matcher(book, terms) {
  const forms = terms.flatMap((term, number) =>
    term.alternatives.map((alternative) => ({
      number,
      words: alternative.map((word) => ({ keys: keysOf(book, word), fold: fold(word), known: book.small(word) || book.byFold.has(fold(word)) })),
    })),
  );
  const fits = (word, one) => one.keys.has(book.key(word)) || fold(word) === one.fold || (!one.known && one.fold.length > 3 && fold(word).startsWith(one.fold));
  return (text) => {
    const list = places(text);
    const found = [];
    for (let at = 0; at < list.length; at += 1) {
      for (const form of forms) {
        const last = at + form.words.length - 1;
        if (last >= list.length || !form.words.every((one, i) => fits(list[at + i].word, one))) continue;
        found.push([list[at].start, list[last].end, form.number]);
      }
    }
    return found;
  };
}

/**
 * Best passages of a page: { passages: [{ anchor, title, text, marks }], complete }, in order of merit; `sections` as
 * written by sphinx/search.py. `complete` tells whether the page says all the terms as they are asked, phrases included.
 */
export function passages(book, terms, sections) {
  const marks = matcher(book, terms);
  const typed = new Set(terms.flatMap((term) => term.alternatives.map((one) => one.map(bare).join(" "))));
  const seen = new Set();
  const candidates = [];
  sections.forEach(([anchor, title, lines], order) => {
    const titled = marks(title);
    const inTitle = new Set(titled.map((mark) => mark[2]));
    const asTyped = (text, found) => found.some(([start, end]) => typed.has(words(text.slice(start, end)).map(bare).join(" ")));
    inTitle.forEach((term) => seen.add(term));
    let best = null;
    for (const line of lines) {
      const [place, text] = typeof line === "string" ? [anchor, line] : line;
      for (const sentence of sentences(text)) {
        const found = marks(sentence);
        if (!found.length) continue;
        const said = new Set(found.map((mark) => mark[2]));
        said.forEach((term) => seen.add(term));
        const exact = asTyped(sentence, found);
        const score = 10 * said.size + Math.min(found.length, 3) + 4 * exact - (sentence.length > LONGEST ? 1 : 0);
        if (!best || score > best.score) best = { score, anchor: place, text: sentence, found };
      }
    }
    if (!best && !inTitle.size) return;
    if (!best && order === 0) return; // the page's own title is shown anyway
    const score = (best?.score ?? 0) + (asTyped(title, titled) ? 12 : 2) * inTitle.size;
    // The first sentence of a section whose title alone answers.
    const first = lines.length ? sentences(typeof lines[0] === "string" ? lines[0] : lines[0][1])[0] : "";
    const text = best?.text ?? first;
    candidates.push({ score, order, title, anchor: best && !inTitle.size ? best.anchor : anchor, ...cut(text, best?.found ?? []) });
  });
  candidates.sort((a, b) => b.score - a.score || a.order - b.order);
  return { passages: candidates.slice(0, PASSAGES), complete: seen.size === terms.length };
}

/** A text in sentences. */
export function sentences(text) {
  return text.split(/(?<=[.!?…]["»\u202f\u00a0)]*)\s+(?=[\p{Lu}«(])/u);
}

/** A passage short enough around its first words found, and its marks. */
function cut(text, found) {
  const marks = merged(found);
  if (text.length <= LONGEST) return { text, marks };
  const first = marks.length ? marks[0][0] : 0;
  let start = Math.max(0, first - 90);
  if (start) start = text.indexOf(" ", start) + 1;
  let end = Math.min(text.length, start + LONGEST);
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
  const before = start ? "… " : "";
  const shift = before.length - start;
  return {
    text: before + text.slice(start, end) + (end < text.length ? " …" : ""),
    marks: marks.filter(([a, b]) => a >= start && b <= end).map(([a, b]) => [a + shift, b + shift]),
  };
}

/** Marks that do not overlap. */
export function merged(found) {
  const result = [];
  for (const [start, end] of [...found].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (result.length && start < result.at(-1)[1]) result.at(-1)[1] = Math.max(end, result.at(-1)[1]);
    else result.push([start, end]);
  }
  return result;
}
