// The texts of a document (documents.js): runs, addresses that may be links, Markdown.

/** A text as runs: [{ text, bold?, italic?, link? }]. A string is one run. Pure. */
export const runs = (text) =>
  [text].flat().map((part) => {
    if (part === null || typeof part !== "object") return { text: String(part ?? "") };
    return { ...part, text: part.text ?? part.bold ?? part.italic, bold: "bold" in part, italic: "italic" in part };
  });

/** The text alone. Pure. */
export const plainText = (text) => runs(text).map((part) => part.text).join("");

/** True for an address that may become a link: never a script. Pure. */
export const safeLink = (address) => /^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(address);

const protect = (text) => text.replace(/[\\`*_[\]<>|#~]/g, "\\$&").replace(/[ \t]*(\r\n?|\n)[ \t]*/g, " ");
// At the start of a line, these would make a list, a rule or a title.
const protectStart = (text) => text.replace(/^(\s*)([-+=]|\d+(?=[.)]))/, (whole, space, mark) =>
  /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`);

function inline(text, { start = false, lines = false } = {}) {
  const out = runs(text)
    .map((part) => {
      const said = lines ? String(part.text).split(/\r\n?|\n/).map(protect).join("\n") : protect(part.text);
      if (part.link && safeLink(part.link)) return `[${said}](<${part.link}>)`;
      const inner = said.trim();
      const sign = part.bold ? "**" : part.italic ? "*" : "";
      return inner && sign ? said.replace(inner, () => `${sign}${inner}${sign}`) : said;
    })
    .join("");
  if (!start) return out;
  // Two spaces: the line ends where it was ended.
  return out.split("\n").map((line) => protectStart(line.trim())).join("  \n");
}

const row = (cells) => `| ${cells.map((cell) => inline(cell)).join(" | ")} |`;
const write = {
  heading: ({ level, text }) => `${"#".repeat(level)} ${inline(text)}`,
  paragraph: ({ text }) => inline(text, { start: true, lines: true }),
  note: ({ text }) => `> ${inline(text, { start: true })}`,
  list: ({ items, ordered, check }) =>
    items.map((item, i) => `${ordered ? `${i + 1}.` : check ? "- [ ]" : "-"} ${inline(item, { start: true })}`).join("\n"),
  table: ({ caption, head, rows }) =>
    [...(caption ? [inline(caption, { start: true }), ""] : []), row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n"),
};

/** The document in Markdown. Pure. */
export function markdown({ title, subtitle, blocks }) {
  const head = [`# ${inline(title)}`, ...(subtitle ? [inline(subtitle, { start: true })] : [])];
  return `${[...head, ...blocks.map((block) => write[block.kind](block))].join("\n\n")}\n`;
}
