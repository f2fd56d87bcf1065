// A workshop on the screen: one step at a time, entries kept, printed and taken away.

import { $, $$, announce, fill, h } from "./shared/dom.js";
import { documentActions } from "./shared/documents.js";
import { printOnly } from "./shared/export.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { showNames, showRegional } from "./shared/regional.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const ALL = "tout";
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const ticked = ({ controls }) => ["radio", "checkbox"].includes(controls[0].type);
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
  const title = model.get("title");
  const own = $(".at-cas", root); // the Region's pack has a case of its own
  const CASE = ["ateliers-cas", slug]; // "region" when it is the one chosen
  const ofRegion = () => Boolean(own) && read(CASE) === "region";
  const statePath = () => ["ateliers", ofRegion() ? `${slug}-region` : slug];
  const VIEW = ["ateliers-etape", slug]; // id of the step shown, or ALL
  const steps = $$(".at-etape", root);
  const fields = $$("[data-saisie]", root).map(fieldOf);
  let kept = {};
  let before = null; // what « Effacer » took away
  let telling = false;
  const button = (label, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`.trim(), onclick }, label);

  // -- entries ------------------------------------------------------------------------------------

  function fieldOf(el) {
    const { saisie: id, type } = el.dataset;
    const about = el.closest(".at-sur");
    const field = {
      id,
      type,
      controls: $$("input, textarea, select", el),
      label: words($("legend, label, caption", el)),
      unit: $(".at-unite", el)?.textContent ?? "",
      rows: $$("tbody th", el).map(words),
      columns: $$("thead th", el).map(words),
      about: () => (about ? words($(`[id="${about.getAttribute("aria-labelledby")}"]`, root)) : ""),
      step: el.closest(".at-etape"),
    };
    if (ticked(field)) field.choices = field.controls.map((input) => words(input.nextElementSibling));
    // What is typed, for paper: a box that grows, where the control would cut the text.
    else for (const one of field.controls) one.after(h("div", { class: "at-papier", "aria-hidden": "true" }));
    el.addEventListener(ticked(field) ? "change" : "input", () => keep(field));
    return field;
  }

  function valueOf({ type, controls, columns, choices }) {
    if (type === "cases") return choices.filter((_, i) => controls[i].checked);
    if (choices) return choices[controls.findIndex((input) => input.checked)] ?? "";
    if (type !== "tableau") return controls[0].value;
    const rows = [];
    for (let i = 0; i < controls.length; i += columns.length) rows.push(controls.slice(i, i + columns.length).map((one) => one.value));
    return rows;
  }

  function setValue(field, value) {
    const { type, controls, columns, choices } = field;
    if (ticked(field)) controls.forEach((input, i) => { input.checked = [value].flat().includes(choices[i]); });
    else if (type === "tableau") controls.forEach((one, i) => put(one, list(list(value)[Math.floor(i / columns.length)])[i % columns.length]));
    else put(controls[0], value);
  }

  function put(control, value) {
    if (control.value !== text(value)) control.value = text(value);
    mirror(control);
  }

  function mirror(control) {
    control.nextElementSibling.textContent = control.value;
    control.classList.toggle("is-filled", control.value.trim() !== "");
  }

  function keep(field) {
    if (!ticked(field)) field.controls.forEach(mirror);
    const value = valueOf(field);
    const next = { ...kept };
    if (isEmpty(value)) delete next[field.id];
    else next[field.id] = value;
    before = null;
    save(next);
  }

  function save(next) {
    kept = next;
    telling = true;
    write(statePath(), Object.keys(kept).length ? kept : null);
    model.set("entries", kept);
    model.save_changes();
    telling = false;
    showErase();
  }

  function show(next) {
    kept = next && typeof next === "object" && !Array.isArray(next) ? next : {};
    for (const field of fields) setValue(field, kept[field.id]);
    showErase();
  }

  // -- steps --------------------------------------------------------------------------------------

  const names = steps.map((step) => words($("h2", step)));
  const links = names.map((name, i) => button(name, () => turn(steps[i].dataset.etape, true), "at-lien"));
  const whole = button("Tout voir", () => turn(shown === ALL ? steps[0].dataset.etape : ALL), "ess-btn--quiet");
  const nav = h("nav", { class: "at-nav", "aria-label": "Étapes de l’atelier" },
    h("ul", {}, links.map((link) => h("li", {}, link))), steps.length > 1 && whole);
  const documents = new Map($$(".at-document", root).map((one) => [one.dataset.document, one]));
  const homes = new Map([...documents].map(([id, one]) => [id, one.parentElement]));
  let shown = ALL;

  steps.forEach((step, i) => {
    step.append(h("div", { class: "at-suite" },
      i > 0 && button("Étape précédente", () => turn(steps[i - 1].dataset.etape, true)),
      i < steps.length - 1 && button("Étape suivante", () => turn(steps[i + 1].dataset.etape, true), "ess-btn--primary")));
    $("h2", step).tabIndex = -1;
  });

  // Show one step, with its documents inside, or all of them, each document where it is first needed.
  function turn(view, moving = false) {
    const at = steps.findIndex((step) => step.dataset.etape === view);
    shown = at < 0 ? ALL : view;
    steps.forEach((step, i) => step.classList.toggle("is-off", at >= 0 && i !== at));
    root.classList.toggle("at-une", at >= 0);
    $(".at-fin", root).classList.toggle("is-off", at >= 0 && at < steps.length - 1);
    links.forEach((link, i) => (i === at ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
    whole.setAttribute("aria-pressed", String(at < 0));
    gather(steps[at]);
    if (!moving) return;
    write(VIEW, shown);
    requestAnimationFrame(() => $("h2", steps[at]).focus());
  }

  function gather(step) {
    for (const [id, one] of documents) {
      const place = (step && $(`[data-place="${one.dataset.remplace ?? id}"]`, step)) ?? homes.get(id);
      if (one.parentElement !== place) place.prepend(one);
    }
  }

  // -- the Region's own case ------------------------------------------------------------------------

  const cases = own && ["Le cas du cours", `Votre Région${NBSP}: ${own.dataset.cas}`].map((label, i) => {
    const input = h("input", { type: "radio", name: `cas-${slug}`, onchange: () => {
      write(CASE, i ? "region" : null);
      before = null;
      showCase();
      show(read(statePath(), {}));
    } });
    return { input, el: h("label", { class: "ess-choice" }, input, h("span", {}, label)) };
  });
  if (own) {
    fill(own, h("fieldset", {}, h("legend", {}, "Choisissez votre cas"), h("div", { class: "at-choix" }, cases.map(({ el }) => el)),
      h("p", { class: "ess-hint" }, "Chaque cas garde ses propres réponses. Les questions sont les mêmes.")));
  }
  // The document that the other case replaces is hidden; the words about it follow.
  function showCase() {
    if (!own) return;
    const region = ofRegion();
    cases.forEach(({ input }, i) => { input.checked = region === Boolean(i); });
    for (const one of documents.values()) {
      const id = one.dataset.remplace;
      if (!id) continue;
      one.hidden = !region;
      const other = documents.get(id);
      other.hidden = region;
      for (const link of $$(`[data-renvoi="${id}"] a`, root)) {
        const target = region ? one : other;
        link.textContent = words($("h3", target));
        link.setAttribute("href", `#${target.id}`);
      }
      for (const about of $$(`[data-place="${id}"] .at-sur`, root)) about.setAttribute("aria-labelledby", `${(region ? one : other).id}-titre`);
    }
  }

  // -- on paper -----------------------------------------------------------------------------------

  const papers = h("div", { class: "at-papiers" });
  const onPaper = (one) => {
    const body = $(".at-corps", one).cloneNode(true);
    for (const extra of $$("button, .ess-field, .info-bulle", body)) extra.remove();
    for (const el of $$("[id], [aria-describedby]", body)) ["id", "aria-describedby"].forEach((name) => el.removeAttribute(name));
    return h("article", { class: "at-feuillet" },
      h("p", { class: "at-entete" }, `${$(".at-sorte", one).textContent} de l’atelier «${NNBSP}${title}${NNBSP}»`), h("h3", {}, words($("h3", one))), body);
  };
  function printDocuments(some) {
    fill(papers, some.map(onPaper));
    printOnly(papers);
  }
  for (const one of documents.values()) {
    $(".at-corps", one).append(h("p", { class: "at-imprimer" }, button("Imprimer ce document", () => printDocuments([one]), "ess-btn--quiet")));
  }
  function printSheet() {
    root.classList.add("at-feuille");
    printOnly(root);
  }
  const toPaper = () => gather(null);
  const fromPaper = () => {
    root.classList.remove("at-feuille");
    gather(steps.find((step) => step.dataset.etape === shown));
  };
  // Projected (site/projection.js): the step on the screen is the one under way, with its documents.
  const onScreen = (event) => {
    const step = event.target.closest(".at-etape");
    if (step) turn(step.dataset.etape);
  };
  root.addEventListener("ess-projeter", onScreen);
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", fromPaper);

  // -- the learner's region -----------------------------------------------------------------------

  const choosers = $$(".at-region", root).map((box) => {
    const select = h("select", { onchange: () => setRegion(select.value || null) }, h("option", { value: "" }, "Toutes les régions"),
      $$("tr[data-region]", box).map((row) => h("option", { value: row.dataset.region }, $("th", row).textContent)));
    box.prepend(h("div", { class: "ess-field" }, h("label", {}, "Votre région", select)));
    box.append(h("p", { class: "at-choisir ess-hint" }, "Choisissez votre région pour lire aussi ses chiffres plus récents."));
    return { box, select };
  });
  function showRegion(code) {
    showRegional(root, code);
    showNames(root, code);
    for (const { box, select } of choosers) {
      select.value = regionInfo(code) ? code : "";
      // Without a region, the table only: later figures of all of them would be pages long.
      const all = !select.value;
      for (const part of $$("[data-region]:not(.fait)", box)) part.hidden = part.dataset.region !== select.value && !(all && part.matches("tr"));
      $(".at-choisir", box).hidden = !all;
    }
  }

  // -- what goes out ------------------------------------------------------------------------------

  const described = () => steps.map((step, i) => ({ title: names[i], fields: fields.filter((field) => field.step === step).map((field) => ({ ...field, about: field.about() })) }));
  const said = h("p", { class: "ess-hint", role: "status" });
  const erase = button("", () => {
    const next = before ?? {};
    before = before ? null : kept;
    show(next);
    save(next);
    announce(said, before ? "Vos réponses sont effacées." : "Vos réponses sont revenues.");
  }, "ess-btn--quiet");
  function showErase() {
    erase.textContent = before ? "Rétablir mes réponses" : "Tout effacer";
    erase.disabled = !before && !Object.keys(kept).length;
  }

  root.prepend(h("p", { class: "at-titre" }, title)); // on paper only
  $(".at-etapes", root).before(nav, h("p", { class: "at-outils" }, button("Imprimer la feuille", printSheet),
    documents.size > 0 && button("Imprimer les documents", () => printDocuments([...documents.values()].filter((one) => !one.hidden)))));
  root.append(
    h("section", { class: "at-emporter" }, h("h2", {}, "Emporter vos réponses"),
      h("p", { class: "ess-hint" }, "Elles restent dans ce navigateur, sans nom, et ne partent nulle part."),
      documentActions(() => answersDocument(ofRegion() ? `${title} (${own.dataset.cas})` : title, described(), kept), { name: slug }), erase, said),
    papers);

  showCase();
  show(read(statePath(), {}));
  turn(read(VIEW, steps[0].dataset.etape));
  showRegion(currentRegion());
  const stops = [
    onRegion(showRegion),
    subscribe(() => {
      showCase();
      const next = read(statePath(), {});
      if (telling || same(next, kept)) return;
      before = null;
      show(next);
    }),
  ];
  const fromPython = () => {
    const told = model.get("entries") ?? {};
    if (telling || same(told, kept)) return;
    show(told);
    save(kept);
  };
  model.on("change:entries", fromPython);
  if (Object.keys(model.get("entries") ?? {}).length) fromPython();

  return () => {
    for (const stop of stops) stop();
    root.removeEventListener("ess-projeter", onScreen);
    removeEventListener("beforeprint", toPaper);
    removeEventListener("afterprint", fromPaper);
    model.off("change:entries", fromPython);
  };
}

export default widget(enhance);
