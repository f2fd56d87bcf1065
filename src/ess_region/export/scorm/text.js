// Text made short and plain enough for `cmi.suspend_data`: LZW, then letters, digits, « - » and « _ ».

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BYTES = 256;

const widthFor = (size) => Math.max(1, Math.ceil(Math.log2(size)));

/** Any text → letters of LETTERS. Pure. */
export function compress(text) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  const known = new Map(Array.from({ length: BYTES }, (_, code) => [String.fromCharCode(code), code]));
  let bits = "";
  const put = (word) => (bits += known.get(word).toString(2).padStart(widthFor(known.size), "0"));
  let word = "";
  for (const letter of bytes) {
    if (known.has(word + letter)) {
      word += letter;
      continue;
    }
    put(word);
    known.set(word + letter, known.size);
    word = letter;
  }
  if (word) put(word);
  let result = "";
  for (let i = 0; i < bits.length; i += 6) result += LETTERS[parseInt(bits.slice(i, i + 6).padEnd(6, "0"), 2)];
  return result;
}

/** What `compress` made → the text; null when it is not that. Pure. */
export function expand(letters) {
  let bits = "";
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    bits += value.toString(2).padStart(6, "0");
  }
  const words = Array.from({ length: BYTES }, (_, code) => String.fromCharCode(code));
  let result = "";
  let previous = null;
  let at = 0;
  for (;;) {
    // The writer had one word more, but for the first code.
    const width = widthFor(words.length + (previous === null ? 0 : 1));
    if (at + width > bits.length) break;
    const code = parseInt(bits.slice(at, at + width), 2);
    at += width;
    const word = words[code] ?? (code === words.length && previous !== null ? previous + previous[0] : null);
    if (word === null) return null;
    if (previous !== null) words.push(previous + word[0]);
    result += word;
    previous = word;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(result, (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Five letters that change when the text does: what was cut or altered is seen (FNV-1a). Pure. */
export function seal(text) {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ char.codePointAt(0), 0x01000193) >>> 0;
  return (sum % 36 ** 5).toString(36).padStart(5, "0");
}
