// The map of the regions and their ranking, linked: a click on one shows the other. The ranking is a
// list of radio buttons, so that the whole works from the keyboard. Looking at a region does not
// change « ma région »: a button does.

import { $, $$, calm, fill, h, uid } from "./shared/dom.js";
import { formatPercent } from "./shared/format.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { askedRegion } from "./shared/regional.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";
const METRICS = { part: "Part des emplois", emplois: "Nombre d’emplois" };
const ORDERS = { rang: "Rang", alphabet: "Alphabet" };
const ABSENT = "absente de la brochure";

/** Region codes in the order of the list; those without a figure come last. Pure. */
export function sorted(codes, values, order, nameOf) {
  const byName = (a, b) => nameOf(a).localeCompare(nameOf(b), "fr");
  if (order === "alphabet") return [...codes].sort(byName);
  return [...codes].sort((a, b) => (values[b] ?? -1) - (values[a] ?? -1) || byName(a, b));
}

/** What is said of a region, from the words of the table's line, or from its absence. Pure. */
export function account(region, words, count, national) {
  if (!words) {
    return [`La brochure ne donne aucun chiffre pour ${region.avec}${NBSP}: ni part, ni rang, ni écart.`];
  }
  const { part, rangPart, ecart, emplois, rangEmplois } = words;
  const points = Math.abs(Number(ecart.replace(/[^\d,]/g, "").replace(",", ".")));
  return [
    `${part} de l’ensemble des emplois${NBSP}: ${rangPart} sur ${count}.`,
    `${emplois} emplois de l’ESS${NBSP}: ${rangEmplois} sur ${count}.`,
    points === 0
      ? `La part de la France entière est la même${NBSP}: ${national}.`
      : `${ecart.replace(/^[+−]/, "")}${NBSP}${points >= 2 ? "points" : "point"} de ${ecart.startsWith("+") ? "plus" : "moins"} que la part de la France entière (${national}).`,
  ];
}

function enhance({ root, model }) {
  const figures = model.get("figures");
  const national = formatPercent(model.get("national"));
  const group = uid("carte");
  const figure = $(".carte-figure", root);
  const table = $(".carte-tableau", root);
  const shapes = $$(".carte-formes [data-region]", figure);
  const codes = shapes.map((path) => path.dataset.region);
  const nameOf = (code) => regionInfo(code).nom;
  // Ranks and gaps are computed once, in Python: the table has their words.
  const CELLS = ["part", "rangPart", "ecart", "emplois", "rangEmplois"];
  const words = Object.fromEntries(
    $$("tr[data-region]", table)
      .filter((row) => figures[row.dataset.region])
      .map((row) => [row.dataset.region, Object.fromEntries($$("td", row).map((cell, at) => [CELLS[at], cell.textContent]))]));
  const count = Object.keys(words).length;
  // What a pointer that rests on a region says.
  const hints = shapes.map((path) => {
    const own = words[path.dataset.region];
    const hint = document.createElementNS(path.namespaceURI, "title");
    hint.textContent = `${nameOf(path.dataset.region)}${NBSP}: ${own ? `${own.part}, ${own.emplois} emplois` : ABSENT}`;
    path.append(hint);
    return hint;
  });
  table.open = false;

  const one = (value, allowed, fallback) => (Object.hasOwn(allowed, value) ? value : fallback);
  let metric = one(read(["carte", "mesure"]), METRICS, model.get("metric"));
  let order = one(read(["carte", "ordre"]), ORDERS, "rang");
  // What the address or Python asks for, then what was looked at last, then the learner's own region.
  const known = (code) => (regionInfo(code) ? code : null);
  let seen = askedRegion().code ?? known(model.get("selected")) ?? known(read(["carte", "vue"])) ?? currentRegion();

  // -- controls, panel, list ----------------------------------------------------------------------

  const choice = (legend, name, options, current, onchange) =>
    h("fieldset", { class: "carte-choix" },
      h("legend", {}, legend),
      Object.entries(options).map(([value, label]) =>
        h("label", { class: "carte-option" },
          h("input", { type: "radio", name: `${group}-${name}`, value, checked: value === current, onchange: () => onchange(value) }),
          h("span", {}, label))));

  const panel = h("div", { class: "carte-panneau", role: "status", tabindex: "-1" });
  const list = h("ol", { class: "carte-classement" });
  const rows = new Map(codes.map((code) => [code, makeRow(code)]));
  const title = h("legend", {});
  const ties = h("p", { class: "carte-note" }, `=${NBSP}: ex æquo, même valeur dans la brochure.`);
  const ranking = h("div", { class: "carte-liste" },
    choice("Ordre", "ordre", ORDERS, order, (value) => {
      order = value;
      write(["carte", "ordre"], value);
      draw();
    }),
    h("fieldset", { class: "carte-regions" }, title, list), ties);
  const switcher = choice("Montrer", "mesure", METRICS, metric, (value) => {
    metric = value;
    write(["carte", "mesure"], value);
    draw();
    tellPython();
  });
  const live = h("div", { class: "carte-vif" });
  figure.before(live);
  live.append(switcher, panel, h("div", { class: "carte-duo" }, figure, ranking));

  function makeRow(code) {
    const input = h("input", { type: "radio", name: `${group}-region`, value: code, onchange: () => select(code) });
    const parts = Object.fromEntries(
      ["rang", "nom", "sigle", "valeur", "mienne", "barre"].map((name) => [name, h("span", { class: `carte-${name}` })]));
    parts.nom.append(nameOf(code), parts.mienne);
    parts.sigle.textContent = $(`.carte-damier g[data-region="${code}"] .carte-sigle`, figure).textContent;
    parts.sigle.setAttribute("aria-hidden", "true");
    parts.barre.setAttribute("aria-hidden", "true");
    const { rang, nom, sigle, valeur, barre } = parts;
    const item = h("li", {}, h("label", { class: "carte-ligne" }, input, rang, nom, sigle, valeur, barre));
    return { input, item, ...parts };
  }

  // -- what happens -------------------------------------------------------------------------------

  // A tap in the list, on a small screen: bring the panel up; not for the arrow keys.
  let tapped = false;
  ranking.addEventListener("pointerdown", () => (tapped = true));
  ranking.addEventListener("keydown", () => (tapped = false));

  function select(code) {
    seen = code;
    write(["carte", "vue"], code);
    draw();
    tellPython();
    if (tapped) panel.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    tapped = false;
  }

  const onClick = (event) => {
    const code = event.target.closest("[data-region]")?.dataset.region;
    if (code) select(code);
  };
  for (const drawing of $$(".carte-dessin", figure)) drawing.addEventListener("click", onClick);

  function adopt() {
    setRegion(seen);
    draw();
    ($("a", panel) ?? panel).focus({ preventScroll: true });
  }

  function tellPython() {
    if (model.get("selected") === (seen ?? "") && model.get("metric") === metric) return;
    model.set("selected", seen ?? "");
    model.set("metric", metric);
    model.save_changes();
  }

  // -- drawing ------------------------------------------------------------------------------------

  function draw() {
    const mine = currentRegion();
    const values = Object.fromEntries(Object.entries(figures).map(([code, [share, jobs]]) => [code, metric === "part" ? share : jobs]));
    const most = Math.max(...Object.values(values));
    root.dataset.mesure = metric;
    ties.hidden = new Set(Object.values(values)).size === Object.keys(values).length;
    title.textContent = metric === "part" ? "Part de l’ensemble des emplois" : "Emplois de l’ESS";

    const wanted = sorted(codes, values, order, nameOf);
    const focused = document.activeElement;
    wanted.forEach((code, index) => {
      const row = rows.get(code);
      const value = values[code];
      const [said, place] = metric === "part" ? [words[code]?.part, words[code]?.rangPart] : [words[code]?.emplois, words[code]?.rangEmplois];
      const [rank = "", equal] = (place ?? "").split(NBSP);
      fill(row.rang, rank, equal && h("span", { class: "visually-hidden" }, ` ${equal}`));
      row.rang.classList.toggle("is-tied", Boolean(equal));
      row.valeur.textContent = said ?? ABSENT;
      // Through the CSSOM: a style attribute would be refused by a strict content policy.
      row.barre.style.setProperty("--part", value === undefined ? "0%" : `${((100 * value) / most).toFixed(1)}%`);
      row.mienne.textContent = code === mine ? " (ma région)" : "";
      row.item.classList.toggle("is-mine", code === mine);
      row.item.classList.toggle("is-absent", value === undefined);
      row.input.checked = code === seen;
      if (list.children[index] !== row.item) list.insertBefore(row.item, list.children[index] ?? null);
    });
    if (focused && list.contains(focused)) focused.focus({ preventScroll: true });

    for (const el of $$("[data-region]", root)) {
      if (live.contains(el) && !figure.contains(el)) continue;
      el.classList.toggle("is-seen", el.dataset.region === seen);
      el.classList.toggle("is-mine", el.dataset.region === mine);
    }
    // The outlines of one's own region and of the one looked at, above their neighbours'.
    for (const code of [mine, seen]) {
      const shape = code && $(`.carte-formes [data-region="${code}"]`, figure);
      if (shape && shape !== shape.parentNode.lastElementChild) shape.parentNode.append(shape);
    }
    fill(panel, seen ? about(seen, mine) : h("p", {}, "Choisissez une région sur la carte ou dans la liste."));
  }

  // The same address twice says nothing to the sheet: say it again.
  function again(event) {
    if (event.currentTarget.hash === location.hash) dispatchEvent(new HashChangeEvent("hashchange"));
  }

  function about(code, mine) {
    const sheet = $('.ess-widget[data-widget="fiche-region"]');
    return [
      h("p", { class: "carte-panneau-nom" }, nameOf(code), code === mine && h("span", { class: "carte-mienne" }, " (ma région)")),
      h("ul", {}, account(regionInfo(code), words[code], count, national).map((line) => h("li", {}, line))),
      h("p", { class: "carte-actions" },
        code !== mine && h("button", { type: "button", class: "ess-btn", onclick: adopt }, "Choisir cette région comme la mienne"),
        sheet && h("a", { class: "ess-btn ess-btn--quiet", href: `#region=${code}`, onclick: again }, code === mine ? "Voir ma fiche" : "Voir sa fiche")),
    ];
  }

  draw();
  tellPython();

  const stop = onRegion((code) => {
    seen = code ?? seen;
    draw();
    tellPython();
  });
  // « Tout effacer » elsewhere in the page.
  let kept = read(["carte"]) !== null;
  const stopState = subscribe(() => {
    const before = kept;
    kept = read(["carte"]) !== null;
    if (!before || kept) return;
    seen = currentRegion();
    draw();
    tellPython();
  });
  const onAddress = () => {
    const { code } = askedRegion({ hash: location.hash });
    if (!code || code === seen) return;
    seen = code;
    draw();
  };
  const fromPython = () => {
    const code = known(model.get("selected"));
    if (code === seen && model.get("metric") === metric) return;
    seen = code;
    metric = model.get("metric");
    $(`[name="${group}-mesure"][value="${metric}"]`, switcher).checked = true;
    draw();
  };
  addEventListener("hashchange", onAddress);
  model.on("change:selected", fromPython);
  model.on("change:metric", fromPython);
  return () => {
    stop();
    stopState();
    removeEventListener("hashchange", onAddress);
    model.off("change:selected", fromPython);
    model.off("change:metric", fromPython);
    for (const drawing of $$(".carte-dessin", figure)) drawing.removeEventListener("click", onClick);
    live.before(figure);
    live.remove();
    for (const hint of hints) hint.remove();
    delete root.dataset.mesure;
    table.open = true;
  };
}

export default widget(enhance);
