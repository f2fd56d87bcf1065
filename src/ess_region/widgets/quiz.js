// The quiz of a chapter: its questions, the answers kept, the score line.

import { answersCode } from "./shared/codes.js";
import { $, $$, fill, h } from "./shared/dom.js";
import { question, valid } from "./shared/question.js";
import { roomCode } from "./shared/room-code.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const CERTAINTY = ["reglages", "certitude"];

export { grade } from "./shared/grading.js";
export { attempt, countSentence } from "./shared/question.js";

/** { total, done, first, later }: questions answered, right at the first attempt, right later. Pure. */
export function tally(ids, records) {
  const kept = ids.map((id) => records[id]).filter(Boolean);
  return {
    total: ids.length,
    done: kept.length,
    first: kept.filter((record) => record.premier).length,
    later: kept.filter((record) => !record.premier && record.juste).length,
  };
}

const plural = (count, one, many) => (count > 1 ? many : one);

/** « 6 réponses justes sur 8 au premier essai. », or where the learner is. Pure. */
export function scoreSentence({ total, done, first, later }) {
  if (!done) return "";
  if (done < total) return `${done} ${plural(done, "question répondue", "questions répondues")} sur ${total}.`;
  const sentence = `${first} ${plural(first, "réponse juste", "réponses justes")} sur ${total} au premier essai`;
  if (!later) return `${sentence}.`;
  return `${sentence}, et ${later} de plus en réessayant.`;
}

function enhance({ root, model }) {
  const models = model.get("questions");
  const ids = models.map((one) => one.id);
  const records = {};

  $(".quiz-note", root)?.remove();

  const live = models.map((one) => {
    const fieldset = $(`fieldset[data-question="${CSS.escape(one.id)}"]`, root);
    const part = question({
      fieldset,
      model: one,
      onRecord(record) {
        records[one.id] = record;
        write(["reponses", one.id], record);
        sync(true);
      },
    });
    return { one, fieldset, ...part };
  });

  const certainty = h(
    "button",
    { type: "button", class: "ess-btn ess-btn--quiet quiz-avec-certitude", onclick: () => write(CERTAINTY, read(CERTAINTY) ? null : true) },
    "Dire aussi ma certitude",
  );
  root.prepend(certainty);
  function withCertainty() {
    const on = read(CERTAINTY) === true;
    if (certainty.getAttribute("aria-pressed") === String(on)) return;
    certainty.setAttribute("aria-pressed", on);
    live.forEach((part) => part.askCertainty(on));
  }
  withCertainty();

  const sentence = h("p", { class: "quiz-score-sentence", role: "status" });
  const toReview = h("p", { class: "quiz-review", hidden: true });
  const restart = h("button", { type: "button", class: "ess-btn", onclick: ask }, "Recommencer");
  const confirm = h(
    "div",
    { class: "quiz-confirm", role: "group", "aria-label": "Confirmation", hidden: true },
    h("p", {}, "Vos réponses à ce quiz seront effacées."),
    h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: startAgain }, "Effacer et recommencer"),
    h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: keep }, "Garder mes réponses"),
  );
  const room = roomCode(model.get("slug"), () => answersCode(model.get("code"), models, (one) => records[one.id]));
  const score = h("div", { class: "quiz-score", hidden: true }, sentence, toReview, restart, confirm, room.el);
  root.append(score);

  const stored = (one) => {
    const kept = read(["reponses", one.id]);
    return valid(one, kept) ? kept : null;
  };

  // At first, what this browser kept; else what Python holds (the view was closed and opened again).
  for (const { one, restore } of live) {
    const given = model.get("answers")?.[one.id];
    const record = stored(one) ?? (valid(one, given) ? given : null);
    if (record) records[one.id] = record;
    restore(record);
  }
  sync(false);

  function sync(spoken) {
    const count = tally(ids, records);
    score.hidden = count.done === 0;
    const text = scoreSentence(count);
    // A reload must not make the score speak; a text already there must not be said again.
    if (sentence.textContent !== text) sentence.textContent = text;
    sentence.classList.toggle("is-complete", count.done === count.total);
    score.classList.toggle("is-complete", count.done === count.total);
    review(count);
    room.refresh();
    const answers = { ...records };
    if (JSON.stringify(answers) === JSON.stringify(model.get("answers")) && model.get("score") === count.first) return;
    model.set("answers", answers);
    model.set("score", count.first);
    model.save_changes();
  }

  function review(count) {
    const missed = live.filter(({ one }) => records[one.id] && !records[one.id].juste);
    toReview.hidden = count.done < count.total || !missed.length;
    if (toReview.hidden) return;
    const links = missed.map(({ one }, rank) => [
      rank ? ", " : "",
      h("a", { href: `#question-${one.id}` }, `question ${ids.indexOf(one.id) + 1}`),
    ]);
    fill(toReview, "À revoir\u00a0: ", links, ".");
  }

  function ask() {
    confirm.hidden = false;
    restart.hidden = true;
    $("button", confirm).focus();
  }

  function keep() {
    confirm.hidden = true;
    restart.hidden = false;
    restart.focus();
  }

  function startAgain() {
    confirm.hidden = true;
    restart.hidden = false;
    for (const { one, restore } of live) {
      delete records[one.id];
      write(["reponses", one.id], null);
      restore(null);
    }
    sync(true);
    $("input, select, button", live[0].fieldset).focus();
  }

  // Another tab, an import, « tout effacer », or Python changed the answers: show them.
  function adopt(next, keepInBrowser) {
    let changed = false;
    for (const { one, restore } of live) {
      const record = valid(one, next(one)) ? next(one) : null;
      if (JSON.stringify(record) === JSON.stringify(records[one.id] ?? null)) continue;
      changed = true;
      if (record) records[one.id] = record;
      else delete records[one.id];
      if (keepInBrowser) write(["reponses", one.id], record);
      restore(record);
    }
    if (changed) sync(false);
  }

  const stop = subscribe(() => {
    withCertainty();
    adopt(stored, false);
  });
  const fromPython = () => adopt((one) => model.get("answers")?.[one.id], true);
  model.on("change:answers", fromPython);

  return () => {
    stop();
    model.off("change:answers", fromPython);
    live.forEach(({ destroy }) => destroy());
  };
}

export default widget(enhance);
