// The sheet of one's region: the static sheets hold everything; the script shows one of them, prints
// it alone, or copies it as text. `?region=53` shows a sheet without making the region one's own.

import { copyText, COPY_BY_HAND, selectIn } from "./shared/clipboard.js";
import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { currentRegion, onRegion, regionInfo, setRegion } from "./shared/region.js";
import { askedRegion, unknownRegion } from "./shared/regional.js";
import { status, subscribe } from "./shared/state.js";
import { printOnly } from "./shared/export.js";
import { widget } from "./shared/widget.js";

const BLOCKS = "h3, h4, p, li";

/** The words of an element, one line for each block; a list's items begin with a dash, links show their address. */
export function plainText(root) {
  const lines = [];
  for (const block of $$(BLOCKS, root)) {
    if (block.closest("[hidden], .fiche-outils, svg") || $(BLOCKS, block)) continue;
    const copy = block.cloneNode(true);
    for (const bubble of $$(".info-bulle", copy)) bubble.remove();
    for (const link of $$('a[href^="http"]', copy)) link.append(` (${link.getAttribute("href")})`);
    // What the page puts on a line of its own must not stick to the words before.
    if (block.closest(".fiche-chiffres")) for (const line of $$("span", copy)) line.prepend(", ");
    const text = copy.textContent.replace(/[ \n]+/g, " ").trim();
    if (!text) continue;
    if (/^H/.test(block.tagName) && lines.length) lines.push("");
    lines.push(block.tagName === "LI" ? `- ${text}` : text);
  }
  return lines.join("\n");
}

function enhance({ root, model }) {
  const all = $(".fiche-toutes", root);
  const strip = $(".fiche-bande", root);
  const bodies = new Map($$("details[data-region]", all).map((box) => [box.dataset.region, $(".fiche-corps", box)]));
  const codes = [...bodies.keys()];
  let asked = askedRegion();

  // -- choosing -----------------------------------------------------------------------------------

  const field = uid("fiche-choix");
  const select = h("select", { id: field },
    h("option", { value: "" }, "Choisissez une région"),
    codes.map((code) => h("option", { value: code }, regionInfo(code).nom)));
  const problem = h("p", { class: "fiche-probleme", role: "alert" });
  const chooser = h("div", { class: "fiche-choix" },
    h("p", {}, "Choisissez votre région pour lire sa fiche. Le cours s’en souviendra."),
    h("div", { class: "ess-field" }, h("label", { for: field }, "Ma région"),
      h("div", { class: "fiche-champ-choix" }, select,
        h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: choose }, "Voir ma fiche"))));
  let choosing = false;

  // -- the sheet ----------------------------------------------------------------------------------

  const eyebrow = h("p", { class: "fiche-surtitre" });
  const name = h("h3", { class: "fiche-nom", tabindex: "-1" });
  const place = h("div", { class: "fiche-contenu" });
  const said = h("p", { class: "fiche-dit ess-hint", role: "status" });
  const copied = h("textarea", { class: "fiche-copie", rows: 8, readonly: true, hidden: true, "aria-label": "Texte de la fiche, à copier" });
  const adopt = h("button", { type: "button", class: "ess-btn", onclick: () => own(asked.code) }, "Choisir cette région comme la mienne");
  const change = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: reopen }, "Changer de région");
  const printer = h("button", { type: "button", class: "ess-btn", onclick: () => printOnly(page) }, "Imprimer ma fiche");
  const tools = h("div", { class: "fiche-outils" }, printer,
    h("button", { type: "button", class: "ess-btn", onclick: copy }, "Copier en texte"), adopt, change);
  const page = h("article", { class: "fiche-page", "aria-label": "Fiche de région" }, eyebrow, name, place, tools, said, copied);
  const live = h("div", { class: "fiche-vif" }, problem, chooser, page);
  root.prepend(live);
  all.hidden = true;

  const shown = () => asked.code ?? currentRegion();

  function choose() {
    if (!select.value) {
      announce(problem, "Choisissez d’abord une région dans la liste.");
      select.focus();
      return;
    }
    own(select.value);
    name.focus({ preventScroll: true });
  }

  function own(code) {
    asked = { code: null, unknown: null };
    choosing = false;
    // A choice is worth more than the address: the next visit shows one's own region.
    if (/^#region=/.test(location.hash)) history.replaceState(null, "", `#${root.closest("section[id]")?.id ?? ""}`);
    setRegion(code);
    show();
  }

  function reopen() {
    choosing = true;
    show();
    select.focus();
  }

  function show() {
    const code = shown();
    const mine = code !== null && code === currentRegion();
    putBack();
    const sentence = unknownRegion(asked);
    if (problem.textContent !== sentence) problem.textContent = sentence;
    chooser.hidden = code !== null && !choosing;
    page.hidden = code === null;
    select.value = (choosing && currentRegion()) || "";
    copied.hidden = true;
    if (code !== null) {
      const { kept, message } = status();
      eyebrow.textContent = mine ? "Ma région" : "Une autre région que la mienne, lue dans l’adresse de la page";
      if (!mine && !currentRegion()) eyebrow.textContent = "Région lue dans l’adresse de la page, pas encore choisie";
      name.textContent = regionInfo(code).nom;
      place.append(bodies.get(code));
      $(".fiche-chiffres", place)?.after(strip);
      mark(code);
      adopt.hidden = mine;
      change.hidden = choosing;
      printer.textContent = mine ? "Imprimer ma fiche" : "Imprimer cette fiche";
      said.textContent = mine && !kept ? message : "";
    }
    if ((model.get("region") ?? "") !== (currentRegion() ?? "")) {
      model.set("region", currentRegion() ?? "");
      model.save_changes();
    }
  }

  // The static sheets get back what was lent.
  function putBack() {
    const lent = place.firstElementChild;
    all.insertBefore(strip, $("details", all));
    if (lent) $(`details[data-region="${codeOf(lent)}"]`, all).append(lent);
  }

  const codeOf = (body) => codes.find((code) => bodies.get(code) === body);

  // One dot stands out on the strip, with its name under the line.
  function mark(code) {
    for (const dot of $$("circle", strip)) dot.classList.toggle("is-mine", dot.dataset.region === code);
    const dot = $(`circle[data-region="${code}"]`, strip);
    const label = $(".fiche-mienne", strip);
    if (!dot) return;
    strip.append(dot, label);
    const [x, y] = ["cx", "cy"].map((axis) => Number(dot.getAttribute(axis)));
    const width = strip.viewBox.baseVal.width;
    label.textContent = dot.textContent;
    label.setAttribute("x", x);
    label.style.textAnchor = x < width * 0.3 ? "start" : x > width * 0.7 ? "end" : "middle";
    $(".fiche-renvoi", strip).setAttribute("d", `M${x} ${y}V108`);
  }

  // -- printing, copying --------------------------------------------------------------------------

  async function copy() {
    const text = plainText(page);
    if (await copyText(text)) {
      copied.hidden = true;
      announce(said, "La fiche est copiée. Collez-la dans un message ou un document.");
    } else {
      selectIn(copied, text);
      announce(said, COPY_BY_HAND);
    }
  }

  // -- what comes from elsewhere --------------------------------------------------------------------

  if (model.get("region") && model.get("region") !== currentRegion()) setRegion(model.get("region"));
  show();

  const stop = onRegion(() => {
    asked = { code: null, unknown: null };
    choosing = false;
    show();
  });
  // An unknown region that was stored, then erased or replaced by the same as shown.
  const stopState = subscribe(() => problem.textContent && !unknownRegion(asked) && show());
  // Only what comes after « # »: the rest of the address has not changed. Another anchor changes nothing.
  const onAddress = () => {
    const next = askedRegion({ hash: location.hash });
    if (next.code === null && next.unknown === null) return;
    asked = next;
    choosing = false;
    show();
    if (asked.code === null) return;
    root.scrollIntoView({ block: "start" });
    name.focus({ preventScroll: true });
  };
  const fromPython = () => {
    const code = model.get("region") || null;
    if (code !== currentRegion()) own(code);
  };
  addEventListener("hashchange", onAddress);
  model.on("change:region", fromPython);
  return () => {
    stop();
    stopState();
    removeEventListener("hashchange", onAddress);
    model.off("change:region", fromPython);
    putBack();
    live.remove();
    all.hidden = false;
  };
}

export default widget(enhance);
