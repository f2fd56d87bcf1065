// How each type of question is answered on its static HTML. To add a type: one maker in FORMS, one
// grader in grading.js.
//
// A maker gets { fieldset, model, group } and returns { inputs, read(), fill(value), ask, invalid?,
// clear(), mark(result), returns(result) }: `ask` is said when an answer is missing, `mark` puts a
// sign and a word beside what was answered, `returns` gives what to say of it.

import { $, $$, h } from "./dom.js";
import { rendered } from "./markup.js";
import { ranking, shiftWords } from "./ranking.js";
import { compareRanking } from "./grading.js";
import { ownSeed, shuffled } from "./seed.js";

const SIGNS = { true: ["is-right", "Juste"], false: ["is-wrong", "À revoir"] };

const sign = (right) => h("span", { class: `quiz-mark ${SIGNS[right][0]}` }, SIGNS[right][1]);
const clear = (fieldset) => $$(".quiz-mark", fieldset).forEach((el) => el.remove());

/** One item of what is said: « Article 7 : juste. Oui, … » */
const remark = (text, right, html) =>
  h("li", { class: SIGNS[right][0] }, h("strong", {}, `${text}\u00a0: ${right ? "juste" : "à revoir"}.`), html && [" ", rendered(html)]);

function choices({ fieldset, model, group }, ask) {
  const inputs = $$("input", fieldset);
  for (const input of inputs) input.name = group;
  if (model.melange) {
    const labels = new Map(inputs.map((input) => [input.value, input.closest("label")]));
    const order = shuffled(model.reponses.map((answer) => answer.cle), ownSeed(), model.id);
    inputs[0].closest(".quiz-choices").append(...order.map((key) => labels.get(key)));
  }
  const words = (key) => $(".quiz-answer", inputs.find((input) => input.value === key).closest("label")).textContent;
  const chosen = (result) => model.reponses.filter((answer) => result.feedback.includes(answer.cle));
  return {
    inputs: $$("input", fieldset),
    ask,
    clear: () => clear(fieldset),
    mark(result) {
      for (const answer of chosen(result)) {
        inputs.find((input) => input.value === answer.cle).parentElement.append(sign(answer.juste));
      }
    },
    returns(result) {
      const answers = chosen(result);
      if (answers.length === 1) return h("p", {}, rendered(answers[0].retour));
      return h("ul", { class: "quiz-returns" }, answers.map((one) => remark(words(one.cle), one.juste, one.retour)));
    },
  };
}

function one(parts) {
  const form = choices(parts, "Choisissez d’abord une réponse.");
  return {
    ...form,
    read: () => form.inputs.find((input) => input.checked)?.value ?? null,
    fill: (value) => form.inputs.forEach((input) => (input.checked = input.value === value)),
  };
}

function several(parts) {
  const form = choices(parts, "Cochez d’abord une ou plusieurs réponses.");
  return {
    ...form,
    // In the order of the bank, whatever the order shown.
    read: () => parts.model.reponses.map((answer) => answer.cle).filter((key) => form.inputs.some((input) => input.checked && input.value === key)),
    fill: (value) => form.inputs.forEach((input) => (input.checked = (value ?? []).includes(input.value))),
  };
}

function number({ fieldset, model }) {
  const input = $("input", fieldset);
  return {
    inputs: [input],
    ask: "Écrivez d’abord un nombre, même approximatif.",
    invalid: "Ce n’est pas un nombre que l’on sait lire. Écrivez-le en chiffres, par exemple 12,5.",
    read: () => input.value.trim() || null,
    fill: (value) => (input.value = value ?? ""),
    clear: () => {},
    mark: () => {},
    returns: (result) => result.feedback.map((key) => h("p", {}, rendered(model.retours[key]))),
  };
}

// Rows, each with its own choices: lists (matching, gaps) or boxes (sorting).
function rows({ fieldset, model, group }, ask) {
  const inputs = $$("input, select", fieldset);
  for (const input of inputs) input.name = `${group}-${input.dataset.ligne}`;
  const place = (key) => $$("[data-ligne]", fieldset).find((el) => el.dataset.ligne === key && !inputs.includes(el));
  const given = (key) =>
    inputs.find((input) => input.dataset.ligne === key && (input.type === "radio" ? input.checked : input.value))?.value;
  const name = (key) => $(".quiz-item, .visually-hidden", place(key)).textContent;
  return {
    inputs,
    ask,
    read() {
      const pairs = model.lignes.map(({ cle }) => [cle, given(cle)]).filter(([, choice]) => choice);
      return pairs.length ? Object.fromEntries(pairs) : null;
    },
    fill(value) {
      for (const input of inputs) {
        const choice = value?.[input.dataset.ligne] ?? "";
        if (input.type === "radio") input.checked = input.value === choice;
        else input.value = choice;
      }
    },
    clear: () => clear(fieldset),
    mark(result) {
      for (const [key, choice] of result.feedback.map((pair) => pair.split(":"))) {
        const row = model.lignes.find((one) => one.cle === key);
        place(key).append(" ", sign(row.juste === choice));
      }
    },
    returns(result) {
      const said = result.feedback.map((pair) => {
        const [key, choice] = pair.split(":");
        const row = model.lignes.find((one) => one.cle === key);
        const right = row.juste === choice;
        const own = row.retours[choice];
        // A sentence written for any choice helps those who missed; one of its own is for all.
        if (right && !own) return null;
        return remark(name(key), right, own ?? row.retours[""]);
      });
      return said.some(Boolean) && h("ul", { class: "quiz-returns" }, said);
    },
  };
}

function order({ fieldset, model }) {
  let moved = false; // the order first shown is nobody's answer
  const rank = ranking($(".ess-rank", fieldset), { name: "quiz-rang", drag: true, onChange: () => (moved = true) });
  rank.list.after(rank.status);
  const text = (key) => $(".ess-rank-item", rank.row(key)).textContent;
  return {
    inputs: $$("button", rank.list),
    ask: "Mettez d’abord les lignes dans l’ordre.",
    read: () => (moved ? rank.value() : null),
    fill(value) {
      moved = Boolean(value);
      rank.set(value);
    },
    clear: () => clear(fieldset),
    lock: (locked) => rank.lock(locked),
    focus: () => rank.focus(),
    mark(result) {
      const { shifts } = compareRanking(model.ordre, rank.value());
      for (const key of model.ordre) {
        const mark = sign(!shifts[key]);
        mark.append(shifts[key] ? `\u00a0: ${shiftWords(shifts[key])}` : "");
        rank.row(key).append(mark);
      }
    },
    returns: (result) => h("ul", { class: "quiz-returns" }, result.feedback.map((key) => remark(text(key), false, model.retours[key]))),
  };
}

/** One maker for each type. */
export const FORMS = {
  choix_unique: one,
  vrai_faux: one,
  choix_multiple: several,
  numerique: number,
  appariement: (parts) => rows(parts, "Choisissez d’abord une réponse dans chaque liste."),
  texte_a_trous: (parts) => rows(parts, "Complétez d’abord chaque trou."),
  classement: (parts) => rows(parts, "Rangez d’abord chaque ligne."),
  ordre: order,
};
