// Competences × levers: a grid to walk with the arrows, and a panel for the cell that is opened. All that is
// shown is in the static HTML: nothing is built, parts appear and disappear.

import { $, $$, announce, h, uid } from "./shared/dom.js";
import { keepButton } from "./shared/plan.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const STATE = ["service"];
const PAGE = "competences";
const NBSP = "\u00a0";
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * Where a key leads in a grid of `rows` × `columns` from [row, column]; null when it leads nowhere.
 * `ctrl` for the ends of the whole grid. Stacked (on a phone), the arrows follow the reading. Pure.
 */
export function target(key, ctrl, [row, column], rows, columns, stacked = false) {
  if (key === "Home") return ctrl ? [0, 0] : [row, 0];
  if (key === "End") return [ctrl ? rows - 1 : row, columns - 1];
  const step = STEPS[key];
  if (!step || ctrl) return null;
  const within = (value, size) => Math.min(size - 1, Math.max(0, value));
  if (!stacked) return [within(row + step[0], rows), within(column + step[1], columns)];
  const at = within(row * columns + column + step[0] + step[1], rows * columns);
  return [Math.floor(at / columns), at % columns];
}

/** « 3 compétences, 6 leviers, 11 actions dans la brochure. » Pure. */
export function summary(competences, levers, actions) {
  const words = (count, one) => `${count}${NBSP}${one}${count > 1 ? "s" : ""}`;
  const given = actions ? words(actions, "action") : "aucune action";
  return `${words(competences, "compétence")}, ${words(levers, "levier")}, ${given} dans la brochure.`;
}

function enhance({ root, model }) {
  const table = $(".mat-grille", root);
  const panel = $(".mat-panneau", root);
  const services = $$("[data-service]", root).map((el) => ({
    id: el.dataset.service,
    name: $("b", el).textContent,
    competences: el.dataset.competences.split(" ").filter(Boolean),
    levers: el.dataset.leviers.split(" ").filter(Boolean),
  }));
  const lines = $$("tbody tr", table).map((el) => ({ el, competence: el.dataset.competence, links: $$("a", el) }));
  const links = lines.flatMap((line) => line.links);
  const levers = [...new Set($$("thead [data-levier]", table).map((el) => el.dataset.levier))];
  const examples = Object.fromEntries($$(".mat-exemple", panel).map((el) => [el.dataset.exemple, el]));
  let opened = null; // the link whose panel is open
  let service = "";

  // -- a real grid: one stop for Tab, arrows inside ----------------------------------------------

  const roles = [["thead, tbody", "rowgroup"], ["tr", "row"], ["thead th", "columnheader"], ["tbody th", "rowheader"], ["td", "gridcell"]];
  const hint = h("p", { class: "ess-hint mat-mode", id: uid("mat-mode") },
    "Ouvrez une case, ou le nom d’une compétence. Au clavier\u00a0: les flèches pour se déplacer, Entrée pour ouvrir, Échap pour revenir.");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", hint.id);
  for (const [selector, role] of roles) for (const el of $$(selector, table)) el.setAttribute("role", role);
  for (const link of links) link.setAttribute("aria-expanded", "false");
  // Alone, a cell says its competence too.
  const names = lines.flatMap(({ competence, links: [, ...cells] }) => cells.map((link) => {
    const name = h("span", { class: "visually-hidden" }, `${$(`.mat-competence[data-competence="${competence}"] h3`, panel).textContent}, `);
    link.prepend(name);
    return name;
  }));

  const visible = () =>
    lines.filter(({ el }) => !el.classList.contains("is-out")).map((line) => line.links.filter((link) => !link.parentElement.classList.contains("is-out")));
  const isStacked = () => getComputedStyle(table).display !== "table";

  function stop(at) {
    for (const link of links) link.tabIndex = link === at ? 0 : -1;
  }

  function walk(event) {
    const link = event.target.closest("a");
    if (!link || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === " ") {
      event.preventDefault();
      open(link);
      return;
    }
    const grid = visible();
    const row = grid.findIndex((cells) => cells.includes(link));
    const next = target(event.key, event.ctrlKey, [row, grid[row].indexOf(link)], grid.length, grid[0].length, isStacked());
    if (!next) return;
    event.preventDefault();
    const to = grid[next[0]][next[1]];
    stop(to);
    to.focus();
  }

  function click(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  }
  table.addEventListener("keydown", walk);
  table.addEventListener("click", click);

  // -- the panel -----------------------------------------------------------------------------------

  const back = h("button", { type: "button", class: "ess-btn mat-fermer", onclick: () => close() }, "Revenir à la grille");
  const kind = h("p", { class: "mat-sous-titre mat-quoi" });
  panel.prepend(back);
  $(".mat-exemples h3", panel).after(kind);

  const shown = new Set(); // what the open cell shows
  function show(...elements) {
    for (const el of elements) {
      el.classList.add("is-open");
      shown.add(el);
    }
  }

  function clear() {
    for (const el of shown) el.classList.remove("is-open");
    shown.clear();
    opened?.setAttribute("aria-expanded", "false");
    opened = null;
  }

  function open(link) {
    clear();
    opened = link;
    link.setAttribute("aria-expanded", "true");
    stop(link);
    const title = root.querySelector(link.hash);
    const section = title.closest(".mat-competence");
    const part = title.closest(".mat-partie") ?? $(".mat-tete", section);
    const head = $("h3", section);
    if (title !== head) title.setAttribute("aria-describedby", head.id);
    show(panel, section, part);
    // The name of a competence opens all that the brochure says of it.
    if (title === head) show(...$$(".mat-partie", section).filter((el) => $("[data-action]", el)));
    const { levier } = part.dataset;
    if (levier) openLever(levier, part);
    keepable(part, title, head.textContent);
    // After the paint: both force a layout.
    requestAnimationFrame(() => {
      title.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
      title.scrollIntoView({ block: "nearest" });
    });
  }

  function openLever(lever, part) {
    show($(".mat-manieres", panel), $(`.mat-levier[data-levier="${lever}"]`, panel), $(".mat-exemples", panel));
    const found = $$("[data-exemple]", part);
    const own = found[0].dataset.lien === "direct";
    const plural = found.length > 1 ? "s" : "";
    kind.textContent = own
      ? `Exemple${plural} de la brochure`
      : `La brochure n’a pas d’exemple dans cette compétence. Celui-ci est du même levier${NBSP}:`;
    found.forEach((reference, index) => {
      const el = examples[reference.dataset.exemple];
      const reason = $(".mat-raison", reference)?.textContent ?? "";
      const why = $(".mat-pourquoi", el);
      why.hidden = !reason;
      why.textContent = reason && `Pourquoi ici${NBSP}: ${reason}`;
      el.open = !index;
      // A testimony is not one of the examples that the plan knows.
      if ("region" in el.dataset && !$(".ess-garder", el)) {
        const name = $("summary", el);
        el.append(described(keepButton({ kind: "exemple", id: el.dataset.exemple, title: name.textContent, page: PAGE }), name));
      }
      show(el);
    });
  }

  // The button that keeps what the cell says to do, named after it for whoever does not see the cell.
  function keepable(part, title, competence) {
    const ideas = $$(".mat-idee", part).map((el) => el.textContent.trim());
    if (!ideas.length || $(".ess-garder", part)) return;
    const lever = title.matches("h4") && title.textContent;
    const item = { kind: "action", id: title.id, title: ideas.join(" "), page: PAGE };
    const origin = $(".mat-piste", part) ? "piste écrite pour le cours" : "action de la brochure";
    item.note = [competence, lever, origin].filter(Boolean).join(NBSP + "; ");
    (part.querySelector(":scope > .mat-page") ?? $(".mat-piste", part)).after(described(keepButton(item), title));
  }

  function described(button, by) {
    by.id ||= uid("mat-garder");
    button.setAttribute("aria-describedby", by.id);
    return h("p", { class: "mat-garder" }, button);
  }

  function close() {
    const link = opened;
    clear();
    link?.focus();
  }

  const onEscape = (event) => {
    if (event.key !== "Escape" || !opened || !panel.contains(document.activeElement)) return;
    event.preventDefault();
    close();
  };
  root.addEventListener("keydown", onEscape);

  // -- my department -------------------------------------------------------------------------------

  const select = h("select", { id: uid("mat-service"), onchange: () => choose(select.value) },
    h("option", { value: "" }, "Tous les services"), services.map(({ id, name }) => h("option", { value: id }, name)));
  const status = h("p", { class: "mat-bilan", role: "status" });
  const tools = h("div", { class: "mat-outils" },
    h("div", { class: "ess-field" }, h("label", { for: select.id }, "Mon service"), select), status);
  table.before(tools, hint);

  function choose(id) {
    write(STATE, id || null);
    filter(id);
    if (model.get("service") !== id) {
      model.set("service", id);
      model.save_changes();
    }
  }

  function filter(id, say = true) {
    service = id;
    select.value = id;
    const mine = services.find((one) => one.id === id);
    const rows = mine?.competences.length ? mine.competences : lines.map((line) => line.competence);
    const columns = mine?.levers.length ? mine.levers : levers;
    for (const { el, competence } of lines) el.classList.toggle("is-out", !rows.includes(competence));
    for (const el of $$("[data-levier]", table)) el.classList.toggle("is-out", !columns.includes(el.dataset.levier));
    if (opened?.closest(".is-out")) clear();
    const grid = visible().flat();
    if (!grid.some((link) => link.tabIndex === 0)) stop(grid[0]);
    const actions = new Set(rows.flatMap((row) => $$(`[data-competence="${row}"] [data-action]`, panel)
      .filter((el) => columns.length === levers.length || columns.includes(el.closest(".mat-partie")?.dataset.levier))
      .map((el) => el.dataset.action)));
    const words = summary(rows.length, columns.length, actions.size);
    if (say) announce(status, words);
    else status.textContent = words;
  }

  const valid = (id) => (services.some((one) => one.id === id) ? id : "");
  const stored = () => valid(read(STATE) ?? model.get("service"));
  const unsubscribe = subscribe(() => valid(read(STATE)) !== service && filter(valid(read(STATE)), false));
  const fromPython = () => valid(model.get("service")) !== service && choose(valid(model.get("service")));
  model.on("change:service", fromPython);
  stop(links[0]);
  filter(stored(), false);

  return () => {
    unsubscribe();
    model.off("change:service", fromPython);
    clear();
    table.removeEventListener("keydown", walk);
    table.removeEventListener("click", click);
    root.removeEventListener("keydown", onEscape);
    for (const el of [tools, hint, back, kind, ...names, ...$$(".mat-garder", root)]) el.remove();
    for (const el of $$("[role]", table)) el.removeAttribute("role");
    for (const el of $$(".is-out", root)) el.classList.remove("is-out");
    table.removeAttribute("role");
    table.removeAttribute("aria-describedby");
    for (const link of links) {
      link.removeAttribute("aria-expanded");
      link.removeAttribute("tabindex");
    }
  };
}

export default widget(enhance);
