// The search page. Reads the index that Sphinx wrote (searchindex.js calls Search.setIndex) and its
// French stemmer (language_data.js). Classic script, loaded on that page only.
//
// Accents: the index keeps them, readers often do not. Each word asked is compared without accents,
// as it is and as its stem, to the beginning of each word of the index; a stem that the missing accent
// left too long ("solidarite" against "solidar") also matches what it begins with.
(function () {
  "use strict";

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/œ/g, "oe").toLowerCase();

  /** Folded, stemmed forms of each meaningful word of a query: [["econom", "economie"], …]. */
  function parse(query, stem, stopwords) {
    const skip = new Set(stopwords.map(fold));
    const words = (query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1);
    const kept = words.filter((word) => !skip.has(fold(word)));
    return (kept.length ? kept : words).map((word) => {
      const folded = fold(word);
      return [...new Set([fold(stem(word)), fold(stem(folded)), folded])];
    });
  }

  /** How well a folded index word answers a query word: 0 to 3. */
  function score(term, forms) {
    if (forms.includes(term)) return 3;
    if (forms.some((form) => form.length > 2 && term.startsWith(form))) return 2;
    if (forms.some((form) => term.length > 3 && form.startsWith(term) && form.length - term.length < 4)) return 1;
    return 0;
  }

  /** Documents that contain every word, best first: [{ doc, score, sections: [[title, anchor]] }]. */
  function search(index, words) {
    if (!words.length) return [];
    const tables = [
      [index.terms, 1],
      [index.titleterms, 5],
    ].map(([terms, weight]) => [Object.keys(terms).map((term) => [fold(term), terms[term]]), weight]);
    const found = words.map((forms) => {
      const scores = new Map();
      for (const [terms, weight] of tables) {
        for (const [term, docs] of terms) {
          const points = score(term, forms) * weight;
          if (!points) continue;
          for (const doc of [docs].flat()) scores.set(doc, Math.max(scores.get(doc) ?? 0, points));
        }
      }
      return scores;
    });
    const titles = Object.entries(index.alltitles).map(([title, places]) => [title, fold(title).split(/[^a-z0-9]+/), places]);
    const results = [];
    for (const doc of found[0].keys()) {
      if (!found.every((scores) => scores.has(doc))) continue;
      const sections = [];
      for (const [title, parts, places] of titles) {
        if (!words.every((forms) => parts.some((part) => score(part, forms) > 1))) continue;
        for (const [where, anchor] of places) if (where === doc && anchor) sections.push([title, anchor]);
      }
      const total = found.reduce((sum, scores) => sum + scores.get(doc), 0) + sections.length * 2;
      results.push({ doc, score: total, sections });
    }
    return results.sort((a, b) => b.score - a.score || a.doc - b.doc);
  }

  // Titles come as HTML from Sphinx ("<em>…"): keep their text.
  const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
  const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name) => CHARACTERS[name]);

  function link(href, text) {
    const a = document.createElement("a");
    a.href = href;
    a.textContent = text;
    return a;
  }

  function show(index, query) {
    const root = document.documentElement.dataset.content_root ?? "";
    const results = search(index, parse(query, (word) => new Stemmer().stemWord(word), [...stopwords]));
    const list = document.getElementById("resultats");
    for (const { doc, sections } of results) {
      const item = document.createElement("li");
      const href = `${root}${index.docnames[doc]}.html`;
      item.append(link(href, plain(index.titles[doc])));
      if (sections.length) {
        const places = document.createElement("ul");
        for (const [title, anchor] of sections.slice(0, 5)) {
          const place = document.createElement("li");
          place.append(link(`${href}#${anchor}`, plain(title)));
          places.append(place);
        }
        item.append(places);
      }
      list.append(item);
    }
    const n = results.length;
    document.getElementById("resultats-etat").textContent = n
      ? `${n}\u00a0${n > 1 ? "pages trouvées" : "page trouvée"} pour «\u202f${query}\u202f».`
      : `Aucune page ne contient «\u202f${query}\u202f». Essayez un seul mot, ou un mot voisin.`;
  }

  const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
  // Without a query, nothing is touched: someone may already be typing.
  if (query) for (const input of document.querySelectorAll('input[name="q"]')) input.value = query;
  globalThis.Search = {
    parse,
    search,
    setIndex(index) {
      if (query) show(index, query);
    },
  };
})();
