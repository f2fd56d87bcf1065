// What this browser keeps of one person in one package: the state of the book, and what of it was sent.

export const STATE = "ess-region"; // the names of shared/state.js
export const BEFORE = "ess-region.avant";
const META = "journal";
const FAMILY = "ess-scorm";

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function browserStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/**
 * The journal of one person: { store, kept(), read(), write(meta), state(), replace(state) }.
 *
 * `store` is what shared/state.js takes for localStorage. Without a person's id, or without a storage, everything
 * is in memory and kept() says false: on a shared machine, nobody must read the answers of somebody else.
 */
export function openJournal({ course, student, storage = browserStorage() }) {
  const prefix = `${FAMILY}/${course}/${encodeURIComponent(student)}/`;
  const memory = new Map();
  let lasting = Boolean(student) && storage !== null;
  const listeners = new Set();

  const store = {
    getItem(key) {
      if (memory.has(key)) return memory.get(key);
      try {
        return student ? (storage?.getItem(prefix + key) ?? null) : null;
      } catch {
        return null;
      }
    },
    setItem(key, text) {
      try {
        if (!student || !storage) throw new Error("aucun stockage");
        storage.setItem(prefix + key, text);
        memory.delete(key);
      } catch {
        lasting = false;
        memory.set(key, text); // lasts as long as the launch page, whatever page of the book is open
      }
      if (key === STATE) listeners.forEach((listener) => listener());
    },
    removeItem(key) {
      memory.delete(key);
      try {
        storage?.removeItem(prefix + key);
      } catch {
        // Nothing was kept.
      }
      if (key === STATE) listeners.forEach((listener) => listener());
    },
  };

  const parsed = (key) => {
    try {
      const value = JSON.parse(store.getItem(key));
      return isObject(value) ? value : null;
    } catch {
      return null;
    }
  };

  return {
    store,
    kept: () => lasting,
    subscribe: (listener) => listeners.add(listener),
    /** { thread, sequence, sent, seal, done: [keys], queue: [graded answers] }, or null. */
    read: () => parsed(META),
    write: (meta) => store.setItem(META, JSON.stringify(meta)),
    state: () => parsed(STATE) ?? { version: 1 },
    empty: () => store.getItem(STATE) === null,
    /** Put a state in place of the one kept, which `Remettre` of the book can bring back. */
    replace(state) {
      const old = store.getItem(STATE);
      if (old) store.setItem(BEFORE, old);
      store.setItem(STATE, JSON.stringify(state));
    },
  };
}

/** The region that the same person chose in another package of this course, or null. */
export function regionElsewhere(student, storage = browserStorage()) {
  if (!student || !storage) return null;
  const end = `/${encodeURIComponent(student)}/${STATE}`;
  try {
    for (let i = 0; i < storage.length; i++) {
      const key = storage.key(i);
      if (!key.startsWith(`${FAMILY}/`) || !key.endsWith(end)) continue;
      const { region } = JSON.parse(storage.getItem(key));
      if (typeof region === "string") return region;
    }
  } catch {
    return null;
  }
  return null;
}
