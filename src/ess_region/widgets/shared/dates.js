// Days of the calendar as ISO texts (« 2026-11-12 »), without time nor time zone: the twin of
// ess_region/dates.py, tested against tests/vectors/conference.json.

import { dayOf } from "./day.js";

const DAY = 86400000;
const NBSP = "\u00a0";
const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" ");
const WEEKDAYS = "dimanche lundi mardi mercredi jeudi vendredi samedi".split(" ");
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2199;

const utc = (iso) => Date.parse(`${iso}T00:00:00Z`);
const text = (time) => new Date(time).toISOString().slice(0, 10);
const pad = (number, size) => String(number).padStart(size, "0");

/** « 2026-11-12 » or « 12/11/2026 » → the ISO text; null when there is no such day. */
export function parseDate(written) {
  if (typeof written !== "string") return null;
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(written.trim());
  const french = /^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$/.exec(written.trim());
  if (!iso && !french) return null;
  const [year, month, day] = (iso ? iso.slice(1) : french.slice(1).reverse()).map(Number);
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return null;
  if (day < 1 || day > lastDay(year, month)) return null;
  return `${year}-${pad(month, 2)}-${pad(day, 2)}`;
}

const lastDay = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Today, on the clock of the person. */
export const today = () => dayOf(Date.now());

export const addDays = (iso, days) => text(utc(iso) + days * DAY);

/** Days from one date to another, negative backwards. */
export const daysBetween = (from, to) => Math.round((utc(to) - utc(from)) / DAY);

/** The same day some months away, or the last day of that month when it is shorter. */
export function addMonths(iso, months) {
  const [year, month, day] = iso.split("-").map(Number);
  const index = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return `${pad(toYear, 4)}-${pad(toMonth, 2)}-${pad(Math.min(day, lastDay(toYear, toMonth)), 2)}`;
}

/** `unit`: "mois" or "semaines"; a negative amount goes back. */
export const shift = (iso, amount, unit) => (unit === "semaines" ? addDays(iso, 7 * amount) : addMonths(iso, amount));

const weekday = (iso) => new Date(utc(iso)).getUTCDay();
export const isWeekend = (iso) => weekday(iso) % 6 === 0;

/** The day itself, or the Friday before a week-end. */
export const workingDayBefore = (iso) => addDays(iso, -[2, 0, 0, 0, 0, 0, 1][weekday(iso)]);

/** The day itself, or the Monday after a week-end. */
export const workingDayAfter = (iso) => addDays(iso, [1, 0, 0, 0, 0, 0, 2][weekday(iso)]);

/** « 1er mars 2026 »; with `weekday`, « dimanche 1er mars 2026 ». */
export function formatDay(iso, options = {}) {
  const [year, month, day] = iso.split("-").map(Number);
  const words = `${day === 1 ? "1er" : day}${NBSP}${MONTHS[month - 1]} ${year}`;
  return options.weekday ? `${weekdayName(iso)} ${words}` : words;
}

export const weekdayName = (iso) => WEEKDAYS[weekday(iso)];
