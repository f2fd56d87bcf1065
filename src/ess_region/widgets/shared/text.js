// Searching words as people type them: any order, accents, case and apostrophes ignored.

/** Lower case, no accents, no apostrophes: what is compared. Pure. */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[’']/g, " ")
    .toLowerCase();

/** True when every word of the query is somewhere in the text. Both folded. Pure. */
export const matches = (text, query) => query.split(/\s+/).every((word) => text.includes(word));
