// The launch page of the SCORM package: holds the session, shows the book, keeps a journal before it sends.

import { $ } from "../../widgets/shared/dom.js";
import { download } from "../../widgets/shared/download.js";
import { grade } from "../../widgets/shared/grading.js";
import { findApi } from "./api.js";
import { followFrame, pageAddress } from "./frame.js";
import { openJournal, regionElsewhere, STATE } from "./journal.js";
import { location as placeOf, packBody, readHeader, sealed, unpackBody } from "./packer.js";
import { report, reportName } from "./report.js";
import { both, over, source } from "./resume.js";
import { advance, graded, neverLower, outcome } from "./rules.js";
import { screen } from "./screen.js";
import { openSession, timespan } from "./session.js";
import { link, probe } from "./sync.js";
import { seal } from "./text.js";

const SOON = 400; // ms after an answer
const LATER = 20000; // ms after the mere reading of a section
const RETRY = 15000; // ms between two tries while something is not sent
const newThread = () => Math.floor(Math.random() * 36 ** 5).toString(36).padStart(5, "0");

const ALONE = "Aucune plateforme de formation n’a répondu. Le cours fonctionne, mais rien n’est transmis. Si vous venez d’une plateforme, fermez cette page et rouvrez le cours depuis elle.";
const REVIEW = "Vous relisez un cours déjà terminé. Votre score et votre état ne baisseront pas.";
const BROWSE = "C’est un aperçu\u00a0: la plateforme n’enregistre rien.";
const NOBODY = "La plateforme ne dit pas qui vous êtes. Ce navigateur ne garde donc rien\u00a0: seule la plateforme garde vos réponses.";
const OTHER = "Un travail plus ancien était gardé dans ce navigateur. Il est mis de côté\u00a0: la page «\u202fCe que j’ai appris\u202f» peut le remettre.";

/** Everything that the package's data say of questions, ready to look up. */
function prepared(course) {
  const models = Object.fromEntries(course.questions.map((model) => [model.id, model]));
  return { ...course, models, ids: course.questions.map((model) => model.id) };
}

/** Start the page. `data`: what launch.py wrote. */
export async function start(data) {
  const course = prepared(data);
  const api = findApi(globalThis);
  const session = api && openSession(api);
  const began = Date.now();
  if (session) await withLms(course, session, began);
  else alone(course);
}

function showBook(course, place, page = () => {}) {
  const frame = $("iframe");
  followFrame(frame, course, page);
  frame.src = pageAddress(place, course);
  $(".barre-retour")?.addEventListener("click", () => (frame.src = pageAddress(course.depart, course)));
}

// The page that was open when this one was loaded again.
const asked = () => globalThis.location.hash.slice(1);

function saveFile(course, state, person) {
  const date = new Date();
  const name = reportName(course, date);
  download(name, "application/json", report(state, course, { person, date }));
  return `Le fichier ${name} est dans vos téléchargements.`;
}

// No LMS: the book as anywhere, with its own state.
function alone(course) {
  const own = () => {
    try {
      return JSON.parse(localStorage.getItem(STATE)) ?? { version: 1 };
    } catch {
      return { version: 1 };
    }
  };
  const show = screen({ save: () => saveFile(course, own(), ""), retry() {} });
  show.notice(ALONE);
  show.line("Sans plateforme", "");
  $(".barre-detail").hidden = true;
  show.advance(course.titre);
  showBook(course, asked());
}

async function withLms(course, session, began) {
  const journal = openJournal({ course: course.id, student: session.student });
  const browsing = session.mode === "browse";
  const reviewing = session.mode === "review";
  const show = screen({ save: () => saveFile(course, journal.state(), session.name), retry: () => push() });
  // Closed while the person is asked what to go on from.
  addEventListener("pagehide", close);
  const header = readHeader(session.data);
  const known = header && unpackBody(header.body, course, grade);
  const found = known ? header : null;
  let meta = journal.read();
  const notices = [];
  let lms = null;
  let timer = null;
  let retrying = null;
  function close() {
    clearTimeout(timer);
    clearTimeout(retrying);
    if (lms && !browsing) lms.flush();
    lms = null;
    session.finish();
  }

  // -- where to go on from
  const fresh = (thread = newThread()) => ({ thread, sequence: 0, sent: 0, seal: "", done: [], queue: [] });
  const from = source(found, meta);
  const take = (state) => {
    meta = { ...fresh(found.thread), ...(meta?.thread === found.thread && meta), sequence: found.sequence, sent: found.sequence };
    journal.replace(state);
  };
  if (from === "debut") {
    meta = fresh();
    const region = journal.empty() && regionElsewhere(session.student);
    if (region) journal.store.setItem(STATE, JSON.stringify({ version: 1, region }));
  } else if (from === "demander") {
    if (await show.choose(lastVisit(journal.state()))) meta = { ...meta, sent: 0 };
    else {
      meta = fresh();
      journal.replace({ version: 1 });
    }
  } else if (from === "lms") take(over(known.state, journal.state(), known.left));
  else if (from === "les-deux") take(both(known.state, journal.state(), known.left));
  else if (from === "autre-essai") {
    take(known.state);
    notices.push(OTHER);
  } else if (found && found.sequence === meta.sequence) meta = { ...meta, sent: meta.sequence };
  // Closed before it could be proved: what the LMS counts, it has.
  meta.queue = (meta.queue ?? []).filter((one) => !(one.n < session.interactions)).map(({ key, fields }) => ({ key, fields }));
  let nextInteraction = session.interactions;
  journal.write(meta);

  // -- what the LMS should hold now
  let best = { score: session.score, status: session.status };

  // The digest of the state; a new number when it has changed.
  function refresh() {
    const state = journal.state();
    const { body, left } = packBody(state, course);
    show.left(left);
    const mark = seal(body);
    if (mark !== meta.seal) meta = { ...meta, seal: mark, sequence: Math.max(meta.sequence, meta.sent) + 1 };
    if (!reviewing) {
      const more = graded(state, course, meta.done);
      if (more.length) meta = { ...meta, queue: [...meta.queue, ...more], done: [...new Set([...meta.done, ...more.map((one) => one.key)])] };
    }
    journal.write(meta);
    return { state, body };
  }

  // The page open in the frame, which may be no chapter, and the section read in it.
  function where(state) {
    const slug = meta.place ?? "";
    const section = state.pages?.[slug]?.section;
    return slug ? `${slug}${typeof section === "string" ? `#${section}` : ""}`.slice(0, 255) : placeOf(state);
  }

  function values() {
    const { state, body } = refresh();
    best = neverLower(outcome(state, course), best); // even when all is erased meanwhile
    meta.queue.forEach((one) => (one.n ??= nextInteraction++));
    journal.write(meta);
    const couples = meta.queue.flatMap(({ n, fields }) => Object.entries(fields).map(([name, value]) => [`cmi.interactions.${n}.${name}`, value]));
    couples.push(["cmi.suspend_data", sealed(meta.thread, meta.sequence, body)]);
    if (where(state)) couples.push(["cmi.core.lesson_location", where(state)]);
    if (best.score !== null) couples.push(["cmi.core.score.min", "0"], ["cmi.core.score.max", "100"], ["cmi.core.score.raw", String(best.score)]);
    if (best.status !== session.status || !reviewing) couples.push(["cmi.core.lesson_status", best.status]);
    couples.push(["cmi.core.session_time", timespan(Date.now() - began)], ["cmi.core.exit", "suspend"]);
    return { couples, receipt: { sequence: meta.sequence, count: meta.queue.length } };
  }

  function sent({ sequence, count }) {
    meta = { ...meta, sent: Math.max(meta.sent, sequence), queue: meta.queue.slice(count) };
    journal.write(meta);
    show.sent();
  }

  lms = link({
    session,
    ask: () => probe(course.sonde),
    values,
    sent,
    changed: (problem) => show.problem(problem, journal.kept()),
  });

  async function push() {
    clearTimeout(retrying);
    await lms?.push();
    if (lms?.problem()) retrying = setTimeout(push, RETRY);
  }

  // -- journal first, then the LMS
  let due = Infinity;
  function soon(delay) {
    if (browsing || Date.now() + delay >= due) return;
    clearTimeout(timer);
    due = Date.now() + delay;
    timer = setTimeout(() => {
      due = Infinity;
      push();
    }, delay);
  }
  let before = weight(journal.state());
  journal.subscribe(() => {
    const now = weight(journal.state());
    soon(now === before ? LATER : SOON);
    before = now;
    follow(journal.state());
  });

  // Shown again from memory, its session is over: a new one.
  addEventListener("pageshow", (event) => event.persisted && globalThis.location.reload());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && due !== Infinity) soon(0);
  });
  addEventListener("online", () => lms?.problem() && push());

  if (reviewing) notices.push(REVIEW);
  if (browsing) notices.push(BROWSE);
  if (!session.student && !browsing) notices.push(NOBODY);
  show.notice(notices.join(" "));
  show.line(browsing ? "Aperçu" : "Relié à la plateforme", "");
  globalThis.essStore = journal.store;
  const place = asked() || (from === "navigateur" || from === "demander" ? where(journal.state()) : session.location) || placeOf(journal.state());
  showBook(course, place, (slug) => {
    if (slug && slug !== meta.place) {
      meta = { ...meta, place: slug };
      journal.write(meta);
      soon(LATER);
    }
    show.elsewhere(slug !== course.chapitre);
    follow(journal.state());
  });
  if (!browsing) push();

  function follow(state) {
    show.advance(advance(state, course));
    theme(state);
  }
}

function theme({ theme }) {
  if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

// What is worth an immediate sending: all but where one reads, and what only this browser needs.
function weight({ pages, graine, consultes, theme, ...rest }) {
  const done = Object.entries(pages ?? {}).filter(([, page]) => page?.fini === true).map(([slug]) => slug);
  return JSON.stringify([rest, done]);
}

function lastVisit({ pages }) {
  return Object.values(pages ?? {}).map((page) => page?.vu ?? "").reduce((a, b) => (a > b ? a : b), "");
}
