// From what is typed to the pages that answer. Nothing here touches the page.
//
// A query is a list of terms, all wanted. A term has alternatives, any of which will do: the words typed, and
// for an acronym its long form, or the reverse. An alternative is a list of words that follow one another.

import { bare, fold, language, words } from "./words.js";

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** The index as written (sphinx/search.py) → what the functions below read. It knows no word yet: see `prepare`. */
export function open(index, stemmer, stopWords) {
  const names = index.sigles.map(([name, long = "", others = "", id = fold(name)]) => ({
    name,
    long,
    id,
    shorts: [name, ...others.split("|")].map((one) => words(one)),
    full: words(long),
  }));
  return {
    ...index,
    ...language(stemmer, stopWords),
    names,
    vocabulary: new Map(), // word → { pages: Set, often: Set }
    byKey: new Map(),
    byFold: new Map(),
    drawers: new Set(), // those it has
  };
}

/** Names of the drawers where the words are: one for figures and the rest, one for each first letter. */
const DRAWERS = [..."0abcdefghijklmnopqrstuvwxyz"];

/** The drawers where these words are; small words have none to look up, unless there is nothing else. */
export function drawersOf(book, list) {
  const meaning = list.filter((word) => !book.small(word));
  return [...new Set((meaning.length ? meaning : list).map((word) => (DRAWERS.includes(fold(word)[0]) ? fold(word)[0] : DRAWERS[0])))];
}

/** The words that a query needs: its own, then those of the long forms of its acronyms. `bring(drawer)`: its lines, promised. */
export async function prepare(book, typed, bring) {
  await learn(book, drawersOf(book, words(typed)), bring);
  await learn(book, drawersOf(book, parse(book, typed).terms.flatMap(({ alternatives }) => alternatives.flat())), bring);
}

/** The words of these drawers, of all of them unless told. */
export async function learn(book, drawers, bring) {
  const wanted = (drawers ?? DRAWERS).filter((one) => !book.drawers.has(one));
  for (const one of wanted) book.drawers.add(one);
  for (const lines of await Promise.all(wanted.map(bring))) put(book, lines);
}

/** A drawer, as written, in the book. */
function put(book, lines) {
  const place = new Map([...book.signes].map((sign, number) => [sign, number]));
  const numbers = (signs) => new Set([...signs].map((sign) => place.get(sign)));
  const add = (map, name, one) => map.set(name, [...(map.get(name) ?? []), one]);
  let word = "";
  for (const line of lines.split("\n")) {
    const [coded, pages = "", often = ""] = line.split("|");
    if (!coded) continue;
    const [rest, ...endings] = coded.slice(1).split(" ");
    word = word.slice(0, DIGITS.indexOf(coded[0])) + rest;
    const where = { pages: numbers(pages), often: numbers(often) };
    for (const ending of ["", ...endings]) {
      const one = word + ending;
      book.vocabulary.set(one, where);
      add(book.byKey, book.key(one), one);
      add(book.byFold, fold(one), one);
    }
  }
}

/** Keys that a word typed stands for: its own, and those of the words that are the same but for accents. */
export function keysOf(book, word) {
  const twins = book.byFold.get(fold(word)) ?? [];
  return new Set([book.key(word), ...twins.map(book.key)]);
}

/** Words of the course that a word typed stands for. */
const known = (book, word) => {
  const found = [...keysOf(book, word)].flatMap((key) => book.byKey.get(key) ?? []);
  return found.length ? found : (book.byFold.get(fold(word)) ?? []);
};

const same = (book, a, b) => fold(a) === fold(b) || keysOf(book, a).has(book.key(b));

/** Whether `part` stands in `list` from `at` on, small words apart or not. */
const follows = (book, list, part, at) => part.length > 0 && part.every((word, i) => list[at + i] !== undefined && same(book, list[at + i], word));

/** What is typed → { terms: [{ typed, alternatives, phrase }], names: entries of the glossary asked for }. */
export function parse(book, typed) {
  const terms = [];
  const names = [];
  const parts = typed.replace(/[“”„]/g, '"').replace(/«\s*|\s*»/g, '"').split('"');
  parts.forEach((part, number) => {
    const list = words(part);
    if (!list.length) return;
    const quoted = number % 2 === 1 && number < parts.length - 1;
    if (quoted) {
      terms.push({ typed: part.trim(), alternatives: [list], phrase: true });
      return;
    }
    const meaning = list.filter((word) => !book.small(word));
    const kept = (word) => (meaning.length ? !book.small(word) : word.length > 1 || /\d/.test(word));
    for (let at = 0; at < list.length; ) {
      const entry = entryAt(book, list, at, list.length);
      if (entry) {
        const { name, length } = entry;
        const asked = list.slice(at, at + length);
        const others = [...name.shorts, name.full].filter((one) => one.length && one.join(" ") !== asked.join(" "));
        names.push(name);
        terms.push({ typed: asked.join(" "), alternatives: [asked, ...others], phrase: false });
        at += length;
      } else {
        if (kept(list[at])) terms.push({ typed: list[at], alternatives: [[list[at]]], phrase: false });
        at += 1;
      }
    }
  });
  return { terms, names };
}

/** The longest entry of the glossary written at this place of a query: { name, length }. */
function entryAt(book, list, at) {
  let best = null;
  for (const name of book.names) {
    for (const form of [...name.shorts, name.full]) {
      // One short word that is also an ordinary one (« ETAT ») is only itself; a lone word must be it exactly.
      const fits = form.length === 1 ? fold(list[at]) === fold(form[0]) : follows(book, list, form, at);
      if (fits && form.length && (!best || form.length > best.length)) best = { name, length: form.length };
    }
  }
  return best;
}

/** Pages where a word is: number → weight. */
function pagesOfWord(book, word) {
  const found = new Map();
  const common = known(book, word);
  const list = common.length ? common : startingWith(book, word);
  for (const one of list) {
    const exact = bare(one) === bare(word) ? 1 : 0.4;
    const { pages, often } = book.vocabulary.get(one);
    for (const page of pages) found.set(page, Math.max(found.get(page) ?? 0, exact * (often.has(page) ? 3 : 1)));
  }
  return found;
}

/** Words that begin as a word typed does, when it is nowhere whole. */
function startingWith(book, word) {
  if (word.length < 4 || /^\d/.test(word)) return [];
  const start = fold(word);
  return [...book.byFold.keys()].filter((one) => one.startsWith(start)).flatMap((one) => book.byFold.get(one));
}

/** Pages that have all the words of an alternative. */
function pagesOf(book, alternative) {
  const meaning = alternative.filter((word) => !book.small(word));
  const each = (meaning.length ? meaning : alternative).map((word) => pagesOfWord(book, word));
  const found = new Map();
  for (const [page] of each[0] ?? []) {
    if (each.every((one) => one.has(page))) found.set(page, Math.min(...each.map((one) => one.get(page))));
  }
  return found;
}

/** How well a title says a term: 2 when it says nothing else, less when it says a word of the same family. */
function titleSays(book, title, term) {
  const list = words(title);
  const meaning = list.filter((word) => !book.small(word));
  for (const alternative of term.alternatives) {
    const asked = alternative.filter((word) => !book.small(word));
    if (asked.length && asked.every((word) => list.some((one) => sameOrBegins(book, one, word)))) {
      const exact = asked.every((word) => list.some((one) => bare(one) === bare(word))) ? 1 : 0.1;
      return exact * (asked.length >= meaning.length ? 2 : 1);
    }
  }
  return 0;
}

const sameOrBegins = (book, one, word) => same(book, one, word) || (word.length > 3 && !known(book, word).length && fold(one).startsWith(fold(word)));

/** Weights: a page's own title first, then its sections', then its text. */
const TITLE = 40;
const SECTION = 8;
/** A chapter explains: before an appendix or a workshop that says as much. */
const CHAPTER = 8;

/**
 * Pages that have every term, best first: [{ page, score, sections: places of titles that say them all }].
 * `missing`: the terms that no page has.
 */
export function search(book, terms) {
  const found = terms.map((term) => {
    const pages = new Map();
    term.alternatives.forEach((alternative, rank) => {
      for (const [page, weight] of pagesOf(book, alternative)) {
        pages.set(page, Math.max(pages.get(page) ?? 0, weight * (rank ? 0.7 : 1)));
      }
    });
    return pages;
  });
  const missing = terms.filter((_, number) => !found[number].size);
  const results = [];
  for (const [page] of found[0] ?? []) {
    if (!found.every((pages) => pages.has(page))) continue;
    const [, title, , places, chapter] = book.pages[page];
    const inTitle = terms.map((term) => titleSays(book, title, term));
    const sections = places.map((name, number) => [number, terms.map((term) => titleSays(book, name, term))]);
    const whole = sections.filter(([, says]) => says.every(Boolean));
    let score = found.reduce((sum, pages) => sum + pages.get(page), 0);
    if (inTitle.every(Boolean)) score += TITLE * Math.min(...inTitle);
    score += SECTION * Math.min(2, whole.reduce((sum, [, says]) => sum + Math.min(1, ...says), 0)) + 2 * inTitle.filter(Boolean).length;
    if (chapter) score += CHAPTER;
    if (whole.some(([, says]) => says.every((one) => one >= 1.5))) score += SECTION;
    results.push({ page, score, sections: whole.map(([number]) => number) });
  }
  results.sort((a, b) => b.score - a.score || a.page - b.page);
  return { results, missing };
}

/** Pages that have most of the terms, when none has all: the same, with the terms each lacks. */
export function almost(book, terms) {
  const counts = new Map();
  for (const term of terms) for (const { page, score } of search(book, [term]).results) counts.set(page, [...(counts.get(page) ?? []), score]);
  const most = Math.max(0, ...[...counts.values()].map((one) => one.length));
  return [...counts]
    .filter(([, scores]) => scores.length === most)
    .map(([page, scores]) => ({ page, score: scores.reduce((a, b) => a + b), sections: [] }))
    .sort((a, b) => b.score - a.score || a.page - b.page);
}

/** The known word nearest to one that is nowhere, or nothing: one letter in four at most is wrong. */
export function nearest(book, word) {
  if (word.length < 4 || /\d/.test(word)) return "";
  const asked = fold(word);
  let best = null;
  for (const [one, twins] of book.byFold) {
    const most = asked.length < 8 ? 1 : 2;
    if (Math.abs(one.length - asked.length) > most || /^\d/.test(one)) continue;
    const far = distance(asked, one, most);
    if (far > most) continue;
    const common = (twin) => book.vocabulary.get(twin).pages.size;
    const commonest = [...twins].sort((a, b) => common(b) - common(a))[0];
    const pages = common(commonest);
    const score = far * 100 + (one[0] === asked[0] ? 0 : 50) - Math.min(pages, 40);
    if (!best || score < best.score) best = { score, word: commonest };
  }
  return best?.word ?? "";
}

/** Letters added, dropped, changed or swapped between two words; `most` + 1 as soon as there are more. */
export function distance(a, b, most) {
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
}
