// Reading a file that backup.js wrote: a person may bring another file, a damaged one, a hostile one.

import { FORMAT, FORMAT_VERSION } from "./backup.js";
import { decode } from "./state.js";

const NBSP = "\u00a0";
const NNBSP = "\u202f";
export const MAX_SIZE = 2 * 1024 * 1024;
const DEEPEST = 40;
const REFUSED = ["__proto__", "constructor", "prototype"];

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const ERRORS = {
  gros: `Ce fichier est trop gros${NBSP}: plus de 2${NBSP}Mo. Une sauvegarde du cours en pèse bien moins. Vérifiez que c’est le bon fichier.`,
  vide: "Ce fichier est vide. L’enregistrement s’est peut-être interrompu. Refaites la sauvegarde sur l’autre appareil.",
  autre: `Ce fichier ne vient pas de ce cours. Cherchez un fichier dont le nom commence par «${NNBSP}${FORMAT}${NNBSP}» et finit par «${NNBSP}.json${NNBSP}».`,
  coupe: "Ce fichier est coupé ou abîmé. Copiez-le de nouveau, ou refaites la sauvegarde sur l’autre appareil.",
  recent: "Ce fichier vient d’une version plus récente du cours. Mettez à jour le cours sur cet appareil, puis recommencez.",
  noms: "Ce fichier contient des noms que le cours n’écrit jamais. Il a été modifié, il n’est pas repris.",
};

/** The first thing that no state of ours holds: a refused name, or a depth without end. Pure. */
function foreign(value, depth = 0) {
  if (value === null || typeof value !== "object") return false;
  if (depth > DEEPEST) return true;
  return Object.keys(value).some((key) => REFUSED.includes(key) || foreign(value[key], depth + 1));
}

/** Text of a file → { etat, date, cours }, or { error: a sentence }. Pure. */
export function readBackup(text) {
  const no = (name) => ({ error: ERRORS[name] });
  if (text.length > MAX_SIZE) return no("gros");
  const clean = text.replace(/^\ufeff/, "").trim();
  if (!clean) return no("vide");
  let file;
  try {
    file = JSON.parse(clean);
  } catch {
    return no(clean.startsWith("{") && clean.slice(0, 200).includes(`"${FORMAT}"`) ? "coupe" : "autre");
  }
  if (!isObject(file) || file.format !== FORMAT) return no("autre");
  if (file.version > FORMAT_VERSION) return no("recent");
  if (file.version !== FORMAT_VERSION || !isObject(file.etat)) return no("coupe");
  if (foreign(file)) return no("noms");
  const { state, problem } = decode(JSON.stringify(file.etat));
  if (problem) return no(problem === "plus-recent" ? "recent" : "coupe");
  const string = (value) => (typeof value === "string" ? value.slice(0, 40) : "");
  return { etat: state, date: Date.parse(file.date) ? string(file.date) : "", cours: string(file.cours) };
}

/** What a file too big says, before it is read. */
export const TOO_BIG = ERRORS.gros;

/** What a state holds, counted: { region, reponses, chapitres, points, plan, essais }. Pure. */
export function inventory(etat) {
  const inside = (value) => (isObject(value) ? Object.values(value).filter(isObject) : []);
  const items = (value) => (Array.isArray(value) ? value.filter(isObject) : []);
  return {
    region: typeof etat.region === "string" ? etat.region : "",
    reponses: inside(etat.reponses).length,
    chapitres: inside(etat.pages).filter((page) => page.fini === true).length,
    points: items(etat.points).length,
    plan: items(etat.plan).length + items(etat["plan-action"]?.ajouts).length,
    essais: inside(etat.epreuves).flatMap((one) => items(one.essais)).length,
  };
}
