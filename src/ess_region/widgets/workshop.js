// A workshop on the screen: one step at a time, entries kept, printed and taken away.

import { $, $$, h } from "./shared/dom.js";
import { documentActions } from "./shared/documents.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
const words = (el) => {
  const copy = el.cloneNode(true);
  for (const extra of $$(".info-bulle, small, .ess-hint", copy)) extra.remove();
  return copy.textContent.trim().replace(/[ \n\t]+/g, " ");
};

/** True when nothing was filled in: "", [], rows of empty cells. Pure. */
export const isEmpty = (value) => (Array.isArray(value) ? value.every(isEmpty) : !text(value).trim());

/**
 * What is taken away. Pure.
 *
 * `steps`: [{ title, fields: [{ id, type, label, unit, rows, columns, about }] }]. Returns a document
 * (see documents.js), or what is missing, as a sentence.
 */
export function answersDocument(title, steps, entries) {
  if (!Object.values(entries).some((value) => !isEmpty(value))) return "Remplissez d’abord une réponse.";
  const blocks = [];
  for (const step of steps) {
    if (!step.fields.length) continue;
    blocks.push({ kind: "heading", level: 2, text: step.title });
    let about = "";
    for (const field of step.fields) {
      if (field.about && field.about !== about) blocks.push({ kind: "heading", level: 3, text: field.about });
      about = field.about;
      blocks.push(answerBlock(field, entries[field.id]));
    }
  }
  return { title, subtitle: "Mes réponses", blocks };
}

function answerBlock({ type, label, unit, rows, columns }, value) {
  if (type === "tableau") {
    const cells = rows.map((row, r) => [row, ...columns.map((_, c) => text(list(list(value)[r])[c]))]);
    return { kind: "table", caption: label, head: ["", ...columns], rows: cells };
  }
  const said = isEmpty(value) ? "(rien de noté)" : type === "cases" ? list(value).join(" ; ") : `${text(value).trim()}${unit ? `${NBSP}${unit}` : ""}`;
  const mark = /[?!:]$/.test(label) ? " " : `${NBSP}: `;
  return { kind: "paragraph", text: [{ bold: label }, mark, said] };
}

function enhance({ root, model }) {
  const slug = model.get("slug");
  const STATE = ["ateliers", slug];
  const steps = $$(".at-etape", root);
  const fields = $$("[data-saisie]", root).map(fieldOf);
  let kept = {};
  let telling = false;

  // -- entries ------------------------------------------------------------------------------------

  function fieldOf(el) {
    const { saisie: id, type } = el.dataset;
    const about = el.closest(".at-sur");
    const controls = $$("input, textarea, select", el);
    const field = {
      id, type, el, controls,
      label: words($("legend, label, caption", el)),
      unit: $(".at-unite", el)?.textContent ?? "",
      rows: $$("tbody th", el).map(words),
      columns: $$("thead th", el).map(words),
      about: about ? words(document.getElementById(about.getAttribute("aria-labelledby"))) : "",
    };
    el.addEventListener(type === "choix" || type === "cases" ? "change" : "input", () => keep(field));
    return field;
  }

  function valueOf({ type, controls, columns }) {
    if (type === "choix" || type === "cases") {
      const chosen = controls.filter((input) => input.checked).map((input) => words(input.nextElementSibling));
      return type === "choix" ? (chosen[0] ?? "") : chosen;
    }
    if (type !== "tableau") return controls[0].value;
    const rows = [];
    for (let i = 0; i < controls.length; i += columns.length) rows.push(controls.slice(i, i + columns.length).map((one) => one.value));
    return rows;
  }

  function setValue({ type, controls, columns }, value) {
    if (type === "choix" || type === "cases") {
      for (const input of controls) input.checked = [value].flat().includes(words(input.nextElementSibling));
    } else if (type === "tableau") {
      controls.forEach((one, i) => put(one, text(list(list(value)[Math.floor(i / columns.length)])[i % columns.length])));
    } else put(controls[0], text(value));
  }

  function put(control, value) {
    if (control.value !== value) control.value = value;
  }

  function keep(field) {
    const value = valueOf(field);
    const next = { ...kept };
    if (isEmpty(value)) delete next[field.id];
    else next[field.id] = value;
    save(next);
  }

  function save(next) {
    kept = next;
    write(STATE, Object.keys(kept).length ? kept : null);
    telling = true;
    model.set("entries", kept);
    model.save_changes();
    telling = false;
  }

  function show(next) {
    kept = next && typeof next === "object" && !Array.isArray(next) ? next : {};
    for (const field of fields) setValue(field, kept[field.id]);
  }

  // -- what goes out ------------------------------------------------------------------------------

  const described = () =>
    steps.map((step) => ({ title: words($("h3", step)), fields: fields.filter(({ el }) => step.contains(el)) }));
  const actions = documentActions(() => answersDocument(model.get("title"), described(), kept), { name: slug });
  root.append(h("section", { class: "at-emporter" }, h("h3", {}, "Emporter mes réponses"), actions));

  show(read(STATE, {}));
  const stop = subscribe(() => {
    const next = read(STATE, {});
    if (JSON.stringify(next) !== JSON.stringify(kept)) show(next);
  });
  const fromPython = () => {
    const told = model.get("entries") ?? {};
    if (telling || JSON.stringify(told) === JSON.stringify(kept)) return;
    show(told);
    save(kept);
  };
  model.on("change:entries", fromPython);
  if (Object.keys(model.get("entries") ?? {}).length) fromPython();

  return () => {
    stop();
    model.off("change:entries", fromPython);
  };
}

export default widget(enhance);
