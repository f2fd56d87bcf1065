// Reading the codes of a room (ess_region/codes.py says what a code is): what each one holds, or what is wrong with it.
//
// A page here is { slug, titre, prefixe, taille, tirage, avant, tailles }: what codes.js writes with, and the number
// of outcomes of each of its questions.

import { ALPHABET, check } from "./codes.js";
import { choose, placesOf } from "./codes-draw.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const HEAD = 7; // version, page, print
const PAGE = 4; // version, page
const CHECK = 2;
const SHORTEST = HEAD + 1 + CHECK;
const VALUES = new Map([...ALPHABET].map((char, value) => [char, BigInt(value)]));
const ALIKE = { O: "0", I: "1", L: "1" };
const SKIPPED = /[\s\u200b\ufeff._·\-\u2010-\u2015\u2212]+/g;

/** The most codes that are read at once. */
export const MOST = 500;

/** The characters of a code as typed: capitals, O as 0, I and L as 1, no spaces nor hyphens. Pure. */
export const normal = (text) => text.replace(SKIPPED, "").toUpperCase().replace(/[OIL]/g, (char) => ALIKE[char]);

/** In groups of four. Pure. */
export const spelled = (code) => code.match(/.{1,4}/g).join(" ");

/** Whether a code in its normal form has the right check. Pure. */
export const sound = (code) => code.length > CHECK && [...code].every((char) => VALUES.has(char)) && check(code.slice(0, -CHECK)) === code.slice(-CHECK);

const lengthOf = ({ taille }) => HEAD + taille + CHECK;

/** { ranks, before } of a sound code of this page, in its normal form; null when it is impossible. Pure. */
export function readCode(page, code) {
  const { prefixe, tirage, avant, tailles } = page;
  if (!code.startsWith(prefixe) || code.length !== lengthOf(page) || !sound(code)) return null;
  let number = 0n;
  for (const char of code.slice(HEAD, -CHECK)) number = number * 32n + VALUES.get(char);
  const next = (radix) => {
    const digit = number % BigInt(radix);
    number /= BigInt(radix);
    return digit;
  };
  const asked = tirage ? placesOf(next(choose(tailles.length, tirage)), tirage, tailles.length) : null;
  const before = avant ? Number(next(avant + 2)) - 1 : -1;
  const ranks = tailles.map(() => null);
  for (let place = tailles.length - 1; place >= 0; place--) {
    if (!asked || asked.has(place)) ranks[place] = Number(next(tailles[place] + 2));
  }
  return number ? null : { ranks, before: before < 0 ? null : before };
}

/** Why a text in its normal form is not one of our codes. Pure. */
export function fault(text, pages) {
  const ofPage = pages.find(({ prefixe }) => text.includes(prefixe.slice(0, PAGE)));
  const code = ofPage ? text.slice(text.indexOf(ofPage.prefixe.slice(0, PAGE))) : text;
  const where = ofPage ? `page «${NNBSP}${ofPage.titre}${NNBSP}», ` : "";
  const strange = [...code].find((char) => !VALUES.has(char));
  if (strange) return `${where}le caractère «${NNBSP}${strange}${NNBSP}» n’existe pas dans un code.`;
  if (code.length < SHORTEST) return `${where}il est trop court.`;
  if (sound(code)) {
    if (code[0] !== "1") return "il vient d’une autre version du cours.";
    if (!ofPage) return "il vient d’une page que ce livre n’a pas.";
    if (!code.startsWith(ofPage.prefixe)) return `${where}il a été fait avec d’autres questions${NBSP}: les deux livres n’ont pas la même version.`;
    return `${where}il dit des réponses impossibles.`;
  }
  const missing = ofPage && code.startsWith(ofPage.prefixe) ? lengthOf(ofPage) - code.length : 0;
  const characters = (count) => `${count}${NBSP}caractère${count > 1 ? "s" : ""}`;
  if (missing > 0) return `${where}il manque ${characters(missing)}.`;
  if (missing < 0) return `${where}il a ${characters(-missing)} de trop.`;
  return `${where}un caractère est faux, ou deux sont échangés.`;
}

/**
 * The codes of a text as it was pasted or typed, whatever is between them. Pure.
 *
 * Returns { codes: [{ code, line, page, ranks, before }], problems: [{ line, text, why }], repeats:
 * [{ code, line, first }], beyond: how many were left out after the first MOST }. A line that begins with # is a remark. What is left of a line where a code was
 * found is a name or a time, unless it could be another code.
 */
export function readAll(text, pages) {
  const byPrefix = new Map(pages.map((page) => [page.prefixe, page]));
  const marks = pages.map(({ prefixe }) => prefixe.slice(0, PAGE));
  const firsts = new Map();
  const result = { codes: [], problems: [], repeats: [], beyond: 0 };

  text.split(/\r\n?|\n/).forEach((raw, index) => {
    const line = index + 1;
    if (!raw.trim() || raw.trim().startsWith("#")) return;
    const plain = raw.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "").toUpperCase();
    const chars = normal(plain);
    const left = [];
    let from = 0;
    let at = 0;
    while (at < chars.length) {
      const page = byPrefix.get(chars.slice(at, at + HEAD));
      const code = page && chars.slice(at, at + lengthOf(page));
      const held = page && readCode(page, code);
      if (!held) {
        at += 1;
        continue;
      }
      if (at > from) left.push([from, at]);
      if (result.codes.length === MOST) result.beyond += 1;
      else {
        if (firsts.has(code)) result.repeats.push({ code, line, first: firsts.get(code) });
        else firsts.set(code, line);
        result.codes.push({ code, line, page, ...held });
      }
      at += lengthOf(page);
      from = at;
    }
    if (chars.length > from) left.push([from, chars.length]);
    const alone = left.length === 1 && from === 0;
    for (const [start, end] of left) {
      const some = chars.slice(start, end);
      const looksLikeOne = marks.some((mark) => some.includes(mark)) || (some.length >= SHORTEST && /\d/.test(plain.slice(start, end)));
      if (!alone && !looksLikeOne) continue;
      const shown = (alone ? raw.trim() : plain.slice(start, end)).slice(0, 60);
      result.problems.push({ line, text: shown, why: fault(some, pages) });
    }
  });
  return result;
}
