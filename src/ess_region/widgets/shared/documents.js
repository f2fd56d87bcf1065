// What a learner takes away: one document, as a file for Word and LibreOffice, as Markdown, on paper.
//
// document = { title, subtitle?, date?: ISO day, blocks: [block, …] }, where a block is
//   { kind: "heading", level: 2 | 3, text }        { kind: "paragraph", text }      { kind: "note", text }
//   { kind: "list", items, ordered?, check? }      { kind: "table", caption?, head, rows, widths? }
// (widths: proportions of the columns in the file; equal without them)
// and a text, an item or a cell is a string or runs: ["plain ", { bold: "x" }, { link: "https://…", text: "x" }].

import { copyText, COPY_BY_HAND, selectIn } from "./clipboard.js";
import { markdown, plainText, runs, safeLink } from "./document-text.js";
import { announce, fill, h } from "./dom.js";
import { download, printOnly } from "./export.js";

export { markdown, plainText };

const inline = (text) =>
  runs(text).map((part) => {
    if (part.link && safeLink(part.link)) return h("a", { href: part.link }, part.text);
    return part.bold || part.italic ? h(part.bold ? "b" : "i", {}, part.text) : part.text;
  });

const show = {
  // The page's own headings stop at level 3.
  heading: ({ level, text }) => h(`h${level + 2}`, {}, inline(text)),
  paragraph: ({ text }) => h("p", {}, inline(text)),
  note: ({ text }) => h("p", { class: "doc-note" }, inline(text)),
  list: ({ items, ordered, check }) =>
    h(ordered ? "ol" : "ul", { class: check && "doc-cases" }, items.map((item) => h("li", {}, inline(item)))),
  table: ({ caption, head, rows }) =>
    h(
      "div",
      { class: "doc-tableau", tabindex: "0", role: "region", "aria-label": caption ? plainText(caption) : "Tableau" },
      h(
        "table",
        {},
        caption && h("caption", {}, inline(caption)),
        h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, inline(cell))))),
        h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, inline(cell)))))),
      ),
    ),
};

/** The document as an element: what is shown, copied with its format, and printed. */
export function preview({ title, subtitle, blocks }) {
  return h(
    "div",
    { class: "ess-document" },
    h("h3", { class: "doc-titre" }, inline(title)),
    subtitle && h("p", { class: "doc-sous-titre" }, inline(subtitle)),
    blocks.map((block) => show[block.kind](block)),
  );
}

const DONE = {
  file: "Le document est dans vos téléchargements. Il s’ouvre et se modifie avec Word ou LibreOffice.",
  copy: "Le document est copié. Collez-le dans un message ou dans un texte.",
  markdown: "Le texte est dans vos téléchargements.",
};

/**
 * Hand a document to the person as a file for Word and LibreOffice: what makes it comes at the first use. Gives what
 * to say: `done`, or that the network is missing, then what is left to do (`otherwise`).
 */
export async function downloadDocx(name, document, done, otherwise = "") {
  try {
    const { docx, DOCX } = await import("./docx.js");
    download(`${name}.docx`, DOCX, docx(document));
    return done;
  } catch (error) {
    console.error(error);
    return `Le document n’a pas pu être préparé. Vérifiez le réseau, puis appuyez encore.${otherwise}`;
  }
}

/**
 * The buttons that take a document away: { file, copy, markdown, print } and `rest`, to put beside them: the line
 * that says what happened, and what is printed.
 *
 * `getDocument()` is called at each click; a string instead of a document is what is missing, said
 * to the person. `name`: the file's name without its extension.
 */
export function documentButtons(getDocument, { name }) {
  const said = h("p", { class: "doc-dit", role: "status" });
  const copied = h("textarea", { class: "doc-copie", rows: "6", readonly: true, hidden: true, "aria-label": "Texte à copier" });
  // On paper only: filled when printing is asked for.
  const sheet = h("div", { class: "doc-papier" });

  const button = (label, act, kind = "") =>
    h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick: () => run(act) }, label);
  async function run(act) {
    copied.hidden = true;
    const document = getDocument();
    announce(said, typeof document === "string" ? document : ((await act(document)) ?? ""));
  }

  const actions = {
    file: (document) => downloadDocx(name, document, DONE.file, " Sans réseau, copiez le texte ou imprimez-le."),
    async copy(document) {
      const text = markdown(document);
      if (await copyText(text, preview(document).outerHTML)) return DONE.copy;
      selectIn(copied, text);
      return COPY_BY_HAND;
    },
    markdown(document) {
      download(`${name}.md`, "text/markdown", markdown(document));
      return DONE.markdown;
    },
    print(document) {
      fill(sheet, preview(document));
      printOnly(sheet);
    },
  };
  return {
    file: button("Télécharger (Word, LibreOffice)", actions.file, "ess-btn--primary"),
    copy: button("Copier", actions.copy),
    markdown: button("Télécharger en Markdown", actions.markdown),
    print: button("Imprimer", actions.print),
    rest: [said, copied, sheet],
  };
}

/** All these buttons in a row. */
export function documentActions(getDocument, options) {
  const { file, copy, markdown, print, rest } = documentButtons(getDocument, options);
  return h("div", { class: "doc-actions" }, h("div", { class: "doc-boutons" }, file, copy, markdown, print), rest);
}
