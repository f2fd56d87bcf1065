// The book's host: mounts the widgets of a page without a kernel, from http(s) or from file://.
// A classic, deferred script: the modules are in `essOwn`, written before this line, and in `essMore`, put
// there by the scripts that the page loads before this one (sphinx/assets.py). Each is a function of `use`.
(function () {
  "use strict";

  const start = performance.now();
  globalThis.essRegions = essRegions;

  // anywidget's model, without a kernel: values of the page's JSON, listeners, nothing to send.
  class PageModel {
    constructor(values) {
      this.values = values;
      this.listeners = new Map();
    }
    get(name) {
      return this.values[name];
    }
    set(name, value) {
      if (this.values[name] === value) return;
      this.values[name] = value;
      this.emit(`change:${name}`);
      this.emit("change");
    }
    save_changes() {}
    send() {}
    on(event, listener) {
      for (const one of event.split(" ")) {
        if (!this.listeners.has(one)) this.listeners.set(one, new Set());
        this.listeners.get(one).add(listener);
      }
    }
    off(event, listener) {
      for (const one of event ? event.split(" ") : [...this.listeners.keys()]) {
        if (listener) this.listeners.get(one)?.delete(listener);
        else this.listeners.delete(one);
      }
    }
    emit(event) {
      for (const listener of [...(this.listeners.get(event) ?? [])]) listener();
    }
  }

  function fail(root, error) {
    console.error(error);
    root.dataset.state = "error";
    const message = document.createElement("p");
    message.className = "ess-widget-error";
    message.setAttribute("role", "alert");
    message.textContent =
      "Cette activité n’a pas pu démarrer. Le contenu ci-dessous reste lisible\u00a0; rechargez la page pour réessayer.";
    root.prepend(message);
  }

  // The models that hold answers are turned by thirteen letters (base.py): not readable at a glance.
  const turned = (text) =>
    text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[a-m]/i.test(letter) ? 13 : -13)));

  function values(root) {
    const script = root.querySelector(":scope > script.ess-model");
    const text = script?.textContent || "{}";
    return JSON.parse(script?.type === "text/plain" ? turned(text) : text);
  }

  // What a module exports: made at its first use, the same for all who use it.
  const module = (name) => essOwn[name] ?? globalThis.essMore?.[name];
  const made = new Map();
  function use(name) {
    if (!made.has(name)) made.set(name, module(name)(use));
    return made.get(name);
  }

  async function mount(root) {
    try {
      const name = essWidgets[root.dataset.widget];
      if (!module(name)) throw new Error(`widget inconnu : ${root.dataset.widget}`);
      await use(name).default.render({ model: new PageModel(values(root)), el: root });
    } catch (error) {
      fail(root, error);
    }
  }

  // What few readers ask for comes when they do: a script of its own, in `essMore`, and its stylesheet.
  // Both wait in a <template> of the page, copied: no script makes the address of another (Trusted Types).
  const load = (waiting) =>
    new Promise((resolve, reject) => {
      const el = document.importNode(waiting, true);
      el.onload = resolve;
      el.onerror = () => reject(new Error(`introuvable : ${el.src ?? el.href}`));
      document.head.append(el);
    });
  globalThis.essLater = async (name, template) => {
    await Promise.all([...template.content.children].map(load));
    return use(name);
  };

  // A page loses or gains height when its widgets start: what its address points to must stay in view,
  // unless the reader has already moved, or comes back to where he was.
  let moved = false;
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(type, () => (moved = true), { once: true, passive: true });
  }
  function settle() {
    const arrived = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";
    if (!moved && arrived === "navigate") document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
  }

  async function main() {
    const roots = [...document.querySelectorAll('.ess-widget[data-state="static"]')];
    const started = [(async () => use("site/main").start())().catch(console.error)];
    // One task each: a slow machine may paint and answer between two of them.
    for (const root of roots) {
      started.push(mount(root));
      await new Promise((next) => setTimeout(next));
    }
    await Promise.all(started);
    settle();
    document.documentElement.dataset.essReady = String(Math.round(performance.now() - start));
  }

  main().catch(console.error);
})();
