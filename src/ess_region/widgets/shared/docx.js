// A document for Word and LibreOffice (Office Open XML, ECMA-376): A4, in French, with real styles,
// so that it opens, edits and reads aloud like one made by hand.

import { runs, safeLink } from "./document-text.js";
import { zip } from "./zip.js";

const NS = "http://schemas.openxmlformats.org";
const OFFICE = `${NS}/officeDocument/2006/relationships`;
const WORD = `xmlns:w="${NS}/wordprocessingml/2006/main" xmlns:r="${OFFICE}"`;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/** Type of the file. */
export const DOCX = `${MAIN}.document`;

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Characters that XML 1.0 refuses.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const escape = (text) => String(text).replace(FORBIDDEN, "").replace(/[&<>"]/g, (char) => ENTITIES[char]);

function run(text, properties = "") {
  const lines = escape(text).split(/\r\n?|\n/);
  const content = lines.map((line) => `<w:t xml:space="preserve">${line}</w:t>`).join("<w:br/>");
  return `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}${content}</w:r>`;
}

function style(id, name, { based = "Normal", next = "", paragraph = "", text = "" }) {
  const inherits = id === "Normal" ? "" : `<w:basedOn w:val="${based}"/>`;
  const follows = next && `<w:next w:val="${next}"/>`;
  const attributes = `w:type="paragraph"${id === "Normal" ? ' w:default="1"' : ""} w:styleId="${id}"`;
  return `<w:style ${attributes}><w:name w:val="${name}"/>${inherits}${follows}<w:qFormat/><w:pPr>${paragraph}</w:pPr><w:rPr>${text}</w:rPr></w:style>`;
}

const size = (points) => `<w:sz w:val="${2 * points}"/><w:szCs w:val="${2 * points}"/>`;
const title = (points, level) => ({
  next: "Normal",
  paragraph: `<w:keepNext/><w:spacing w:before="${level ? 240 : 0}" w:after="80"/>${level ? `<w:outlineLvl w:val="${level - 1}"/>` : ""}`,
  text: `<w:b/><w:color w:val="0E4F52"/>${size(points)}`,
});
const STYLES =
  `${HEAD}<w:styles ${WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>` +
  `${size(11)}<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>` +
  style("Normal", "Normal", { paragraph: '<w:spacing w:after="100" w:line="264" w:lineRule="auto"/>' }) +
  style("Title", "Title", title(20, 0)) +
  style("Subtitle", "Subtitle", { text: `<w:color w:val="4A5B5E"/>${size(12)}` }) +
  [1, 2, 3].map((level) => style(`Heading${level}`, `heading ${level}`, title(17 - 2 * level, level))).join("") +
  style("ListParagraph", "List Paragraph", { paragraph: '<w:spacing w:after="40"/>' }) +
  style("Caption", "caption", { text: `<w:i/>${size(10)}`, paragraph: "<w:keepNext/>" }) +
  style("Note", "Note", { text: `<w:i/><w:color w:val="4A5B5E"/>${size(10)}` }) +
  '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0E4F52"/><w:u w:val="single"/></w:rPr></w:style>' +
  `<w:style w:type="table" w:default="1" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${["top", "left", "bottom", "right", "insideH", "insideV"]
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="6F8487"/>`)
    .join("")}</w:tblBorders><w:tblCellMar><w:left w:w="90" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`;

const LISTS = { bullet: ["bullet", "•"], check: ["bullet", "☐"], ordered: ["decimal", "%1."] };
const TEXT_WIDTH = 9638; // twentieths of a point: A4 less 2 cm on each side

function numbering(lists) {
  const kinds = Object.entries(LISTS).map(
    ([, [format, mark]], id) =>
      `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${mark}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>`,
  );
  // One number for each list: an ordered list starts again at one.
  const used = lists.map((kind, index) => {
    const id = Object.keys(LISTS).indexOf(kind);
    const restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>';
    return `<w:num w:numId="${index + 1}"><w:abstractNumId w:val="${id}"/>${restart}</w:num>`;
  });
  return `${HEAD}<w:numbering ${WORD}>${kinds.join("")}${used.join("")}</w:numbering>`;
}

/** The bytes of a .docx file. `document`: see documents.js. The same document gives the same bytes. Pure. */
export function docx(document) {
  const links = [];
  const lists = [];

  const inline = (text, properties = "") =>
    runs(text)
      .map((part) => {
        if (part.link && safeLink(part.link)) {
          links.push(part.link);
          return `<w:hyperlink r:id="lien${links.length}">${run(part.text, '<w:rStyle w:val="Hyperlink"/>')}</w:hyperlink>`;
        }
        return run(part.text, `${part.bold ? "<w:b/>" : ""}${part.italic ? "<w:i/>" : ""}${properties}`);
      })
      .join("");
  const paragraph = (text, name = "", more = "") =>
    `<w:p><w:pPr>${name && `<w:pStyle w:val="${name}"/>`}${more}</w:pPr>${inline(text)}</w:p>`;

  function table({ caption, head, rows, widths = head.map(() => 1) }) {
    const whole = widths.reduce((total, one) => total + one, 0);
    const columns = widths.map((one) => Math.floor((TEXT_WIDTH * one) / whole));
    const cell = (text, index, header) =>
      `<w:tc><w:tcPr><w:tcW w:w="${columns[index]}" w:type="dxa"/>${header ? '<w:shd w:val="clear" w:color="auto" w:fill="E3EEEE"/>' : ""}</w:tcPr><w:p><w:pPr><w:spacing w:after="40"/></w:pPr>${inline(text, header ? "<w:b/>" : "")}</w:p></w:tc>`;
    const row = (cells, header) =>
      `<w:tr><w:trPr><w:cantSplit/>${header ? "<w:tblHeader/>" : ""}</w:trPr>${cells.map((text, index) => cell(text, index, header)).join("")}</w:tr>`;
    const look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>';
    const properties = `<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="${TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>${look}</w:tblPr>`;
    const grid = `<w:tblGrid>${columns.map((width) => `<w:gridCol w:w="${width}"/>`).join("")}</w:tblGrid>`;
    const body = row(head, true) + rows.map((cells) => row(cells, false)).join("");
    // Word joins two tables that touch: an empty paragraph, as low as can be, ends each.
    return `${caption ? paragraph(caption, "Caption") : ""}<w:tbl>${properties}${grid}${body}</w:tbl><w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>`;
  }

  function list({ items, ordered, check }) {
    lists.push(ordered ? "ordered" : check ? "check" : "bullet");
    const mark = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${lists.length}"/></w:numPr>`;
    return items.map((item) => paragraph(item, "ListParagraph", mark)).join("");
  }

  const write = {
    heading: ({ level, text }) => paragraph(text, `Heading${Math.min(level - 1, 3)}`),
    paragraph: ({ text }) => paragraph(text),
    note: ({ text }) => paragraph(text, "Note"),
    list,
    table,
  };
  const body = [
    paragraph(document.title, "Title"),
    document.subtitle ? paragraph(document.subtitle, "Subtitle") : "",
    ...document.blocks.map((block) => write[block.kind](block)),
  ].join("");
  const page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>';

  const day = `${document.date || "2000-01-01"}T00:00:00Z`;
  const stamp = (name) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${escape(day)}</dcterms:${name}>`;
  const relation = (id, type, target, outside) =>
    `<Relationship Id="${id}" Type="${type}" Target="${escape(target)}"${outside ? ' TargetMode="External"' : ""}/>`;
  const relations = (...all) => `${HEAD}<Relationships xmlns="${NS}/package/2006/relationships">${all.join("")}</Relationships>`;
  const part = (name, type) => `<Override PartName="/${name}" ContentType="${type}+xml"/>`;
  const core = "application/vnd.openxmlformats-package.core-properties";

  return zip([
    [
      "[Content_Types].xml",
      `${HEAD}<Types xmlns="${NS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part("word/document.xml", `${DOCX}.main`)}${part("word/styles.xml", `${MAIN}.styles`)}${part("word/numbering.xml", `${MAIN}.numbering`)}${part("docProps/core.xml", core)}</Types>`,
    ],
    [
      "_rels/.rels",
      relations(
        relation("r1", `${OFFICE}/officeDocument`, "word/document.xml"),
        relation("r2", `${NS}/package/2006/relationships/metadata/core-properties`, "docProps/core.xml"),
      ),
    ],
    ["word/document.xml", `${HEAD}<w:document ${WORD}><w:body>${body}${page}</w:body></w:document>`],
    ["word/styles.xml", STYLES],
    ["word/numbering.xml", numbering(lists)],
    [
      "word/_rels/document.xml.rels",
      relations(
        relation("styles", `${OFFICE}/styles`, "styles.xml"),
        relation("listes", `${OFFICE}/numbering`, "numbering.xml"),
        ...links.map((link, index) => relation(`lien${index + 1}`, `${OFFICE}/hyperlink`, link, true)),
      ),
    ],
    [
      "docProps/core.xml",
      `${HEAD}<cp:coreProperties xmlns:cp="${NS}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escape(document.title)}</dc:title><dc:language>fr-FR</dc:language>${stamp("created")}${stamp("modified")}</cp:coreProperties>`,
    ],
  ]);
}
