// The day of a moment, on the clock of the person. Not by a locale: the first one costs a slow computer 30 ms.

const pad = (number, size = 2) => String(number).padStart(size, "0");

/** A Date, or what makes one → ISO text: « 2026-11-12 ». Pure, but for the time zone. */
export function dayOf(when) {
  const date = new Date(when);
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
