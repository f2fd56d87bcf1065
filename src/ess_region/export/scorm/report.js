// The last resort: a file that a person reads, and that the book or a person can bring back.

import { FORMAT, FORMAT_VERSION } from "../../widgets/shared/backup.js";
import { dayOf } from "../../widgets/shared/day.js";
import { attempts } from "../../widgets/shared/results.js";
import { outcome } from "./rules.js";

const NBSP = "\u00a0";
const STATUS = { passed: "réussi", completed: "terminé", incomplete: "en cours" };

const day = (when) => new Date(when).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });

/** Lines for the person who follows the training. Pure, but for the time zone. */
export function readable(state, course, { person, date }) {
  const { score, status } = outcome(state, course);
  const lines = [`${course.titre}, version ${course.version}`, `Résultats enregistrés le ${day(date)}`, ""];
  if (person) lines.push(`Personne${NBSP}: ${person}`);
  lines.push(`État${NBSP}: ${STATUS[status]}`);
  lines.push(score === null ? `Score${NBSP}: pas encore de score` : `Score${NBSP}: ${score} sur 100`);
  if (course.test) {
    const all = attempts(state.epreuves?.[course.test.cle]);
    all.forEach((one, rank) => lines.push(`Évaluation, essai ${rank + 1}${NBSP}: ${one.score} sur ${one.total}, le ${day(one.quand)}`));
  }
  for (const { slug, questions } of course.banques) {
    const records = questions.map((id) => state.reponses?.[id]).filter(Boolean);
    if (!records.length || !course.titres[slug]) continue;
    const right = records.filter((one) => one.premier === true).length;
    lines.push(`${course.titres[slug]}${NBSP}: ${records.length} sur ${questions.length} répondues, ${right} justes au premier essai`);
  }
  return lines;
}

/** Text of the file: one JSON object, its first lines in words, that « Ce que j’ai appris » reads too. */
export function report(state, course, about) {
  const file = { "À lire": readable(state, course, about), format: FORMAT, version: FORMAT_VERSION, cours: course.version, date: about.date.toISOString(), etat: state };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** « ess-en-region-resultats-2026-11-12.json »; a chapter's package says its name. Pure. */
export const reportName = (course, date) => `${course.id}-resultats-${dayOf(date)}.json`;
