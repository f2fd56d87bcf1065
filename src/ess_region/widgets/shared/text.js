// Sentences with words to fill in, and searching as people type: any order, accents, case and apostrophes ignored.

/** Lower case, no accents, no apostrophes: what is compared. Pure. */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[’']/g, " ")
    .toLowerCase();

/** True when every word of the query is somewhere in the text. Both folded. Pure. */
export const matches = (text, query) => query.split(/\s+/).every((word) => text.includes(word));

/** The sentence with its {words} filled in. Pure. */
export const fillIn = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
