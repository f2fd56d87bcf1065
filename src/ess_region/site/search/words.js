// Words of a text, as the index has them (`words()` of sphinx/search.py: same vectors), and their forms.

const WORD = /\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[,.]\d+)?|\d+(?:[,.]\d+)?|\p{L}[\p{L}\p{N}]*/gu;

/** Without accents, in lower case. */
export const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/œ/gi, "oe").toLowerCase();

/** What is left of a word without its accents, its plural and its feminine: nearer than a stem. */
export const bare = (word) => fold(word).replace(/(?:e?s|x|e)$/, "");

const normal = (word) => (/^\d/.test(word) ? word.replace(/[ \u00a0\u2009\u202f]/g, "").replace(".", ",") : word);

/** The words of a text and where they stand in it: [{ word, start, end }]. */
export function places(text) {
  return [...text.matchAll(WORD)].map((match) => ({
    word: normal(match[0].toLowerCase().replace(/œ/g, "oe")),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The words alone. */
export const words = (text) => places(text).map(({ word }) => word);

/**
 * What tells that two words are the same: { key(word), small(word) }, remembered. `key` is the folded stem, so that
 * plurals, feminines and conjugations meet; `small` tells the words of the language that carry no meaning.
 */
export function language(stemmer, stopWords) {
  const stops = new Set([...stopWords.map(fold), "cest", "quelle", "comment", "pourquoi", "combien", "jusqu", "lorsqu", "puisqu"]);
  const keys = new Map();
  const key = (word) => {
    if (!keys.has(word)) keys.set(word, /^\d/.test(word) ? word : fold(stemmer.stemWord(word)));
    return keys.get(word);
  };
  return { key, small: (word) => stops.has(fold(word)) || (word.length < 2 && !/\d/.test(word)) };
}
