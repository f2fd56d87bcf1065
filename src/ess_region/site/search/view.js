// The search page: the query is in its address, so that « Précédent » and a shared link bring the results back.
// Scripts of its own carry the index, its words and the sentences: a file cannot be fetched from `file://`.

import { almost, drawersOf, learn, nearest, open, parse, prepare, search } from "./query.js";
import { matcher, merged, passages } from "./passages.js";
import { language, words } from "./words.js";

const FIRST = 3; // pages whose sentences come at once

function element(name, text = "", attributes = {}) {
  const one = document.createElement(name);
  one.textContent = text;
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
}

/** A text with some of its parts in <mark>. */
function marked(parent, text, marks) {
  let at = 0;
  for (const [start, end] of marks) {
    parent.append(text.slice(at, start), element("mark", text.slice(start, end)));
    at = end;
  }
  parent.append(text.slice(at));
  return parent;
}

const quoted = (text) => `«\u202f${text.replace(/\s*["«»“”]\s*/g, " ").trim()}\u202f»`;
const plural = (count, one, many) => `${count}\u00a0${count > 1 ? many : one}`;

/** Start with Snowball's stemmer and Sphinx's list of small words. Each file then calls its function of `essSearch`. */
export function start(stemmer, stopWords) {
  const typed = (new URLSearchParams(location.search).get("q") ?? "").trim().slice(0, 200);
  // Without a query, nothing is touched: someone may already be typing.
  if (typed) {
    for (const input of document.querySelectorAll('input[name="q"]')) input.value = typed;
    document.title = `${typed} — ${document.title}`;
  }
  const root = document.documentElement.dataset.content_root ?? "";
  const files = new Map(); // name → { brought: promise of what the file brings, bring, fail }

  function file(name) {
    if (!files.has(name)) {
      const one = {};
      one.brought = new Promise((bring, fail) => Object.assign(one, { bring, fail }));
      files.set(name, one);
    }
    return files.get(name);
  }

  function load(name) {
    const one = file(name);
    if (one.asked) return one.brought;
    one.asked = true;
    const own = `script[src$="/${name}.js"]`;
    const waiting = document.getElementById("recherche-fichiers").content.querySelector(own);
    const script = waiting ? document.importNode(waiting, true) : document.querySelector(own); // the index: the page names it
    script.onerror = () => one.fail(new Error(`introuvable : ${script.src}`));
    if (waiting) document.head.append(script);
    return one.brought;
  }

  globalThis.essSearch = {
    index: (written) => file("ess-index").bring(written),
    words: (drawer, lines) => file(`ess-mots-${drawer}`).bring(lines),
    page: (docname, part, sections) => file(docname.split("/").at(-1)).bring(sections),
    terms: (definitions) => file("ess-sigles").bring(definitions),
  };

  const state = document.getElementById("resultats-etat");
  const list = document.getElementById("resultats");
  const address = (query) => `?q=${encodeURIComponent(query)}`;

  const bring = (drawer) => load(`ess-mots-${drawer}`);

  if (typed) {
    answer().catch((error) => {
      console.error(error);
      state.textContent = "La recherche n’a pas pu se charger. Vérifiez le réseau, puis rechargez la page.";
    });
  }

  async function answer() {
    drawersOf(language(stemmer, stopWords), words(typed)).forEach(bring); // without waiting for the index
    const book = open(await load("ess-index"), stemmer, stopWords);
    await prepare(book, typed, bring);
    await show(book, typed);
  }

  async function show(book, query) {
    const { terms, names } = parse(book, query);
    if (!terms.length) {
      state.textContent = "Tapez au moins un mot de deux lettres.";
      return;
    }
    const { results, missing } = search(book, terms);
    const defined = define(book, names);
    if (results.length) {
      say(listPages(book, terms, results, defined), query);
      return;
    }
    // A slip of the finger may be on the first letter.
    if (missing.length) await learn(book, null, bring);
    const mended = terms.map((term) => (missing.includes(term) ? nearest(book, term.typed) : term.typed));
    const changed = missing.length && mended.every(Boolean);
    const better = changed ? mended.join(" ") : "";
    const again = better ? search(book, parse(book, better).terms).results : [];
    if (again.length) {
      state.textContent = `Rien pour ${quoted(query)}. Vouliez-vous dire `;
      state.append(element("a", better, { href: address(better) }), "\u202f? ", `Voici ce que donne ${quoted(better)}\u00a0: ${plural(again.length, "page", "pages")}.`);
      listPages(book, parse(book, better).terms, again, defined);
      return;
    }
    const others = terms.filter((term) => !missing.includes(term));
    if (missing.length) {
      const lost = missing.map((term) => quoted(term.typed)).join(", ");
      state.textContent = `Aucune page ne contient ${lost}.`;
      if (others.length) {
        const rest = others.map((term) => (term.phrase ? `"${term.typed}"` : term.typed)).join(" ");
        state.append(" Cherchez sans\u00a0: ", element("a", rest, { href: address(rest) }), ".");
      } else {
        state.append(" Essayez un mot voisin, plus court, ou passez par le sommaire.");
      }
      return;
    }
    const near = almost(book, terms);
    state.textContent = `Aucune page ne contient tous ces mots ensemble. Voici ${near.length > 1 ? "celles qui en contiennent" : "celle qui en contient"} le plus.`;
    listPages(book, terms, near, defined);
  }

  function say(count, query) {
    state.textContent = count
      ? `${plural(count, "page trouvée", "pages trouvées")} pour ${quoted(query)}.`
      : `Aucune page ne contient exactement ${quoted(query)}. Essayez sans les guillemets.`;
  }

  /** What the glossary says of the acronyms and terms asked for; promised. */
  async function define(book, names) {
    const asked = [...new Map(names.map((one) => [one.id, one])).values()].slice(0, 3);
    const place = document.getElementById("resultats-sigles");
    if (!asked.length || !place) return;
    try {
      const definitions = await load("ess-sigles");
      for (const { name, long, id } of asked) {
        const entry = element("p", "", { class: "resultat-sigle" });
        entry.append(element("strong", name), long ? `, ${long}` : "", `\u00a0: ${definitions[id]} `);
        if (book.glossaire) entry.append(element("a", "Voir le glossaire", { href: `${root}${book.glossaire}.html#sigle-${id}` }));
        place.append(entry);
      }
    } catch (error) {
      console.error(error); // the results do without
    }
  }

  /**
   * List these pages once `defined` has come: the first with their sentences, the others with their titles until they
   * are about to be seen. Each after those before it: nothing moves under the reader's eyes. Returns how many there are.
   */
  function listPages(book, terms, results, defined) {
    const marks = matcher(book, terms);
    const phrase = terms.some((term) => term.phrase);
    let left = results.length;
    const later = new Map(); // item → what brings its sentences
    const seen = (entries) => {
      for (const { target } of entries.filter((one) => one.isIntersecting)) {
        soon.unobserve(target);
        later.get(target)();
      }
    };
    const soon = globalThis.IntersectionObserver && new IntersectionObserver(seen, { rootMargin: "50% 0px" });
    let before = defined;
    list.setAttribute("aria-busy", "true");
    results.forEach((result, rank) => {
      const { item, bring: complete } = entryOf(book, terms, result, marks);
      // Quoted words must be read to be sure.
      const early = phrase || rank < FIRST || !soon;
      const said = early && complete();
      before = before.then(async () => {
        if (early && !(await said) && phrase) {
          left -= 1;
          say(left, typed);
          return;
        }
        list.append(item);
        if (early) return;
        later.set(item, complete);
        soon.observe(item);
      });
    });
    before.then(() => list.removeAttribute("aria-busy"));
    return left;
  }

  /** A page in the list: `item`, with its titles; `bring()` adds its sentences, and promises whether they say all. */
  function entryOf(book, terms, { page, sections }, marks) {
    const [docname, title, part, places] = book.pages[page];
    const href = `${root}${docname}.html`;
    const item = element("li");
    if (part) item.append(element("p", part, { class: "resultat-partie" }));
    item.append(marked(element("a", "", { href, class: "resultat-page" }), title, merged(marks(title))));
    const found = element("ul");
    // The titles that say it are known at once; the sentences and their places follow.
    for (const number of sections.slice(0, 3)) found.append(marked(element("li"), places[number], merged(marks(places[number]))));
    if (found.childNodes.length) item.append(found);

    function passage({ anchor, title: name, text, marks: inText }) {
      const one = element("li");
      if (name !== title && name && anchor) one.append(marked(element("a", "", { href: `${href}#${anchor}` }), name, merged(marks(name))));
      if (text) one.append(marked(element("p"), text, inText));
      return one.childNodes.length ? [one] : [];
    }

    async function bring() {
      try {
        const best = passages(book, terms, await load(docname.split("/").at(-1)));
        if (best.passages.length) {
          found.replaceChildren(...best.passages.flatMap(passage));
          item.append(found);
        }
        return best.complete;
      } catch (error) {
        console.error(error);
        return true; // its title and its link are there
      }
    }
    return { item, bring };
  }
}
