// French numbers, the same rules as src/ess_region/french.py (tests/vectors/format.json).

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const MINUS = "\u2212";

/** 221325 → « 221 325 », 2.37 → « 2,37 ». An unreal number gives an empty string, never « NaN ». */
export function formatNumber(value, { decimals, sign = false } = {}) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "";
  let digits = decimals === undefined ? plain(Math.abs(value)) : roundHalfUp(Math.abs(value), decimals);
  let [whole, fraction = ""] = digits.split(".");
  if (decimals === undefined) fraction = fraction.replace(/0+$/, "");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, NNBSP) + (fraction ? `,${fraction}` : "");
  const isZero = /^[0.]*$/.test(digits);
  if (value < 0 && !isZero) return MINUS + text;
  return sign && value > 0 && !isZero ? `+${text}` : text;
}

/** 13.9 → « 13,9 % ». */
export function formatPercent(value, options = {}) {
  const text = formatNumber(value, options);
  return text && `${text}${NBSP}%`;
}

/** Read a number as people type it: « 1 234,5 % », « 13.9 », « 30 € ». null if it is not one. */
export function parseNumber(text) {
  const cleaned = String(text ?? "")
    .replace(/[\s\u00a0\u202f€%]/g, "")
    .replace(MINUS, "-")
    .replace(",", ".");
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(cleaned)) return null;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : null;
}

/** « a, b et c ». */
export function enumeration(items, last = "et") {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

// toString() gives the shortest decimal form; exponents are out of the course's figures but must not leak.
function plain(value) {
  const text = String(value);
  if (!text.includes("e")) return text;
  return value < 1 ? value.toFixed(20).replace(/\.?0+$/, "") : BigInt(value).toString();
}

// Rounds the decimal writing, not the binary value, so that 0.25 → 0,3 as people and Python's Decimal do.
function roundHalfUp(value, decimals) {
  const [whole, fraction = ""] = plain(value).split(".");
  if (fraction.length <= decimals) return decimals ? `${whole}.${fraction.padEnd(decimals, "0")}` : whole;
  const kept = BigInt(whole + fraction.slice(0, decimals)) + (fraction[decimals] >= "5" ? 1n : 0n);
  const digits = kept.toString().padStart(decimals + 1, "0");
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}
