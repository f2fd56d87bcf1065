// A ZIP file (PKWARE APPNOTE 6.3, method "stored"): enough for a text document, without a library.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});

/** CRC-32 of bytes. Pure. */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

// Every entry bears the first day that the format knows: the same content gives the same file.
const FIRST_DAY = 0x21;
const UTF8_NAMES = 0x0800;

/** The bytes of a ZIP file. `files`: [[name, text or bytes], …], kept in this order. Pure. */
export function zip(files) {
  const encoder = new TextEncoder();
  const parts = [];
  const directory = [];
  let offset = 0;
  const numbers = (...fields) => {
    const bytes = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
    let at = 0;
    for (const [value, size] of fields) {
      if (size === 2) bytes.setUint16(at, value, true);
      else bytes.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(bytes.buffer);
  };
  for (const [name, content] of files) {
    const title = encoder.encode(name);
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    // Version needed, flags, method, time, date, checksum, sizes, length of the name, no extra field.
    const common = [[20, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [FIRST_DAY, 2], [crc32(bytes), 4]];
    common.push([bytes.length, 4], [bytes.length, 4], [title.length, 2], [0, 2]);
    const head = numbers([0x04034b50, 4], ...common);
    directory.push(numbers([0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), title);
    parts.push(head, title, bytes);
    offset += head.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = [files.length, 2];
  parts.push(...directory, numbers([0x06054b50, 4], [0, 2], [0, 2], count, count, [size, 4], [offset, 4], [0, 2]));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
