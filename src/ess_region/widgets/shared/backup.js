// Everything that is kept, in a file that the same course reads on another machine (restore.js).

import { dayOf } from "./day.js";
import { download } from "./download.js";
import { snapshot } from "./state.js";

export const FORMAT = "ess-en-region";
export const FORMAT_VERSION = 1;

/** The text of the file. `cours`: version of the course; `date`: ISO moment. Pure. */
export const backupText = (etat, { cours, date }) =>
  `${JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, cours, date, etat }, null, 1)}\n`;

/** « ess-en-region-2026-11-12.json ». Pure. */
export const backupName = (day) => `${FORMAT}-${day}.json`;

/** Hand the file to the person; returns what to say of it. */
export function saveBackup(cours = document.documentElement.dataset.cours ?? "") {
  const now = new Date();
  const name = backupName(dayOf(now));
  download(name, "application/json", backupText(snapshot(), { cours, date: now.toISOString() }));
  return `Le fichier ${name} est dans vos téléchargements.`;
}
