// What a room answered: codes counted, never a person; the file of a session; two sessions compared.
//
// A session is { date, pages: { SLUG: { titre, genre, codes, justes, posees, gain, questions: { ID: { texte, issues,
// justes, comptes } } } } }: `comptes` is how many left the question empty, chose each of its outcomes, or missed
// it nobody knows how; `justes` and `posees` add up the right answers and the questions asked; `gain` is
// { personnes, avant, surAvant, apres, surApres }: right answers and questions asked, added up over those whose code
// holds both, all 0 when they are too few.

const FORMAT = "ess-en-region-salle";
const VERSION = 1;
export const MAX_SIZE = 1024 * 1024;
/** Below so many people, an average would tell about one of them. */
export const FEWEST = 3;
const GAIN = ["personnes", "avant", "surAvant", "apres", "surApres"];

const NBSP = "\u00a0";
const NNBSP = "\u202f";
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const whole = (value) => Number.isInteger(value) && value >= 0 && value <= 1e6;
const string = (value, most = 600) => (typeof value === "string" ? value.slice(0, most) : "");
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/**
 * The session that these codes make. Pure.
 *
 * `codes`: see codes-read.js; `pages`: those of the book, in order, each with the `ids` of its questions;
 * `questions`: { ID: { texte, issues, justes } }; `twice`: the codes that count as often as they come.
 */
export function count(codes, pages, questions, twice = []) {
  const session = { pages: {} };
  const seen = new Set();
  const again = new Set(twice);
  const kept = codes.filter(({ code }) => (seen.has(code) ? again.has(code) : seen.add(code)));
  for (const page of pages) {
    const own = kept.filter((one) => one.page.slug === page.slug);
    if (!own.length) continue;
    const counts = page.tailles.map((size) => new Array(size + 2).fill(0));
    const right = page.ids.map((id) => new Set(questions[id].justes.map((place) => place + 1)));
    const entry = { titre: page.titre, genre: page.genre, codes: own.length, justes: 0, posees: 0, gain: { personnes: 0, avant: 0, surAvant: 0, apres: 0, surApres: 0 }, questions: {} };
    for (const { ranks, before } of own) {
      let score = 0;
      let asked = 0;
      ranks.forEach((rank, place) => {
        if (rank === null) return;
        counts[place][rank] += 1;
        asked += 1;
        score += right[place].has(rank);
      });
      entry.justes += score;
      entry.posees += asked;
      if (before === null) continue;
      entry.gain.personnes += 1;
      entry.gain.avant += before;
      entry.gain.surAvant += page.avant;
      entry.gain.apres += score;
      entry.gain.surApres += asked;
    }
    if (entry.gain.personnes < FEWEST) for (const name of GAIN) entry.gain[name] = 0;
    page.ids.forEach((id, place) => {
      if (!sum(counts[place])) return;
      const { texte, issues, justes } = questions[id];
      entry.questions[id] = { texte, issues, justes, comptes: counts[place] };
    });
    session.pages[page.slug] = entry;
  }
  return session;
}

/** { asked, answered, right, empty, rows: [{ label, count, right }] } of one question. Pure. */
export function distribution({ issues, justes, comptes }) {
  const rows = issues.map((label, place) => ({ label, count: comptes[place + 1], right: justes.includes(place) }));
  const unknown = comptes.at(-1);
  if (unknown) rows.push({ label: "Manquée, réponse inconnue", count: unknown, right: false });
  const asked = sum(comptes);
  if (comptes[0]) rows.push({ label: "Sans réponse", count: comptes[0], right: false });
  return { asked, answered: asked - comptes[0], right: sum(rows.filter((row) => row.right).map((row) => row.count)), rows };
}

// What the right answers are a share of. In a quiz given before its end, a question without answer says nothing; in a
// test, it is missed.
const outOf = ({ genre }, { answered, asked }) => (genre === "quiz" ? answered : asked);

/** { right, answered, asked, total } added up over a page; `total` is what `right` is a share of. Pure. */
export function overall(page) {
  const all = Object.values(page.questions).map(distribution);
  const [answered, asked] = ["answered", "asked"].map((name) => sum(all.map((one) => one[name])));
  return { right: page.justes, answered, asked, total: outOf(page, { answered, asked }) };
}

/** 9 out of 30 → 30, to the point; null when there is nothing to divide by. Pure. */
export const percent = (part, total) => (total ? Math.round((100 * part) / total) : null);

/** The questions missed most, the worst first: [{ id, right, total }]. Pure. */
export function weakest(page, most = 5, below = 80) {
  if (page.genre === "avis") return [];
  return Object.entries(page.questions)
    .map(([id, question]) => {
      const found = distribution(question);
      return { id, right: found.right, total: outOf(page, found) };
    })
    .filter(({ right, total }) => total && percent(right, total) < below)
    .sort((a, b) => a.right / a.total - b.right / b.total || b.total - a.total)
    .slice(0, most);
}

/** Whether a question was asked with the same answers in another session. Pure. */
export const comparable = (one, other) => isObject(other) && JSON.stringify(one.issues) === JSON.stringify(other.issues);

// -- file --------------------------------------------------------------------------------------------

/** The text of the file of a session. Pure. */
export const sessionText = (session, { cours, date }) => `${JSON.stringify({ format: FORMAT, version: VERSION, cours, date, ...session }, null, 1)}\n`;

const ERRORS = {
  gros: `Ce fichier est trop gros${NBSP}: plus de 1${NBSP}Mo. Vérifiez que c’est le bon fichier.`,
  autre: `Ce fichier n’est pas une séance enregistrée ici. Cherchez un fichier dont le nom commence par «${NNBSP}salle-${NNBSP}» et finit par «${NNBSP}.json${NNBSP}».`,
  abime: "Ce fichier est coupé ou abîmé. Copiez-le de nouveau.",
  recent: "Ce fichier vient d’une version plus récente du cours. Mettez à jour le cours sur cet appareil, puis recommencez.",
};

function readQuestion(value) {
  const issues = Array.isArray(value?.issues) ? value.issues.slice(0, 20).map((one) => string(one)) : [];
  const { comptes, justes } = value ?? {};
  if (!issues.length || !Array.isArray(comptes) || comptes.length !== issues.length + 2 || !comptes.every(whole)) return null;
  if (!Array.isArray(justes) || !justes.every((place) => whole(place) && place < issues.length)) return null;
  return { texte: string(value.texte), issues, justes, comptes };
}

function readPage(value) {
  if (!isObject(value?.questions) || !isObject(value.gain)) return null;
  const questions = Object.entries(value.questions).slice(0, 200).map(([id, one]) => [id, readQuestion(one)]);
  const numbers = [value.codes, value.justes, value.posees, ...GAIN.map((name) => value.gain[name])];
  if (!numbers.every(whole) || questions.some(([, one]) => !one)) return null;
  const { codes, justes, posees, gain } = value;
  return { titre: string(value.titre, 200), genre: string(value.genre, 20), codes, justes, posees, gain: Object.fromEntries(GAIN.map((name) => [name, gain[name]])), questions: Object.fromEntries(questions) };
}

/** The text of a file → a session with its date, or { error: a sentence }. Pure. */
export function readSession(text) {
  const no = (name) => ({ error: ERRORS[name] });
  if (text.length > MAX_SIZE) return no("gros");
  let file;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return no(text.slice(0, 200).includes(FORMAT) ? "abime" : "autre");
  }
  if (!isObject(file) || file.format !== FORMAT) return no("autre");
  if (file.version > VERSION) return no("recent");
  if (file.version !== VERSION || !isObject(file.pages) || !/^\d{4}-\d{2}-\d{2}$/.test(file.date)) return no("abime");
  const pages = Object.entries(file.pages).slice(0, 100).map(([slug, one]) => [slug, readPage(one)]);
  if (!pages.length || pages.some(([, one]) => !one)) return no("abime");
  return { date: file.date, pages: Object.fromEntries(pages) };
}

/** What a file too big says, before it is read. */
export const TOO_BIG = ERRORS.gros;

/** Rows for a spreadsheet: counts only. `other`: an earlier session, or null. Pure. */
export function csvRows(session, other = null) {
  const head = ["Page", "Mesure", "Question", "Réponse", "Juste", "Nombre", "Sur", "Part (%)"];
  const rows = [other ? [...head, `Nombre, séance du ${other.date}`, `Sur, séance du ${other.date}`] : head];
  for (const [slug, page] of Object.entries(session.pages)) {
    const before = other?.pages[slug];
    const line = (cells, part, total, earlier = ["", ""]) => rows.push([page.titre, ...cells, part, total, percent(part, total), ...(other ? earlier : [])]);
    line(["Codes reçus", "", "", ""], page.codes, "", [before?.codes ?? "", ""]);
    if (page.genre !== "avis") {
      const [now, past] = [overall(page), before && overall(before)];
      line(["Réponses données", "", "", ""], now.answered, now.asked, [past?.answered ?? "", past?.asked ?? ""]);
      line(["Réponses justes", "", "", ""], now.right, now.total, [past?.right ?? "", past?.total ?? ""]);
    }
    const { personnes, avant, surAvant, apres, surApres } = page.gain;
    if (personnes >= FEWEST) {
      line(["Personnes dont le code dit l’avant et l’après", "", "", ""], personnes, "");
      line(["Réponses justes avant (positionnement)", "", "", ""], avant, surAvant);
      line(["Réponses justes après (mêmes personnes)", "", "", ""], apres, surApres);
    }
    for (const [id, question] of Object.entries(page.questions)) {
      const { asked, rows: answers } = distribution(question);
      const past = comparable(question, before?.questions[id]) ? distribution(before.questions[id]) : null;
      for (const { label, count: number, right } of answers) {
        const same = past?.rows.find((row) => row.label === label);
        const mark = page.genre === "avis" ? "" : right ? "oui" : "non";
        line(["Réponses", question.texte, label, mark], number, asked, past ? [same?.count ?? 0, past.asked] : ["", ""]);
      }
    }
  }
  return rows;
}
