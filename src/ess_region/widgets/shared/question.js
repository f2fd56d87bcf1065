// One question brought to life on its static fieldset: check, verdict, hints, retry. Used by every
// widget that asks questions; how each type is answered is in question-forms.js.

import { $$, announce, fill, h, uid } from "./dom.js";
import { grade } from "./grading.js";
import { rendered } from "./markup.js";
import { FORMS } from "./question-forms.js";

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

/**
 * The record after one more attempt; the first one is what counts, and its answer is kept as `initiale`.
 * `certainty`: 1 to 3, or null. Pure.
 */
export function attempt(previous, value, status, when, certainty = null) {
  const right = status === "right";
  const sure = previous ? previous.certitude : certainty;
  const initial = previous?.essais > 1 ? previous.initiale : previous?.valeur;
  return {
    ...(sure ? { certitude: sure } : {}),
    ...(initial ? { initiale: initial } : {}),
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

// How sure one is: said before the verdict, and what to make of it after.
const CERTAINTIES = ["Je devine", "Je crois", "Je sais"];

/** « 3 lignes justes sur 5. » Pure. */
export const placeSentence = (found, total) => `${found} ${found > 1 ? "lignes justes" : "ligne juste"} sur ${total}.`;

/** What to say of a first answer given with this certainty, or nothing. Pure. */
export function certaintySentence(certainty, right) {
  if (certainty === 3 && !right) return "Vous pensiez le savoir\u00a0: cette erreur est la plus utile à corriger. Relisez la section avant de réessayer.";
  if (certainty === 1 && right) return "Vous aviez deviné\u00a0: lisez l’explication, pour le savoir la prochaine fois.";
  return "";
}

/**
 * Bring a question to life.
 *
 * `model` is the question, `fieldset` its static HTML; `onRecord(record)` is called after each
 * attempt. `blind`: a question of a test, without buttons; `restore` then shows its verdict. Returns
 * { value(), set(value), restore(record|null), unanswered(), askCertainty(boolean), destroy() }:
 * `restore` shows a stored answer, or none.
 */
export function question({ fieldset, model, onRecord, blind = false }) {
  let record = null;
  let hintsShown = 0;

  // Two copies of a quiz in one JupyterLab page must not share their radio groups.
  const group = uid("q");
  const form = FORMS[model.type]({ fieldset, model, group });
  const { inputs } = form;

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
  const sure = h("div", { class: "quiz-certitude", role: "radiogroup", "aria-label": "Votre certitude", hidden: true }, "Votre certitude\u00a0:");
  let certainties = [];
  const certainty = () => (sure.hidden ? null : Number(certainties.find((input) => input.checked)?.value) || null);
  fieldset.append(h("div", { role: "status" }, hints), sure, verdict, more, actions);

  const onKey = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || check.hidden || blind) return;
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
    const value = form.read();
    const result = grade(model, value);
    if (!VERDICTS[result.status]) {
      gently(result.status === "empty" ? form.ask : (form.invalid ?? form.ask));
      return;
    }
    record = attempt(record, value, result.status, new Date().toISOString(), certainty());
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
    const sentence = record?.essais === 1 ? certaintySentence(record.certitude, record.juste) : "";
    fill(
      verdict,
      h("p", { class: "quiz-word" }, h("strong", {}, word), remark(result)),
      form.returns(result),
      sentence && h("p", { class: "quiz-sur" }, sentence),
    );
    form.clear();
    form.mark(result);
    fill(more).hidden = true;
    buttons(result.status === "right" ? "right" : "missed");
    if (result.status === "right") showExplanation();
  }

  function remark(result) {
    if (result.status === "partial" && model.type === "choix_multiple") {
      const expected = model.reponses.filter((answer) => answer.juste).length;
      return `\u00a0: ${countSentence(result.found, result.extra, expected)}`;
    }
    const places = model.lignes ?? model.ordre;
    if (result.status === "partial" && places) return `\u00a0: ${placeSentence(result.found, places.length)}`;
    if (result.status === "right" && record && !record.premier) {
      return ", après un premier essai à revoir.";
    }
    return null;
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
    form.clear();
    buttons("ask");
    const first = inputs.find((input) => input.checked) ?? inputs[0];
    if (form.focus) form.focus();
    else first.focus();
    if (first.type === "text") first.select();
  }

  // "ask": to answer; "missed": answered, not right; "right": answered, right.
  function buttons(step) {
    for (const input of [...inputs, ...certainties]) input.disabled = step !== "ask";
    form.lock?.(step !== "ask");
    fieldset.dataset.step = step;
    check.hidden = step !== "ask";
    retry.hidden = explain.hidden = reread.hidden = step !== "missed";
    hint.hidden = step === "right" || hintsShown >= model.indices.length;
    if (!blind) return;
    check.hidden = retry.hidden = hint.hidden = true;
    if (step === "missed") showExplanation();
  }

  // A question of a test left without answer: its explanation all the same.
  function unanswered() {
    verdict.className = "quiz-verdict ess-verdict is-unknown";
    fill(verdict, h("p", { class: "quiz-word" }, h("strong", {}, "Sans réponse")));
    fill(more);
    buttons("missed");
  }

  function askCertainty(on) {
    if (on && !certainties.length) {
      certainties = CERTAINTIES.map((words, rank) => h("input", { type: "radio", name: `${group}-certitude`, value: rank + 1 }));
      sure.append(...certainties.map((input, rank) => h("label", {}, input, " ", CERTAINTIES[rank])));
      certainties.forEach((input) => (input.disabled = check.hidden));
    }
    sure.hidden = !on;
  }

  function restore(stored) {
    record = valid(model, stored) ? stored : null;
    hintsShown = 0;
    fill(hints).hidden = true;
    hint.textContent = "Un indice";
    form.fill(record ? record.valeur : null);
    certainties.forEach((input) => (input.checked = Number(input.value) === record?.certitude));
    if (record) {
      show(grade(model, record.valeur));
      return;
    }
    blank();
    form.clear();
    buttons("ask");
  }

  return {
    restore,
    value: () => form.read(),
    set: (value) => form.fill(value),
    unanswered,
    askCertainty,
    destroy() {
      fieldset.removeEventListener("keydown", onKey);
      fieldset.removeEventListener("input", onInput);
    },
  };
}
