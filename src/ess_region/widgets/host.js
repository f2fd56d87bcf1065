// The book's host: mounts the widgets of a page without a kernel, from http(s) or from file://.
// A classic, deferred script: the modules are in `essOwn`, written before this line, and in `essMore`, put
// there by the scripts of the activities (sphinx/assets.py). Each is a function of `use`.
// A widget sleeps, as complete static HTML, until the reader comes near: only then do its scripts come.
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

  // `again`: what a press on « Réessayer », or the network back, does.
  function fail(root, error, again) {
    console.error(error);
    root.dataset.state = "error";
    const message = document.createElement("p");
    message.className = "ess-widget-error";
    message.setAttribute("role", "alert");
    message.textContent =
      `Cette activité n’a pas pu démarrer. Le contenu ci-dessous reste lisible\u00a0; ${again ? "vérifiez le réseau." : "rechargez la page pour réessayer."}`;
    root.prepend(message);
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ess-btn";
    button.textContent = "Réessayer";
    const retry = () => {
      if (!message.isConnected) return;
      message.remove();
      root.dataset.state = "static";
      again();
    };
    button.addEventListener("click", retry);
    addEventListener("online", retry, { once: true });
    message.append(" ", button);
  }

  // The models that hold answers are turned by thirteen letters (base.py): not readable at a glance.
  const turned = (text) =>
    text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[a-m]/i.test(letter) ? 13 : -13)));

  function values(root) {
    const script = root.querySelector(":scope > script.ess-model");
    const text = globalThis.essModels?.[script?.dataset.cle] ?? (script?.textContent || "{}");
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
  // All wait in a <template> of the page, copied: no script makes the address of another (Trusted Types).
  const loading = new Map();
  function load(waiting) {
    if (!loading.has(waiting)) {
      const coming = new Promise((resolve, reject) => {
        const el = document.importNode(waiting, true);
        el.onload = resolve;
        el.onerror = () => reject(new Error(`introuvable : ${el.src ?? el.href}`));
        document.head.append(el);
      });
      loading.set(waiting, coming);
      coming.catch(() => loading.delete(waiting)); // asked again, it may come
    }
    return loading.get(waiting);
  }
  async function later(name, files) {
    await Promise.all(files.map(load));
    return use(name);
  }
  globalThis.essLater = async (name, template) => later(name, [...template.content.children]);
  // `import("./x.js")` in a module: its scripts come at the first use.
  use.later = (name) => later(name, scripts.filter(({ dataset }) => dataset.plusTard?.split(" ").includes(name)));

  // -- widgets that sleep -------------------------------------------------------------------------

  const asleep = new Set();
  const offered = new Map(); // root → the button that starts it: those whose models are heavy, and that few open
  const waking = new Map(); // root → the promise of its start
  const touched = new Map(); // root → (field → what the reader has put in it before it started)
  const scripts = [...(document.querySelector(".activites-fichiers")?.content.children ?? [])];
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

  // Each script says for which widgets it is, or for which modules that come later; the page's models serve those
  // that have theirs in it.
  const needs = (root) =>
    scripts.filter(({ dataset }) =>
      dataset.pour ? dataset.pour.split(" ").includes(root.dataset.widget) : !dataset.plusTard && root.querySelector(":scope > script[data-cle]"));

  function wake(root) {
    if (!waking.has(root)) {
      asleep.delete(root);
      nearby?.unobserve(root);
      waking.set(root, rouse(root));
    }
    return waking.get(root);
  }
  // Everything at once: a projection, a printing.
  const wakeAll = (some = [...asleep, ...offered.keys()]) => Promise.all([...[...some].map(wake), ...waking.values()]);
  globalThis.essWake = () => wakeAll();

  const begun = (root) => use("widgets/shared/state").read(root.dataset.garde.split("/")) != null;

  function offer(root) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ess-btn ess-btn--primary ess-ouvrir";
    button.textContent = root.dataset.ouvrir;
    button.addEventListener("click", () => {
      button.setAttribute("aria-disabled", "true");
      wake(root);
    });
    // What unfolds by itself may start the rest: then no button.
    if (root.querySelector("[data-eveil]")) root.addEventListener("toggle", ({ target }) => "eveil" in target.dataset && wake(root), true);
    else root.prepend(button);
    root.dataset.offert = "";
    offered.set(root, button);
  }

  async function rouse(root) {
    const button = offered.get(root);
    offered.delete(root);
    try {
      await Promise.all(needs(root).map(load));
    } catch (error) {
      button?.remove();
      fail(root, error, () => {
        waking.delete(root);
        wake(root);
      });
      return;
    }
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    const { bottom, height } = root.getBoundingClientRect();
    button?.remove();
    await mount(root);
    // What is above the window must not move what is in it: not every browser sees to it.
    if (bottom < 0 && !CSS.supports("overflow-anchor", "auto")) {
      scrollBy({ top: root.getBoundingClientRect().height - height, behavior: "instant" });
    }
    for (const [el, given] of touched.get(root) ?? []) repeat(root, el, given);
    touched.delete(root);
    if (active && !active.checkVisibility()) {
      const near = [twin(root, active), ...root.querySelectorAll(FOCUSABLE)];
      near.find((el) => el?.checkVisibility() && !el.disabled)?.focus({ preventScroll: true });
    }
  }

  // The control that has taken the place of another.
  function twin(root, { id, localName, name, value, textContent }) {
    const same = [...root.querySelectorAll(localName)];
    return (
      (id && same.find((el) => el.id === id)) ||
      same.find((el) => (name ? el.name === name : el.textContent === textContent) && (!/radio|checkbox/.test(el.type) || el.value === value))
    );
  }

  // A field filled in too early tells the widget, once it listens.
  function repeat(root, el, { checked, value }) {
    const target = el.isConnected ? el : twin(root, el);
    if (!target) return;
    if (/radio|checkbox/.test(el.type)) target.checked = checked;
    else target.value = value;
    for (const type of ["input", "change"]) target.dispatchEvent(new Event(type, { bubbles: true }));
  }

  // Within a window's height of the window. The root is the document: in a frame too (SCORM), the margin counts.
  const nearby =
    globalThis.IntersectionObserver &&
    new IntersectionObserver((entries) => entries.forEach((one) => one.isIntersecting && wake(one.target)), { root: document, rootMargin: "100% 0px" });
  function isNear(root) {
    const { top, bottom, width } = root.getBoundingClientRect();
    return width > 0 && top < 2 * innerHeight && bottom > -innerHeight;
  }

  // The reader's gestures that go faster than the window.
  function gestures() {
    const rootOf = (event) => event.target.closest?.(".ess-widget");
    const touch = (event) => {
      const root = rootOf(event);
      if (asleep.has(root)) wake(root);
    };
    document.addEventListener("pointerdown", touch, true);
    document.addEventListener("focusin", (event) => {
      touch(event);
      // Tab goes from here to the widget before or after, wherever it is.
      const { before, after } = neighbours(event.target);
      for (const root of [before, after]) if (root) wake(root);
    });
    document.addEventListener("input", (event) => {
      const root = rootOf(event);
      if (root?.dataset.state !== "static") return;
      if (!touched.has(root)) touched.set(root, new Map());
      const { checked, value } = event.target;
      touched.get(root).set(event.target, { checked, value });
      if (offered.has(root)) wake(root);
    }, true);
    addEventListener("beforeprint", () => wakeAll());
    // The browser prints at once what it has: the answers of a widget that sleeps would be missing.
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key?.toLowerCase() !== "p" || event.shiftKey || event.altKey || !(asleep.size + offered.size)) return;
      event.preventDefault();
      Promise.race([wakeAll(), new Promise((next) => setTimeout(next, 3000))]).then(() => print());
    });
  }

  function neighbours(el) {
    let before, after;
    for (const root of asleep) {
      const place = el.compareDocumentPosition(root);
      if (place & Node.DOCUMENT_POSITION_PRECEDING) before = root;
      else if (place & Node.DOCUMENT_POSITION_FOLLOWING) after ??= root;
    }
    return { before, after };
  }

  // A page loses or gains height when its widgets start: what its address points to must stay in view,
  // unless the reader has already moved, or comes back to where he was.
  let moved = false;
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(type, () => {
      moved = true;
      // In a room, the network may fall after the page is open: all comes at the first gesture.
      if (document.documentElement.dataset.edition === "animateur") {
        wakeAll(asleep);
        for (const file of scripts) load(file).catch(() => {});
      }
    }, { passive: true });
  }
  function settle() {
    if (!moved) document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
  }
  // The widgets that the address points to, or whose section it is.
  function aimed() {
    const target = document.querySelector(":target");
    return target ? [...asleep, ...offered.keys()].filter((root) => root.contains(target) || target.contains(root)) : [];
  }
  async function follow() {
    moved = false;
    aimed().forEach(wake);
    await new Promise((next) => {
      addEventListener("scrollend", next, { once: true });
      setTimeout(next, 1000);
    });
    await Promise.all(waking.values());
    settle();
  }

  async function main() {
    const roots = [...document.querySelectorAll('.ess-widget[data-state="static"]')];
    const started = [(async () => use("site/main").start())().catch(console.error)];
    const eager = globalThis.essEager || !nearby; // the tests see all widgets awake
    for (const root of roots) {
      if (!needs(root).length) continue;
      if (root.dataset.ouvrir && !eager && !begun(root)) offer(root);
      else asleep.add(root);
    }
    gestures();
    // One task each: a slow machine may paint and answer between two of them.
    for (const root of roots) {
      if (offered.has(root)) continue; // pressed, or aimed at
      if (asleep.has(root) && !eager && !isNear(root)) nearby.observe(root);
      else started.push(wake(root));
      await new Promise((next) => setTimeout(next));
    }
    started.push(...aimed().map(wake));
    await Promise.all(started);
    if ((performance.getEntriesByType("navigation")[0]?.type ?? "navigate") === "navigate") settle();
    addEventListener("hashchange", follow);
    document.documentElement.dataset.essReady = String(Math.round(performance.now() - start));
  }

  main().catch(console.error);
})();
