// Sending to the LMS, so that nothing is believed sent that is not.
//
// `LMSCommit` may answer "true" with the network cut, and the LMS then believes that it holds the values: setting them
// again sends nothing. So: probe, set, commit, probe again; only then is it sent. When the second probe fails, or the
// commit, what was set is doubtful: next time another value is committed first, then the true one.

/** What a probe can say. */
export const FINE = "bien";
export const CUT = "coupe"; // no network
export const EXPIRED = "session"; // the LMS sends to its login page
export const REFUSED = "refus"; // the LMS says no

/** Ask for a small file of the package: FINE, CUT, EXPIRED or REFUSED. */
export async function probe(address) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 10000);
  try {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual", signal: limit.signal });
    if (answer.ok) return FINE;
    return answer.type === "opaqueredirect" || [401, 403].includes(answer.status) ? EXPIRED : REFUSED;
  } catch {
    return CUT;
  } finally {
    clearTimeout(timer);
  }
}

// Of this session alone: nothing of them is lost.
const OWN = new Set(["cmi.core.session_time", "cmi.core.exit"]);

// Another value that the LMS takes, worth the same if everything stopped there.
const OTHER = {
  "cmi.suspend_data": (value) => `${value}.`,
  "cmi.core.lesson_location": (value) => (value.includes("#") ? value.replace(/#.*/, "") : `${value}#`),
  "cmi.core.lesson_status": (value) => (value === "incomplete" ? "browsed" : "incomplete"),
  id: (value) => `${value.slice(0, 254)}-`,
  time: (value) => (value === "00:00:00" ? "00:00:01" : "00:00:00"),
  type: (value) => (value === "choice" ? "fill-in" : "choice"),
  weighting: (value) => `${value}.0`,
  result: () => "neutral",
  number: (value) => (value.includes(".") ? `${value}0` : `${value}.0`),
  response: (value) => (value === "a" ? "b" : "a"), // fits « choice » as « fill-in », the other type
};

/** Another value for an element, allowed by the same rules. Pure. */
export function otherValue(element, value) {
  if (OTHER[element]) return OTHER[element](value);
  if (element.startsWith("cmi.core.score.")) return OTHER.number(value);
  const field = element.split(".").at(-1);
  return (Object.hasOwn(OTHER, field) ? OTHER[field] : OTHER.response)(value);
}

/**
 * The link to the LMS. `session`: session.js; `ask()`: a probe; `values()`: { couples: [[element, value]] to hold
 * now, in order, receipt }; `sent(receipt)`: when they are held; `changed(problem)`: the problem is another (null: none).
 * Returns { push(), flush(), problem() }.
 */
export function link({ session, ask, values, sent, changed }) {
  let problem = null;
  let doubtful = false;
  let running = null;
  let again = false;
  const refused = new Set(); // what this LMS does not know: graded answers are optional in SCORM 1.2

  function say(next) {
    if (next === problem) return;
    problem = next;
    changed(problem);
  }

  const family = (element) => (element.startsWith("cmi.interactions.") ? "cmi.interactions" : element);

  function put(couples) {
    let vital = true;
    for (const [element, value] of couples) {
      if (refused.has(family(element))) continue;
      if (session.set(element, value)) continue;
      if (element === "cmi.suspend_data" || element === "cmi.core.lesson_status") vital = false;
      else if (session.error() === "401" || family(element) === "cmi.interactions") refused.add(family(element));
    }
    return vital;
  }

  function write(couples) {
    if (doubtful) {
      put(couples.filter(([element]) => !OWN.has(element)).map(([element, value]) => [element, otherValue(element, value)]));
      if (!session.commit()) return false;
    }
    const taken = put(couples);
    return session.commit() && taken;
  }

  async function once() {
    const before = await ask();
    if (before !== FINE) return say(before);
    const { couples, receipt } = values();
    const done = write(couples);
    const after = await ask();
    doubtful = !done || after !== FINE;
    if (after !== FINE) return say(after);
    if (!done) return say(REFUSED);
    sent(receipt);
    say(null);
  }

  return {
    problem: () => problem,
    /** Send what there is; while one sending runs, the next waits for its end. */
    push() {
      if (running) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await once();
        } while (again);
        running = null;
      })();
      return running;
    },
    /** At once, without proof: the page is closing. */
    flush() {
      write(values().couples);
    },
  };
}
