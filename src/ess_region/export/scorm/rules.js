// What is finished, and the score: rules that the person who runs the LMS can say in one sentence each.
//
// Whole course: `passed` when the final test is (14 of 20); score: the best attempt, on 100; no score before.
// One chapter: `completed` when every question of its quiz has an answer; score: right at the first attempt, on 100.
// Never `failed`; a score and a status never go down.

import { grade } from "../../widgets/shared/grading.js";
import { finishedSentence } from "../../widgets/shared/pages.js";
import { attempts, best, needed } from "../../widgets/shared/results.js";
import { interaction } from "./answers.js";
import { clock } from "./session.js";

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const onHundred = (right, total) => Math.round((100 * right) / total);
const NOTHING = { score: null, status: "incomplete" };

/** { score: 0–100 or null, status } of a state. Pure. */
export function outcome(state, course) {
  if (course.chapitre) {
    const records = quizOf(course).map((id) => state.reponses?.[id]);
    if (!records.every(isObject)) return NOTHING;
    return { score: onHundred(records.filter((one) => one.premier === true).length, records.length), status: "completed" };
  }
  const top = best(attempts(state.epreuves?.[course.test.cle]));
  if (!top) return NOTHING;
  return { score: onHundred(top.score, top.total), status: top.score >= needed(course.test.seuil, top.total) ? "passed" : "incomplete" };
}

/** « 3 chapitres terminés sur 18 », « Quiz du chapitre : 5 questions répondues sur 12 ». Pure. */
export function advance(state, course) {
  if (!course.chapitre) return finishedSentence(course.chapitres.filter((slug) => state.pages?.[slug]?.fini === true).length, course.chapitres.length);
  const all = quizOf(course);
  const done = all.filter((id) => isObject(state.reponses?.[id])).length;
  return `Quiz du chapitre\u00a0: ${done} question${done > 1 ? "s répondues" : " répondue"} sur ${all.length}`;
}

const RANKS = { passed: 3, completed: 2, incomplete: 1 };
const rank = (status) => RANKS[status] ?? 0;

/** An outcome that is not under what the LMS already knows. Pure. */
export function neverLower(found, known) {
  const scores = [found.score, known.score].filter((one) => one !== null);
  return { score: scores.length ? Math.max(...scores) : null, status: rank(found.status) >= rank(known.status) ? found.status : known.status };
}

const quizOf = (course) => course.banques.find((bank) => bank.slug === course.chapitre)?.questions ?? [];

/**
 * The graded answers that are not in `done` (keys): [{ key, fields }]. Whole course: those of a final test once it
 * is finished; chapter: the first answer to each question. Pure, but for the clock of the machine.
 */
export function graded(state, course, done) {
  return course.chapitre ? firstAnswers(state, course, done) : finalTest(state, course, done);
}

function firstAnswers(state, course, done) {
  return quizOf(course)
    .filter((id) => isObject(state.reponses?.[id]) && !done.includes(id))
    .map((id) => {
      const record = state.reponses[id];
      const value = record.initiale ?? record.valeur;
      const time = clock(new Date(Date.parse(record.quand) || Date.now()));
      return { key: id, fields: interaction(course.models[id], value, { id, right: record.premier === true, time }) };
    });
}

function finalTest(state, course, done) {
  const test = state.epreuves?.[course.test.cle];
  const last = attempts(test).at(-1);
  if (!last || !test.encours?.fini || done.includes(last.quand)) return [];
  const when = new Date(last.quand);
  const stamp = when.toISOString().slice(0, 16).replace(/\D/g, "");
  return test.encours.questions
    .filter((id) => course.models[id])
    .map((id) => {
      const value = test.encours.reponses?.[id] ?? null;
      const right = grade(course.models[id], value).status === "right";
      return { key: last.quand, fields: interaction(course.models[id], value, { id: `${id}_${stamp}`, right, time: clock(when) }) };
    });
}
