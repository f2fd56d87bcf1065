// Choose one's region among 18, once; it is remembered on every page, can be changed or forgotten.

import { $, $$, fill, h, uid } from "./shared/dom.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { status } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const NBSP = "\u00a0";

/** Regions by group, in their order: [["En métropole", […]], …]. Pure. */
export function grouped(regions) {
  const groups = new Map();
  for (const region of regions) groups.set(region.groupe, [...(groups.get(region.groupe) ?? []), region]);
  return [...groups];
}

/** A text cut at its acronyms: [["Chiffres de ", ""], ["Clap", "its meaning"], …]. Pure. */
export function explained(text, acronyms) {
  const names = Object.keys(acronyms ?? {}).sort((a, b) => b.length - a.length);
  if (!names.length) return [[text, ""]];
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pieces = text.split(new RegExp(`(${any})`));
  return pieces.map((piece, rank) => [piece, rank % 2 ? acronyms[piece] : ""]).filter(([piece]) => piece);
}

function enhance({ root, model }) {
  const regions = model.get("regions");
  const group = uid("region");
  const table = $(".choix-tableau", root);
  table.open = false;

  const said = h("p", { class: "choix-dit", role: "status" });
  const sheet = h("div", { class: "choix-fiche", tabindex: "-1" });
  const list = h(
    "div",
    { class: "choix-liste", role: "group", "aria-label": "Choisir sa région" },
    grouped(regions).map(([label, members]) =>
      h("fieldset", {},
        h("legend", {}, label),
        h("div", { class: "choix-grille" },
          members.map(({ code, nom }) =>
            h("label", { class: "ess-choice" },
              h("input", { type: "radio", name: group, value: code, onchange: () => choose(code) }),
              h("span", {}, nom)))))),
  );
  const live = h("div", { class: "choix-vif" }, said, list, sheet);
  // The page that one came from to choose, when its header sent one here.
  const [, from] = /[?&]retour=([a-z0-9-]+)(?:&|$)/.exec(globalThis.location?.search ?? "") ?? [];
  // The last stop of the Tab key: after the table, not just after the choice.
  const erase = h("p", { class: "choix-actions choix-oublier" },
    h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: forget }, "Oublier ma région"));
  root.prepend(live);
  root.append(erase);
  let open = !currentRegion();

  // Immediate, so that the figures follow the arrow keys; a tap or a click closes the list as well.
  let tapped = false;
  list.addEventListener("pointerdown", () => (tapped = true));
  list.addEventListener("keydown", () => (tapped = false));

  function choose(code) {
    open = !tapped;
    setRegion(code);
    if (open) show(currentRegion());
    else keep();
  }

  function change() {
    open = true;
    show(currentRegion());
    ($("input:checked", list) ?? $("input", list)).focus();
  }

  // Chosen with the keyboard: the list is still open.
  function keep() {
    open = false;
    show(currentRegion());
    sheet.focus({ preventScroll: true });
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView({ block: "start" });
  }

  function forget() {
    open = true;
    setRegion(null);
    show(currentRegion());
    $("input", list).focus();
  }

  function figures(region) {
    if (!region.chiffres.length) return h("p", {}, "Nous n’avons vu aucun chiffre pour cette région.");
    return region.chiffres.map(({ titre, valeurs, note }) =>
      h("div", { class: "choix-source" },
        h("p", { class: "choix-titre" }, meant(titre)),
        h("ul", { class: "choix-chiffres" },
          valeurs.map(({ valeur, libelle }) =>
            h("li", {}, h("b", { class: "choix-valeur" }, valeur), " ", h("span", {}, libelle)))),
        note && h("p", { class: "choix-champ" }, meant(note))));
  }

  const meant = (text) =>
    explained(text, model.get("acronyms")).map(([piece, title]) => (title ? h("abbr", { class: "sigle", "data-sigle": piece, title }, piece) : piece));

  function show(code) {
    const region = regions.find((one) => one.code === code);
    list.hidden = !open && Boolean(region);
    sheet.hidden = !region;
    erase.hidden = !region;
    for (const input of $$("input", list)) input.checked = input.value === code;
    for (const row of $$("tr[data-region]", table)) row.classList.toggle("is-chosen", row.dataset.region === code);
    if (region) {
      const absent = !region.nom_brochure;
      const renamed = !absent && region.nom_brochure !== region.nom;
      fill(
        sheet,
        h("p", { class: "choix-nom" }, h("span", {}, `Votre région${NBSP}: `), h("b", {}, region.nom)),
        from && h("p", { class: "choix-actions" }, h("a", { class: "ess-btn ess-btn--primary", href: `${from}.html` }, "Revenir à la page d’avant")),
        absent && h("p", {}, "La brochure ne donne aucun chiffre pour cette région."),
        figures(region),
        renamed && h("p", { class: "ess-hint" }, `La brochure la désigne ainsi${NBSP}: ${region.nom_brochure}.`),
        h("p", { class: "choix-actions" },
          list.hidden
            ? h("button", { type: "button", class: "ess-btn", onclick: change }, "Changer de région")
            : h("button", { type: "button", class: "ess-btn", onclick: keep }, "Garder cette région")),
      );
    } else fill(sheet);
    const { kept, message } = status();
    const info = regionInfo(code);
    const text = info
      ? `${info.nom} est votre région dans tout le cours.${kept ? "" : ` ${message}`}`
      : "Choisissez votre région. Le cours s’en souviendra.";
    if (said.textContent !== text) said.textContent = text;
    if ((model.get("region") ?? "") !== (code ?? "")) {
      model.set("region", code ?? "");
      model.save_changes();
    }
  }

  // What Python asks for wins when it asks; otherwise what this browser remembers.
  if (model.get("region") && model.get("region") !== currentRegion()) setRegion(model.get("region"));
  open = !currentRegion();
  show(currentRegion());

  const fromPython = () => {
    const code = model.get("region") || null;
    if (code === currentRegion()) return;
    setRegion(code);
    show(currentRegion());
  };
  const stop = onRegion(show);
  model.on("change:region", fromPython);
  return () => {
    stop();
    model.off("change:region", fromPython);
    live.remove();
    erase.remove();
    table.open = true;
  };
}

export default widget(enhance);
