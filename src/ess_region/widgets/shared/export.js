// What leaves the page: a calendar (.ics), a table for a spreadsheet (.csv), one part on paper. The
// texts follow the rules of ess_region/export/ (tests/vectors/conference.json).

import { addDays } from "./dates.js";

export { download } from "./download.js";

const encoder = new TextEncoder();
const compact = (iso) => iso.replaceAll("-", "");

/** A line cut so that no piece is longer than 75 octets, never inside a character. */
export function foldLine(line) {
  let out = "";
  let size = 0;
  for (const char of line) {
    const octets = encoder.encode(char).length;
    if (size + octets > 75) {
      out += "\r\n ";
      size = 1;
    }
    out += char;
    size += octets;
  }
  return out;
}

const escapeText = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");

/**
 * An iCalendar text (RFC 5545) of events, in the order given.
 *
 * `events`: [{ uid, date, titre, texte }] for a whole day, or with `debut` and `fin` instead of `date`
 * (« 2026-11-12T09:30 », on the clock of the place). `date` and `stamp` are ISO days. The same input always
 * gives the same text: `stamp` is the only clock. Throws on an empty list.
 */
export function icsText(events, { name, stamp }) {
  if (!events.length) throw new Error("un agenda vide n’est pas un agenda");
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ESS en Region//Cours//FR", "CALSCALE:GREGORIAN"];
  lines.push(`X-WR-CALNAME:${escapeText(name)}`);
  const time = (moment) => `${compact(moment).replace(":", "")}00`;
  for (const { uid, date, debut, fin, titre, texte } of events) {
    lines.push("BEGIN:VEVENT", `UID:${escapeText(uid)}`, `DTSTAMP:${compact(stamp)}T000000Z`);
    if (debut) lines.push(`DTSTART:${time(debut)}`, `DTEND:${time(fin)}`);
    else lines.push(`DTSTART;VALUE=DATE:${compact(date)}`, `DTEND;VALUE=DATE:${compact(addDays(date, 1))}`);
    lines.push(`SUMMARY:${escapeText(titre)}`);
    if (texte) lines.push(`DESCRIPTION:${escapeText(texte)}`);
    lines.push(...(debut ? [] : ["TRANSP:TRANSPARENT"]), "END:VEVENT");
  }
  lines.push("END:VCALENDAR");
  return lines.map((line) => `${foldLine(line)}\r\n`).join("");
}

// A sign (its wide form too) after nothing, or after what is not seen; a line or a column that the cell would break.
const FORMULA = /^[ \u00a0\u202f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * A CSV text that French spreadsheets open as it is: semicolons, CRLF, and a mark of UTF-8 at the
 * start. A cell that a spreadsheet would take for a formula is preceded by an apostrophe; control characters are dropped.
 */
export function csvText(rows) {
  const cell = (value) => {
    // Characters that no cell needs, which hide what follows them, or end the text for some readers.
    let text = (value === null || value === undefined ? "" : String(value)).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");
    if (FORMULA.test(text)) text = `'${text}`;
    return /[;"\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => `${row.map(cell).join(";")}\r\n`).join("")}`;
}

/** Print one element of the page, alone (see print.css). */
export function printOnly(el) {
  const path = [];
  for (let up = el.parentElement; up; up = up.parentElement) path.push(up);
  const mark = (on) => {
    el.classList.toggle("ess-imprime", on);
    for (const up of path) up.classList.toggle("ess-imprime-chemin", on);
  };
  mark(true);
  addEventListener("afterprint", () => mark(false), { once: true });
  print();
}
