// At launch: what the LMS knows, what this browser kept, and which of them to go on from.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * "lms", "navigateur", "les-deux", "autre-essai", "demander" or "debut". Pure.
 *
 * `lms`: { thread, sequence } of `suspend_data`, or null. `meta`: the journal's, or null. Never `cmi.core.entry`: after
 * a browser was killed it is empty.
 * - les-deux: answers given elsewhere and answers not sent from here: both are kept.
 * - autre-essai: the LMS holds another attempt than the one of this browser; the latter is set aside.
 * - demander: the LMS knows nothing of work that it had taken: a new attempt, or a loss; the person knows.
 */
export function source(lms, meta) {
  if (!meta) return lms ? "lms" : "debut";
  if (!lms) return meta.sent > 0 ? "demander" : "navigateur";
  if (lms.thread !== meta.thread) return "autre-essai";
  if (lms.sequence <= meta.sequence) return "navigateur";
  return meta.sequence > meta.sent ? "les-deux" : "lms";
}

/** The state of the LMS over what this browser has besides: parts that were not sent, lists to read again. Pure. */
export function over(lms, local, left) {
  const result = { ...local, ...lms };
  if (left.includes("r")) result.reponses = local.reponses ?? {};
  const epreuves = { ...lms.epreuves };
  for (const [key, test] of Object.entries(lms.epreuves ?? {})) {
    const known = Array.isArray(local.epreuves?.[key]?.essais) ? local.epreuves[key].essais : [];
    epreuves[key] = { ...test, essais: together(known, test.essais) };
  }
  return { ...result, epreuves };
}

// Attempts come back from the LMS without their seconds, nor their list of what to read again.
const minute = (one) => String(one?.quand).slice(0, 16);
const same = (a, b) => minute(a) === minute(b) && a.score === b.score;

function together(one, other) {
  const all = [...one, ...(other ?? []).filter((b) => !one.some((a) => same(a, b)))];
  return all.sort((a, b) => (a.quand < b.quand ? -1 : 1));
}

/** Two states that went on apart: nothing of either is lost; where they differ, the later or the longer. Pure. */
export function both(lms, local, left) {
  const result = over(lms, local, left);
  result.reponses = { ...lms.reponses };
  for (const [id, record] of Object.entries(local.reponses ?? {})) {
    if (!((result.reponses[id]?.quand ?? "") > (record?.quand ?? ""))) result.reponses[id] = record;
  }
  result.pages = { ...local.pages };
  for (const [slug, page] of Object.entries(lms.pages ?? {})) {
    const mine = local.pages?.[slug];
    const later = (page.vu ?? "") > (mine?.vu ?? "") ? page : (mine ?? page);
    result.pages[slug] = { ...mine, ...page, ...later, ...((mine?.fini || page.fini) && { fini: true }) };
  }
  for (const [key, test] of Object.entries(local.epreuves ?? {})) {
    if (!isObject(test)) continue;
    const theirs = result.epreuves[key];
    result.epreuves[key] = { ...theirs, ...test, essais: theirs?.essais ?? test.essais ?? [] };
  }
  return result;
}
