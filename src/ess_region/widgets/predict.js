// A prediction: say what you expect, then see the datum and the gap. Kept, shown again, never judged.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { formatNumber } from "./shared/format.js";
import { comparePrediction, compareRanking, parseAnswer } from "./shared/grading.js";
import { rendered } from "./shared/markup.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { showRegional } from "./shared/regional.js";
import { ordinal, ranking, sameKeys, shiftWords } from "./shared/ranking.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

export { comparePrediction, compareRanking, parseAnswer };

const NBSP = "\u00a0";
const INVARIABLE = new Set(["mois", "fois", "pays", "cours"]);
const GUESS_FIRST = "Donnez d’abord une idée, même approximative\u00a0: personne ne la note.";
const MOVE_FIRST = "Déplacez au moins un élément, ou gardez cet ordre.";

/** Words of a unit for this amount: « 1,5 million d’euros », « 2 points ». French plural starts at 2. Pure. */
export function unitFor(value, unit) {
  if (!unit || Math.abs(value) >= 2) return unit ?? "";
  const [, counted, rest] = /^(.*?)((?: de | d[’']).*)?$/u.exec(unit);
  return counted.replace(/(\p{L}{3,})s(?!\p{L})/gu, (word, one) => (INVARIABLE.has(word) ? word : one)) + (rest ?? "");
}

/** « 13,9 % », « 2,37 millions », « 221 325 structures ». Pure. */
export function amount(value, unit) {
  const words = unitFor(value, unit);
  return words ? `${formatNumber(value)}${NBSP}${words}` : formatNumber(value);
}

const decimals = (number) => (String(number).split(".")[1] ?? "").length;

/** Size of the gap, as a subtraction by hand gives it: no more decimals than what is compared. Pure. */
export function gap(value, target) {
  return Number(Math.abs(value - target).toFixed(Math.min(6, Math.max(decimals(value), decimals(target)))));
}

/** « Vous avez dit 8 % ; la donnée est 13,9 %. Écart : 5,9 points. » Pure. */
export function gapSentence(value, target, targetText, unit) {
  const distance = gap(value, target);
  const said = `Vous avez dit ${amount(value, unit)}\u202f; la donnée est ${targetText}.`;
  if (distance === 0) return `${said} Aucun écart.`;
  return `${said} Écart\u00a0: ${amount(distance, unit === "%" ? "points" : unit)}.`;
}

/** « 2 éléments sur 5 sont à leur place. » Pure. */
export function rankingSentence({ exact }, count) {
  if (exact === count) return "Votre classement est celui de la donnée.";
  if (exact === 0) return "Aucun élément n’est à sa place.";
  return `${exact} ${exact > 1 ? "éléments" : "élément"} sur ${count} ${exact > 1 ? "sont à leur place" : "est à sa place"}.`;
}

/** "exact", "proche" (one place off on average, or less) or "loin". Pure. */
export function rankingVerdict({ exact, total }, count) {
  if (exact === count) return "exact";
  return total <= count ? "proche" : "loin";
}

/** The datum for the region chosen: { value, text }, or null when there is none. Pure. */
export function targetFor(prediction, region) {
  const [value, text] = prediction.cibles ? (prediction.cibles[region] ?? [null]) : [prediction.cible, prediction.cible_texte];
  return value === null || value === undefined ? null : { value, text };
}

/** A stored prediction, when it still fits this question (and this region); else null. Pure. */
export function validPrediction(prediction, stored, region = null) {
  const value = stored?.valeur;
  if (prediction.cibles && (stored?.region !== region || !targetFor(prediction, region))) return null;
  if (prediction.forme === "nombre") {
    return typeof value === "number" && Number.isFinite(value) ? { ...stored, vue: stored.vue === true } : null;
  }
  const keys = prediction.elements.map((element) => element.cle);
  return sameKeys(keys, value) ? { ...stored, vue: stored.vue === true } : null;
}

const FORMS = { nombre: numberForm, classement: rankingForm };

function enhance({ root, model }) {
  const prediction = model.get("prediction");
  const path = ["predictions", prediction.id];
  const box = $(".predict", root);
  const details = $(".predict-datum", root);
  const answer = $(".predict-answer", details);
  $(".predict-scale", root)?.remove();
  $(".predict-regions", details)?.remove();
  details.remove();

  const form = FORMS[prediction.forme]({
    box,
    prediction,
    onChange: () => message.textContent && announce(message, ""),
    onDone: look,
  });
  const message = h("p", { class: "predict-message ess-hint", role: "status" });
  const reveal = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: look }, "Voir la donnée");
  const again = h("button", { type: "button", class: "ess-btn", onclick: forget }, "Changer mon idée");
  const heading = h("div", { class: "predict-said", role: "status", tabindex: "-1" });
  const result = h("div", { class: "predict-result", hidden: true });
  // The static datum, moved: the same nodes, with their links and bubbles.
  const chooser = prediction.cibles && regionForm(prediction);
  if (chooser) box.append(chooser.el);
  box.append(form.el, message, h("div", { class: "predict-actions" }, reveal, form.extra), heading, result);

  let record = null;
  let telling = false;
  const ofRegion = () => (chooser ? { region: currentRegion() } : {});
  const stored = () => validPrediction(prediction, read(path), currentRegion());
  const told = () =>
    validPrediction(prediction, { valeur: model.get("value"), vue: model.get("revealed"), ...ofRegion() }, currentRegion());
  show(stored() ?? told());

  function look() {
    const value = form.value();
    if (value === null) {
      announce(message, form.problem());
      return;
    }
    show({ valeur: value, vue: true, quand: new Date().toISOString(), ...ofRegion() });
    write(path, record);
    // After the paint: both force a layout, and the datum must not wait for it.
    requestAnimationFrame(() => {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
    });
  }

  function forget() {
    record = { ...record, vue: false };
    write(path, record);
    show(record);
    form.focus();
  }

  function show(next) {
    record = next;
    const seen = record?.vue === true;
    message.textContent = "";
    form.set(record ? record.valeur : null);
    const askable = chooser ? chooser.show() : true;
    form.freeze(seen || !askable);
    reveal.hidden = seen || !askable;
    result.hidden = !seen;
    fill(heading);
    heading.hidden = !seen;
    if (seen) {
      const { words, picture } = form.outcome(record.valeur, answer);
      fill(heading, words);
      showRegional(answer, currentRegion());
      fill(result, picture, answer, h("div", { class: "predict-actions" }, again));
    }
    tellPython();
  }

  function tellPython() {
    const value = record ? record.valeur : null;
    const seen = record?.vue === true;
    if (JSON.stringify(model.get("value") ?? null) === JSON.stringify(value) && model.get("revealed") === seen) return;
    telling = true; // two traits, one change: do not take the first for a word from Python
    model.set("value", value);
    model.set("revealed", seen);
    model.save_changes();
    telling = false;
  }

  const same = (a, b) => JSON.stringify(a?.valeur ?? null) === JSON.stringify(b?.valeur ?? null) && !!a?.vue === !!b?.vue;
  const stop = subscribe(() => {
    const next = stored();
    if (!same(next, record)) show(next);
  });
  const fromPython = () => {
    const next = told();
    if (telling || same(next, record)) return;
    show(next);
    write(path, next);
  };
  model.on("change:value", fromPython);
  model.on("change:revealed", fromPython);
  const stopRegion = onRegion(() => chooser && show(stored()));

  return () => {
    stop();
    stopRegion();
    model.off("change:value", fromPython);
    model.off("change:revealed", fromPython);
  };
}

// -- the learner's own region --------------------------------------------------------------------

// Asks which region is meant; `show()` tells whether the brochure gives the datum for it.
function regionForm(prediction) {
  const id = uid("predict-region");
  const codes = Object.keys(prediction.cibles).sort((a, b) => regionInfo(a).nom.localeCompare(regionInfo(b).nom, "fr"));
  const select = h("select", { id, onchange: () => setRegion(select.value || null) },
    h("option", { value: "" }, "Choisissez votre région"),
    codes.map((code) => h("option", { value: code }, regionInfo(code).nom)));
  const note = h("p", { class: "predict-region-note ess-hint", role: "status" });
  return {
    el: h("div", { class: "predict-region ess-field" }, h("label", { for: id }, "Ma région"), select, note),
    show() {
      const code = currentRegion();
      const known = targetFor(prediction, code) !== null;
      select.value = code ?? "";
      const words = !code
        ? "La question porte sur votre région. Choisissez-la d’abord."
        : known ? "" : `La brochure ne donne pas cette donnée pour ${regionInfo(code).avec}. Il n’y a donc rien à prévoir ici.`;
      if (note.textContent !== words) note.textContent = words;
      return known;
    },
  };
}

// -- a number on a scale -------------------------------------------------------------------------

function numberForm({ prediction, onChange }) {
  const { min, max, pas: step, unite: unit } = prediction;
  const id = uid("predict");
  const input = h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", size: 8 });
  const slider = h("input", {
    type: "range", min, max, step, value: (min + max) / 2, "aria-label": "Votre idée, sur l’échelle",
  });
  let chosen = null;

  const ends = h("div", { class: "predict-ends", "aria-hidden": "true" }, h("span", {}, amount(min, unit)), h("span", {}, amount(max, unit)));
  const el = h(
    "div",
    { class: "predict-form ess-field" },
    h("label", { for: id }, "Votre idée"),
    h("div", { class: "predict-number" }, input, unit ? h("span", { class: "predict-unit" }, unit) : null),
    h("div", { class: "predict-slider" }, slider, ends),
  );

  // "click" too: the place where the hidden cursor waits is a choice like any other.
  for (const event of ["input", "click"]) slider.addEventListener(event, slide);
  input.addEventListener("input", () => {
    chosen = inScale(parseAnswer(input.value, unit));
    if (chosen !== null) slider.value = chosen;
    input.removeAttribute("aria-invalid");
    describe();
    onChange();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    $(".ess-btn--primary", el.parentElement).click();
  });

  function slide() {
    chosen = Number(slider.value);
    input.value = formatNumber(chosen);
    input.removeAttribute("aria-invalid");
    describe();
    onChange();
  }

  function inScale(number) {
    return number === null || number < min || number > max ? null : number;
  }

  function describe() {
    el.classList.toggle("is-empty", chosen === null);
    slider.setAttribute("aria-valuetext", chosen === null ? "pas encore choisi" : amount(chosen, unit));
  }

  return {
    el,
    value: () => chosen,
    problem() {
      input.focus();
      if (!input.value.trim()) return GUESS_FIRST;
      input.setAttribute("aria-invalid", "true");
      return `Écrivez un nombre entre ${amount(min, unit)} et ${amount(max, unit)}.`;
    },
    focus: () => input.focus(),
    set(value) {
      chosen = value;
      input.value = value === null ? "" : formatNumber(value);
      slider.value = value ?? (min + max) / 2;
      input.removeAttribute("aria-invalid");
      describe();
    },
    freeze(on) {
      el.hidden = on;
    },
    outcome(value) {
      const target = targetFor(prediction, currentRegion());
      const verdict = comparePrediction(target.value, value, prediction.marge);
      return {
        words: [
          h("p", { class: "predict-gap" }, gapSentence(value, target.value, target.text, unit)),
          h("p", {}, rendered(prediction.phrases[verdict])),
        ],
        picture: bars(value, prediction, target),
      };
    },
  };
}

// Two bars on the question's own scale, whose ends are written below.
function bars(value, { min, max, unite: unit }, { value: target, text }) {
  const [start, end] = [amount(min, unit), amount(max, unit)];
  const row = (name, number, words, kind) => {
    const bar = h("span", { class: "predict-bar", "aria-hidden": "true" }, h("span", { class: `predict-fill ${kind}` }));
    // Through the CSSOM: a style attribute would be refused by a strict content policy.
    bar.firstChild.style.setProperty("--share", `${((100 * (number - min)) / (max - min)).toFixed(2)}%`);
    return h("li", {}, h("span", { class: "predict-name" }, name), bar, h("span", { class: "predict-words" }, words));
  };
  return h(
    "ul",
    { class: "predict-bars", "aria-label": `Votre idée et la donnée, sur l’échelle de ${start} à ${end}` },
    row("Votre idée", value, amount(value, unit), "is-mine"),
    row("La donnée", target, text, "is-datum"),
    h("li", { "aria-hidden": "true" }, h("span", { class: "predict-ends" }, h("span", {}, start), h("span", {}, end))),
  );
}

// -- a ranking -----------------------------------------------------------------------------------

function rankingForm({ box, prediction, onChange, onDone }) {
  const expected = prediction.elements.map((element) => element.cle);
  let touched = false;
  const rank = ranking($(".predict-items", box), { name: "predict", onChange: choose });
  const keep = h("button", { type: "button", class: "ess-btn", hidden: true, onclick: keepOrder }, "Je garde cet ordre");
  const biggest = prediction.sens === "croissant" ? "la plus petite" : "la plus grande";
  const el = h(
    "div",
    { class: "predict-form" },
    h("p", { class: "ess-hint" }, `En premier, ${biggest} valeur selon vous. Déplacez les éléments, puis voyez la donnée.`),
    rank.list,
    rank.status,
  );

  function choose() {
    touched = true;
    keep.hidden = true;
    onChange();
  }

  function keepOrder() {
    choose();
    onDone();
  }

  return {
    el,
    extra: keep,
    value: () => (touched ? rank.value() : null),
    // The focus stays on « Voir la donnée »: « Je garde cet ordre » is next to it.
    problem() {
      keep.hidden = false;
      return MOVE_FIRST;
    },
    focus: rank.focus,
    set(value) {
      rank.set(value);
      touched = value !== null;
      keep.hidden = true;
    },
    freeze(on) {
      el.hidden = on;
    },
    outcome(value, answer) {
      const compared = compareRanking(expected, value);
      const sentence = prediction.phrases[rankingVerdict(compared, expected.length)];
      const head = $("thead tr", answer);
      if (head.children.length === 3) head.append(h("th", { scope: "col" }, "Votre rang"));
      for (const row of $$("tbody tr", answer)) {
        const shift = compared.shifts[row.dataset.key];
        const place = value.indexOf(row.dataset.key) + 1;
        row.children[3]?.remove();
        row.append(h("td", { class: shift ? "is-off" : "is-placed" }, `${ordinal(place)}, ${shiftWords(shift)}`));
      }
      return {
        words: [h("p", { class: "predict-gap" }, rankingSentence(compared, expected.length)), sentence ? h("p", {}, rendered(sentence)) : null],
        picture: null,
      };
    },
  };
}

export default widget(enhance);
