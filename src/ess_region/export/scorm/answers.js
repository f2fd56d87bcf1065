// Answers in a few letters, and as SCORM 1.2 wants to read them. A model is what grading.js needs of a question.

import { parseAnswer } from "../../widgets/shared/grading.js";

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const letter = (rank) => rank.toString(36);
const rankOf = (char) => parseInt(char, 36);
const NONE = "-";
const MOST = 255; // characters of a response

/** The keys that can be chosen, in the order of the bank. */
const keys = (model) => model.ordre?.toSorted() ?? model.reponses?.map((answer) => answer.cle) ?? [];

/** An answer → letters; "" for none. Pure. */
export function shorten(model, value) {
  if (value === null || value === undefined) return "";
  const all = keys(model);
  const ranks = (chosen) => chosen.map((key) => letter(all.indexOf(key))).join("");
  if (model.lignes) return model.lignes.map(({ cle, choix }) => (choix.includes(value[cle]) ? letter(choix.indexOf(value[cle])) : NONE)).join("");
  if (model.valeur !== undefined) return String(value);
  if (Array.isArray(value)) return value.every((key) => all.includes(key)) ? ranks(value) : "";
  return all.includes(value) ? ranks([value]) : "";
}

/** What `shorten` made → the answer, null for none. Pure. */
export function lengthen(model, text) {
  if (!text) return null;
  if (model.valeur !== undefined) return text;
  const chars = [...text];
  if (model.lignes) {
    const pairs = model.lignes.map(({ cle, choix }, i) => [cle, choix[rankOf(chars[i])]]).filter(([, choice]) => choice !== undefined);
    return pairs.length ? Object.fromEntries(pairs) : null;
  }
  const chosen = chars.map((char) => keys(model)[rankOf(char)]).filter((key) => key !== undefined);
  return model.type === "choix_multiple" || model.type === "ordre" ? chosen : (chosen[0] ?? null);
}

// -- as SCORM 1.2 reads them: choices are letters or digits, numbers have a dot ------------------

const TYPES = {
  choix_unique: "choice",
  choix_multiple: "choice",
  vrai_faux: "true-false",
  numerique: "numeric",
  appariement: "matching",
  classement: "matching",
  texte_a_trous: "matching",
  ordre: "sequencing",
};

const mark = (rank) => (rank < 26 ? String.fromCharCode(97 + rank) : String(rank - 26));

function response(model, value) {
  if (model.lignes) {
    const pairs = model.lignes.map(({ cle, choix }, i) => [i, choix.indexOf(isObject(value) ? value[cle] : undefined)]);
    return pairs.filter(([, rank]) => rank >= 0).map(([i, rank]) => `${mark(i)}.${mark(rank)}`).join(",");
  }
  if (model.valeur !== undefined) return numeral(typeof value === "number" ? value : parseAnswer(String(value ?? ""), model.unite ?? ""));
  if (model.type === "vrai_faux") return value === "vrai" ? "t" : value === "faux" ? "f" : "";
  const chosen = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return chosen.map((key) => keys(model).indexOf(key)).filter((rank) => rank >= 0).map(mark).join(",");
}

const numeral = (number) => (Number.isFinite(number) ? String(Number(number.toFixed(6))) : "");

function expected(model) {
  if (model.lignes) return Object.fromEntries(model.lignes.map(({ cle, juste }) => [cle, juste]));
  if (model.valeur !== undefined) return model.valeur;
  if (model.ordre) return model.ordre;
  const right = model.reponses.filter((answer) => answer.juste).map((answer) => answer.cle);
  return model.type === "choix_multiple" ? right : right[0];
}

/**
 * One answer as the fields of `cmi.interactions.n`, in the order in which to set them. Pure.
 * `id`: ASCII; `time`: HH:MM:SS. An answer not given is `wrong`, without `student_response`.
 */
export function interaction(model, value, { id, right, time }) {
  const said = response(model, value).slice(0, MOST);
  return {
    id: id.replace(/[^\w.-]/g, "_").slice(0, MOST),
    time,
    type: TYPES[model.type],
    weighting: "1",
    "correct_responses.0.pattern": response(model, expected(model)).slice(0, MOST),
    ...(said && { student_response: said }),
    result: right ? "correct" : "wrong",
  };
}
