// One question brought to life on its static fieldset: check, verdict, hints, retry.
// Used by every widget that asks questions. To add a type: one entry in FORMS, one grader in grading.js.

import { $, $$, announce, fill, h, uid } from "./dom.js";
import { grade } from "./grading.js";

/** How to read, fill, freeze and start the inputs of each type; `ask` is said when nothing is answered. */
const choices = {
  read: (el) => $$("input:checked", el).map((input) => input.value)[0] ?? null,
  fill: (el, value) => $$("input", el).forEach((input) => (input.checked = input.value === value)),
  ask: "Choisissez d’abord une réponse.",
};

export const FORMS = {
  choix_unique: choices,
  vrai_faux: choices,
  choix_multiple: {
    read: (el) => $$("input:checked", el).map((input) => input.value),
    fill: (el, value) => $$("input", el).forEach((input) => (input.checked = (value ?? []).includes(input.value))),
    ask: "Cochez d’abord une ou plusieurs réponses.",
  },
  numerique: {
    read: (el) => $("input", el).value.trim() || null,
    fill: (el, value) => ($("input", el).value = value ?? ""),
    ask: "Écrivez d’abord un nombre, même approximatif.",
    invalid: "Ce n’est pas un nombre que l’on sait lire. Écrivez-le en chiffres, par exemple 12,5.",
  },
};

export const VERDICTS = {
  right: { word: "Juste", sign: "is-right" },
  partial: { word: "Pas tout à fait", sign: "is-unknown is-partial" },
  wrong: { word: "À revoir", sign: "is-wrong" },
};

/** Whether a stored record still makes sense for this question. */
export function valid(question, record) {
  if (!record || typeof record !== "object") return false;
  return VERDICTS[grade(question, record.valeur).status] !== undefined;
}

/** The record after one more attempt; the first one is what counts. Pure. */
export function attempt(previous, value, status, when) {
  const right = status === "right";
  return {
    valeur: value,
    essais: (Number.isInteger(previous?.essais) ? previous.essais : 0) + 1,
    premier: previous ? previous.premier === true : right,
    juste: right,
    quand: when,
  };
}

/** « 2 bonnes réponses trouvées sur 3, 1 de trop. » Pure. */
export function countSentence(found, extra, expected) {
  const some = found > 1 ? "bonnes réponses trouvées" : "bonne réponse trouvée";
  return `${found} ${some} sur ${expected}${extra ? `, ${extra} de trop` : ""}.`;
}

/** Nodes of a text that our own Python rendered from the bank (escaped there). */
export function rendered(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/**
 * Bring a question to life.
 *
 * `question` is its model, `fieldset` its static HTML; `onRecord(record)` is called after each
 * attempt. Returns { restore(record|null) }, which shows a stored answer, or none.
 */
export function question({ fieldset, model, onRecord }) {
  const form = FORMS[model.type];
  let record = null;
  let hintsShown = 0;

  // Two copies of a quiz in one JupyterLab page must not share their radio groups.
  const group = uid("q");
  const inputs = $$("input", fieldset);
  inputs.forEach((input) => (input.name = group));

  const verdict = h("div", { class: "quiz-verdict ess-verdict", role: "status", tabindex: "-1" });
  const more = h("div", { class: "quiz-more", hidden: true });
  const hints = h("ol", { class: "quiz-hints", hidden: true });
  const check = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: verify }, "Vérifier");
  const hint = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: showHint }, "Un indice");
  const retry = h("button", { type: "button", class: "ess-btn", onclick: again }, "Réessayer");
  const explain = h(
    "button",
    { type: "button", class: "ess-btn ess-btn--quiet", onclick: showExplanation },
    "Voir l’explication",
  );
  const reread = h("a", { class: "quiz-reread ess-btn ess-btn--quiet", href: model.lien }, "Relire la section");
  const actions = h("div", { class: "quiz-actions" }, check, retry, hint, explain, reread);
  fieldset.append(h("div", { role: "status" }, hints), verdict, more, actions);

  const onKey = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || check.hidden) return;
    event.preventDefault();
    verify();
  };
  const onInput = () => {
    if (fieldset.dataset.step === "ask" && verdict.textContent) blank();
  };
  fieldset.addEventListener("keydown", onKey);
  fieldset.addEventListener("input", onInput);
  restore(null);

  function verify() {
    const value = form.read(fieldset);
    const result = grade(model, value);
    if (!VERDICTS[result.status]) {
      gently(result.status === "empty" ? form.ask : (form.invalid ?? form.ask));
      return;
    }
    record = attempt(record, value, result.status, new Date().toISOString());
    show(result);
    // After the paint: both force a layout, and the verdict must not wait for it.
    requestAnimationFrame(() => {
      verdict.focus({ preventScroll: true });
      verdict.scrollIntoView({ block: "nearest" });
    });
    onRecord(record);
  }

  function gently(sentence) {
    verdict.className = "quiz-verdict ess-verdict is-unknown";
    announce(verdict, sentence);
  }

  function blank() {
    verdict.className = "quiz-verdict ess-verdict";
    fill(verdict);
    fill(more).hidden = true;
  }

  function show(result) {
    const { word, sign } = VERDICTS[result.status];
    verdict.className = `quiz-verdict ess-verdict ${sign}`;
    fill(verdict, h("p", { class: "quiz-word" }, h("strong", {}, word), remark(result)), returns(result));
    mark(result.feedback);
    fill(more).hidden = true;
    buttons(result.status === "right" ? "right" : "missed");
    if (result.status === "right") showExplanation();
  }

  function remark(result) {
    if (result.status === "partial" && model.type === "choix_multiple") {
      const expected = model.reponses.filter((answer) => answer.juste).length;
      return `\u00a0: ${countSentence(result.found, result.extra, expected)}`;
    }
    if (result.status === "right" && record && !record.premier) {
      return ", après un premier essai à revoir.";
    }
    return null;
  }

  function returns(result) {
    if (!model.reponses) return result.feedback.map((key) => h("p", {}, rendered(model.retours[key])));
    const chosen = model.reponses.filter((answer) => result.feedback.includes(answer.cle));
    if (chosen.length === 1) return h("p", {}, rendered(chosen[0].retour));
    return h(
      "ul",
      { class: "quiz-returns" },
      chosen.map((answer) =>
        h(
          "li",
          { class: answer.juste ? "is-right" : "is-wrong" },
          h("strong", {}, `${answer.texte}\u00a0: ${answer.juste ? "juste" : "à revoir"}.`),
          " ",
          rendered(answer.retour),
        ),
      ),
    );
  }

  // The answers chosen keep a sign and a word beside them.
  function mark(keys) {
    for (const input of inputs) {
      $(".quiz-mark", input.parentElement)?.remove();
      const answer = model.reponses?.find((one) => one.cle === input.value);
      if (!answer || !keys.includes(answer.cle)) continue;
      const sign = answer.juste ? "is-right" : "is-wrong";
      input.parentElement.append(
        h("span", { class: `quiz-mark ${sign}` }, answer.juste ? "Juste" : "À revoir"),
      );
    }
  }

  function showExplanation() {
    fill(more).hidden = false;
    more.append(h("p", { class: "quiz-explanation" }, h("strong", {}, "Explication. "), rendered(model.explication)));
    if (model.faits.length) {
      const facts = model.faits.map((fact) => h("li", {}, rendered(fact)));
      more.append(h("ul", { class: "quiz-facts" }, facts));
    }
    if (document.activeElement === explain) {
      more.tabIndex = -1;
      more.focus();
    }
    explain.hidden = true;
  }

  function showHint() {
    const text = model.indices[hintsShown];
    hintsShown += 1;
    hints.hidden = false;
    hints.append(h("li", {}, rendered(text)));
    if (hintsShown < model.indices.length) {
      hint.textContent = "Un autre indice";
      return;
    }
    hint.hidden = true;
    (check.hidden ? retry : check).focus();
  }

  function again() {
    blank();
    mark([]);
    buttons("ask");
    const first = inputs.find((input) => input.checked) ?? inputs[0];
    first.focus();
    if (first.type === "text") first.select();
  }

  // "ask": to answer; "missed": answered, not right; "right": answered, right.
  function buttons(step) {
    inputs.forEach((input) => (input.disabled = step !== "ask"));
    fieldset.dataset.step = step;
    check.hidden = step !== "ask";
    retry.hidden = explain.hidden = reread.hidden = step !== "missed";
    hint.hidden = step === "right" || hintsShown >= model.indices.length;
  }

  function restore(stored) {
    record = valid(model, stored) ? stored : null;
    hintsShown = 0;
    fill(hints).hidden = true;
    hint.textContent = "Un indice";
    form.fill(fieldset, record ? record.valeur : null);
    if (record) {
      show(grade(model, record.valeur));
      return;
    }
    blank();
    mark([]);
    buttons("ask");
  }

  return {
    restore,
    destroy() {
      fieldset.removeEventListener("keydown", onKey);
      fieldset.removeEventListener("input", onInput);
    },
  };
}
