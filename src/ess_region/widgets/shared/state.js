// What the learner did, kept in this browser only: one versioned object.
//
// Default store: localStorage, key "ess-region" (a SCORM launch page may give another store and
// prefix through globalThis.essStore before the page starts). When storage is refused, everything
// still works in memory and status() says so. A state that cannot be read is set aside, never lost.

export const KEY = "ess-region";
export const ASIDE = "ess-region.ecarte";
export const VERSION = 1;

const listeners = new Set();
let problem = null; // null | "memoire" | "corrompu" | "plus-recent"
let memory = null;

const empty = () => ({ version: VERSION });

function store() {
  if (globalThis.essStore) return globalThis.essStore;
  try {
    return globalThis.localStorage;
  } catch {
    return null; // Some browsers throw on the mere access when storage is blocked.
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Text of the store → { state, problem }. Pure: tested without a browser's storage. */
export function decode(text) {
  if (text === null || text === undefined || text === "") return { state: empty(), problem: null };
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { state: empty(), problem: "corrompu" };
  }
  if (!isObject(value)) return { state: empty(), problem: "corrompu" };
  if (value.version > VERSION) return { state: empty(), problem: "plus-recent" };
  const migrated = migrate(value);
  return migrated ? { state: migrated, problem: null } : { state: empty(), problem: "corrompu" };
}

// Version 0 had no number: the same object without `version`.
function migrate(value) {
  const state = { ...value, version: VERSION };
  if (!(value.version === undefined || Number.isInteger(value.version))) return null;
  for (const part of ["reponses", "predictions", "pages"]) {
    if (state[part] !== undefined && !isObject(state[part])) delete state[part];
  }
  if (state.region !== undefined && typeof state.region !== "string") delete state.region;
  return state;
}

function load() {
  if (problem === "memoire") return (memory ??= empty());
  let text = null;
  try {
    text = store().getItem(KEY);
  } catch {
    problem = "memoire";
    return (memory ??= empty());
  }
  const decoded = decode(text);
  if (decoded.problem) {
    problem = decoded.problem;
    try {
      store().setItem(ASIDE, text);
      store().setItem(KEY, JSON.stringify(decoded.state));
    } catch {
      problem = "memoire";
    }
  }
  return decoded.state;
}

function save(state) {
  memory = state;
  try {
    store().setItem(KEY, JSON.stringify(state));
  } catch {
    problem = "memoire";
  }
}

// Stored names are data: never follow "__proto__" and the like.
const safe = (key) => !["__proto__", "constructor", "prototype"].includes(String(key));

/** The value at a path such as ["reponses", "definition-01"], or `fallback`. */
export function read(path, fallback = null) {
  let value = load();
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return fallback;
    value = value[key];
  }
  return value ?? fallback;
}

/** Write one value. The stored object is read again first, so that two tabs do not undo each other. */
export function write(path, value) {
  if (!path.length || !path.every(safe)) return;
  const state = load();
  let target = state;
  for (const key of path.slice(0, -1)) {
    if (!isObject(target[key])) target[key] = {};
    target = target[key];
  }
  const last = path.at(-1);
  if (value === undefined || value === null) delete target[last];
  else target[last] = value;
  save(state);
  tell();
}

/** Forget everything. */
export function clear() {
  problem = problem === "memoire" ? problem : null;
  memory = empty();
  try {
    store().removeItem(KEY);
    store().removeItem(ASIDE);
  } catch {
    problem = "memoire";
  }
  tell();
}

/** Call `listener()` after each change, from this tab or another. Returns the function that stops it. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** { kept: boolean, problem, message }: whether answers outlive the page, and a sentence to show if not. */
export function status() {
  load();
  return { kept: problem !== "memoire", problem, message: MESSAGES[problem] ?? "" };
}

const MESSAGES = {
  memoire:
    "Votre navigateur refuse d’enregistrer\u00a0: vos réponses restent affichées jusqu’à la fermeture de cette page, puis elles seront oubliées.",
  corrompu:
    "Vos réponses enregistrées étaient illisibles. Elles ont été mises de côté et vous repartez d’une page blanche.",
  "plus-recent":
    "Vos réponses viennent d’une version plus récente du cours. Elles ont été mises de côté et vous repartez d’une page blanche.",
};

function tell() {
  for (const listener of [...listeners]) {
    try {
      listener();
    } catch (error) {
      console.error(error); // one widget's fault must not silence the others
    }
  }
}

globalThis.addEventListener?.("storage", (event) => {
  if (event.key === KEY || event.key === null) tell();
});
