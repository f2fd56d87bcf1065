// What the learner did, kept in this browser only: one versioned object.
//
// Default store: localStorage, key "ess-region" (a SCORM launch page may give another store and
// prefix through globalThis.essStore before the page starts). When storage is refused, everything
// still works in memory and status() says so. A state that cannot be read is set aside, never lost.

export const KEY = "ess-region";
export const ASIDE = "ess-region.ecarte";
export const BEFORE = "ess-region.avant";
export const VERSION = 1;

const listeners = new Set();
let problem = null; // null | "memoire" | "corrompu" | "plus-recent"
let memory = null;
let before = null; // what was replaced, when the store cannot hold it as well

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

// Puts a value in `state`; returns the text of the one that was there.
function put(state, path, value) {
  let target = state;
  for (const key of path.slice(0, -1)) {
    if (!isObject(target[key])) target[key] = {};
    target = target[key];
  }
  const last = path.at(-1);
  const old = JSON.stringify(target[last]);
  if (value === undefined || value === null) delete target[last];
  else target[last] = value;
  return old;
}

/** Write one value. The stored object is read again first, so that two tabs do not undo each other. */
export function write(path, value) {
  if (!path.length || !path.every(safe)) return;
  const state = load();
  const old = put(state, path, value);
  save(state);
  note({ path, value, old });
  tell();
}

// Two tabs that write within the same milliseconds do not see each other: the second one puts back
// what it read before. Each tab remembers its last writes, and makes again those that were undone.
const RECENT = 1000; // ms
let recent = [];

function note(entry) {
  const since = Date.now() - RECENT;
  const name = String(entry.path);
  recent = recent.filter(({ path, at }) => at > since && String(path) !== name);
  recent.push({ ...entry, at: Date.now() });
}

function repair() {
  const state = load();
  let undone = false;
  for (const { path, value, old, at } of recent) {
    if (Date.now() - at > RECENT) continue;
    const found = path.reduce((up, key) => (isObject(up) && Object.hasOwn(up, key) ? up[key] : undefined), state);
    if (JSON.stringify(found) !== old || old === JSON.stringify(value ?? undefined)) continue;
    put(state, path, value);
    undone = true;
  }
  if (undone) save(state);
}

/** Forget everything. */
export function clear() {
  problem = null;
  memory = empty();
  before = null;
  recent = [];
  try {
    for (const key of [KEY, ASIDE, BEFORE]) store().removeItem(key);
  } catch {
    problem = "memoire";
  }
  tell();
}

/** A copy of everything that is kept, without the names that a state may not have. */
export const snapshot = () => JSON.parse(JSON.stringify(load()), (key, value) => (safe(key) ? value : undefined));

/**
 * Put another state in place of this one, which is kept aside (`replaced`). Returns false, and
 * changes nothing, when it is not a state of this version of the course.
 */
export function replaceAll(next) {
  const old = JSON.stringify(load());
  if (!take(next)) return false;
  before = old;
  try {
    store().setItem(BEFORE, old);
    before = null;
  } catch {
    // Kept by this page, as long as it is open.
  }
  tell();
  return true;
}

/** The state that was replaced, or null. */
export function replaced() {
  let text = before;
  try {
    text ??= store().getItem(BEFORE);
  } catch {
    // No store: only this page's own memory.
  }
  const decoded = decode(text);
  return text && !decoded.problem ? decoded.state : null;
}

/** Put back, once, the state that was replaced. */
export function restoreReplaced() {
  const state = replaced();
  if (!state || !take(state)) return;
  before = null;
  try {
    store().removeItem(BEFORE);
  } catch {
    // Nothing was there.
  }
  tell();
}

function take(next) {
  const decoded = decode(JSON.stringify(next));
  if (decoded.problem) return false;
  recent = [];
  save(decoded.state);
  return true;
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
  if (event.key !== KEY && event.key !== null) return;
  if (event.newValue === null) recent = []; // all was erased, on purpose
  else repair();
  tell();
});
