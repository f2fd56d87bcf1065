// The insertion hours of a contract and the rules of the day it is launched: typed, computed, explained, taken away.

import { CONTRACTS, FIELDS, assess, compute, readField, sensitivity, spaser } from "./shared/clauses.js";
import { formatDay, parseDate, today as clock } from "./shared/dates.js";
import { documentActions } from "./shared/documents.js";
import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { csvText, download } from "./shared/export.js";
import { enumeration, formatNumber } from "./shared/format.js";
import { isKept, keep, keepButton } from "./shared/plan.js";
import { read, subscribe, write } from "./shared/state.js";
import { fillIn } from "./shared/text.js";
import { widget } from "./shared/widget.js";

const STATE = ["clauses"];
const NBSP = "\u00a0";
const LABELS = { travaux: "Travaux", "fournitures-services": "Fournitures ou services" };
const OPTIONAL = ["annuel", "achats"];
const LONGEST = 60;
const CLICK = 300; // ms

const number = (hundredths) => formatNumber(hundredths / 100, { decimals: hundredths % 100 ? 2 : 0 });
const euros = (cents) => `${number(cents)}${NBSP}€`;
const percent = (hundredths) => `${formatNumber(hundredths / 100)}${NBSP}%`;
/** « 1 heure », « 833 heures ». Pure. */
export const hourWords = (count) => `${formatNumber(count)}${NBSP}heure${count > 1 ? "s" : ""}`;
const WRITTEN = { montant: euros, achats: euros, cout: euros, part: percent, taux: percent, annuel: (value) => `${number(value)}${NBSP}heures` };

/** What is kept, made safe: only known fields, as texts. Pure. */
export function clean(kept) {
  const names = [...Object.keys(FIELDS), "contrat", "jour"];
  const texts = names.filter((name) => typeof kept?.[name] === "string").map((name) => [name, kept[name].slice(0, LONGEST)]);
  return Object.fromEntries(texts.filter(([name, text]) => name !== "contrat" || CONTRACTS.includes(text)));
}

/** « du 1er janvier 2026 au 31 décembre 2027 », « depuis le 1er avril 2026 ». Pure. */
export const validity = ({ debut, fin }) => (fin ? `du ${formatDay(debut)} au ${formatDay(fin)}` : `depuis le ${formatDay(debut)}`);

/** The sentence about a threshold found by `assess` or `spaser`: its key and its words. Pure. */
export function thresholdSaying(rule, found, thresholds) {
  const row = thresholds.find(({ id }) => id === found.id);
  const words = { seuil: euros(row.montant), debut: row.debut && formatDay(row.debut), fin: row.fin && formatDay(row.fin) };
  if (found.etat !== "connu") return [`${rule}-${found.etat}`, words];
  return [`${rule}-${found.position ?? ""}`, { ...words, validite: validity(row) }];
}

/** The key of the sentence about a rule. Pure. */
export function ruleKey(rule, state) {
  if (state === "avant") return `avant-${rule.nature}`;
  if (state === "obligation" && rule.seuil) return "obligation-seuil";
  return state === "possibilite" && !rule.debut ? "possibilite-sans-date" : state;
}

// Change only what differs: the page is long, and each change is laid out again.
const put = (el, text) => el.textContent === text || (el.textContent = text);
const same = (el, texts) => el.children.length === texts.length && texts.every((text, i) => el.children[i].textContent === text);
const putList = (el, texts) => same(el, texts) || fill(el, texts.map((text) => h("li", {}, text)));

// The words of an element without its information bubbles.
function wordsOf(el) {
  const copy = el.cloneNode(true);
  for (const bubble of $$(".info-bulle", copy)) bubble.remove();
  return copy.textContent.replace(/\s+/g, (space) => (space.length > 1 ? " " : space)).trim();
}

function enhance({ root, model }) {
  const thresholds = model.get("thresholds");
  const rules = model.get("rules");
  const usage = model.get("usage");
  const checked = model.get("checked");
  const sentences = model.get("sentences");
  const say = (key, words = {}) => fillIn(sentences[key], words);
  const part = (name) => $(`.clauses-${name}`, root);
  const example = { contrat: "travaux" };
  const fields = {};
  let kept = clean(read(STATE) ?? model.get("inputs"));
  let shown = null;
  let leaving = 0;

  // -- what is typed ------------------------------------------------------------------------------

  for (const item of $$("[data-champ]", root)) {
    const { champ: name, mots, modele, exemple } = item.dataset;
    const [title, help] = [$(".clauses-nom", item), $(".clauses-aide", item)];
    const id = uid("clauses");
    const says = h("span", { class: "clauses-dit", id: `${id}-dit` });
    help.id = `${id}-aide`;
    const input = h("input", {
      id, type: "text", inputmode: FIELDS[name][0] === "montant" ? "text" : "decimal", autocomplete: "off", maxlength: LONGEST,
      "aria-describedby": `${says.id} ${help.id}`, oninput: () => edit({ [name]: input.value }), onchange: leave,
    });
    title.replaceWith(h("label", { class: "clauses-nom", for: id }, title.textContent));
    help.before(input, says);
    item.classList.add("ess-field");
    if (exemple) example[name] = exemple;
    fields[name] = { item, input, says, title: title.textContent, help: wordsOf(help), words: { champ: mots, exemple: modele, plus: WRITTEN[name](FIELDS[name][3]) } };
  }
  const group = uid("clauses-contrat");
  const radios = Object.keys(LABELS).map((value) => h("input", { type: "radio", name: group, value, onchange: () => edit({ contrat: value }) }));
  const daySays = h("span", { class: "clauses-dit", id: uid("clauses-jour") });
  // A year being typed (« 0002 ») is not a mistake yet: wait until the field is left.
  const typedDay = (left) => {
    const value = dayInput.validity.badInput ? "?" : dayInput.value;
    if (left || (value !== "?" && !(value && value < "1000"))) if (value !== (kept.jour ?? clock())) edit({ jour: value });
  };
  const dayInput = h("input", { id: uid("clauses"), type: "date", "aria-describedby": daySays.id, oninput: () => typedDay(false), onblur: () => typedDay(true) });
  part("champs").prepend(
    h("li", { class: "clauses-contrat" }, h("fieldset", {}, h("legend", {}, "Type de contrat"),
      radios.map((radio) => h("label", { class: "ess-choice" }, radio, h("span", {}, LABELS[radio.value]))))),
    h("li", { class: "ess-field" }, h("label", { for: dayInput.id }, "Lancement de la consultation"), dayInput, daySays),
  );

  // A sentence that comes under the field moves what follows: not before the end of a click there.
  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => show(true), CLICK);
  }

  function edit(change) {
    kept = { ...kept, ...change };
    store();
    show();
    if (!item.title || !isKept(item.kind, item.id)) return;
    keep(item);
  }

  function store() {
    write(STATE, Object.keys(kept).length ? kept : null);
    model.set("inputs", kept);
    model.save_changes();
  }

  // -- what is taken away ---------------------------------------------------------------------------

  const item = { kind: "document", id: "clause-sociale", page: "levier-achats", title: "", note: "" };
  const garder = keepButton(item);
  const exported = h("p", { class: "ess-hint", role: "status" });
  const table = h("button", { type: "button", class: "ess-btn", onclick: () => {
    download("clause-sociale.csv", "text/csv", csvText(csvRows()));
    announce(exported, "Le tableau est dans vos téléchargements\u00a0: il s’ouvre dans un tableur.");
  } }, "Télécharger le tableau (.csv)");
  const reset = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: () => {
    kept = {};
    store();
    show();
    requestAnimationFrame(() => fields.montant.input.focus());
  } }, "Revenir à l’exemple");
  const actions = documentActions(() => (shown.heures ? takeAway() : sentences.incomplet), { name: "clause-sociale" });
  const noText = h("p", { class: "ess-hint" });
  part("texte").before(noText);
  part("redaction").append(actions, h("div", { class: "clauses-sortie" }, table, garder), exported);

  // -- what is shown ----------------------------------------------------------------------------------

  const [count, object, list] = [part("nombre"), part("objet"), part("regles")];
  const duties = h("span", { class: "clauses-bilan" });
  const limits = h("ul", { class: "clauses-jour" });
  const scheme = h("p", { class: "clauses-verdict", role: "status" });
  part("heures").append(duties);
  part("heures").setAttribute("role", "status");
  part("champs").after(reset);
  list.before(limits);
  part("schema").append(scheme);
  part("seuils").open = false;

  function show(settled = false) {
    const typed = { ...example, ...kept };
    const values = {};
    const wrong = [];
    for (const [name, field] of Object.entries(fields)) {
      const { etat, valeur } = readField(name, typed[name]);
      values[name] = valeur;
      const sound = showField(name, field, typed[name] ?? "", etat, valeur, settled);
      if (!sound && !OPTIONAL.includes(name)) wrong.push(field.words.champ);
    }
    const jour = typed.jour === undefined ? clock() : parseDate(typed.jour);
    for (const radio of radios) radio.checked = radio.value === typed.contrat;
    if (document.activeElement !== dayInput) dayInput.value = jour ?? "";
    daySays.textContent = jour ? "" : sentences[typed.jour ? "jour-impossible" : "jour-vide"];
    dayInput.setAttribute("aria-invalid", String(Boolean(!jour && typed.jour)));

    const heures = compute(values);
    const found = jour && assess(rules, thresholds, { contract: typed.contrat, amount: values.montant, day: jour });
    shown = { typed, values, jour, heures, found };
    showHours(heures, values, wrong);
    showRules(found, jour);
    showScheme(values.achats, jour);
    item.title = heures ? `Clause sociale\u00a0: ${hourWords(heures.heures)} d’insertion` : "";
    item.note = heures ? `${LABELS[typed.contrat]}, ${euros(values.montant)} hors taxes${jour ? `, consultation du ${formatDay(jour)}` : ""}` : "";
    garder.hidden = table.hidden = !heures;
    reset.hidden = !Object.keys(kept).length;
    exported.textContent = "";
  }

  // What is said under a field; returns whether it may be used.
  function showField(name, { input, says, words }, text, etat, valeur, settled) {
    if (input.value !== text) input.value = text;
    const optional = etat === "vide" && OPTIONAL.includes(name);
    // A number being typed is not a mistake yet.
    const typing = !settled && document.activeElement === input && ["vide", "illisible", "nul", "trop-petit"].includes(etat);
    const wrong = etat === "ok" || optional ? "" : say(etat, words);
    const notes = [];
    if (etat === "ok") {
      const [low, high] = usage[name] ?? [];
      const own = WRITTEN[name](valeur);
      const bare = (words) => words.replace(/[\s€%]/g, "");
      if (bare(own) !== bare(text) && (FIELDS[name][0] === "montant" || /[a-z.]/i.test(text))) notes.push(say("lu", { valeur: own }));
      if (valeur > high) notes.push(sentences["usage-haut"]);
      if (valeur < low) notes.push(sentences["usage-bas"]);
    }
    put(says, typing ? "" : wrong || notes.join(" "));
    input.setAttribute("aria-invalid", String(Boolean(wrong && !typing)));
    return !wrong;
  }

  function showHours(result, values, wrong) {
    const none = result && !result.heures;
    put(count, result && !none ? hourWords(result.heures) : "");
    put(object, none ? sentences["moins-d-une"] : result ? "d’insertion" : say("pas-encore", { champ: enumeration(wrong) }));
    putList(part("etapes"), result ? steps(result, values) : []);
    const around = sensitivity(values);
    part("defile").hidden = !around;
    if (around) {
      const cell = (hours, rate, share) => {
        const text = formatNumber(hours);
        return h("td", {}, rate === values.taux && share === values.part ? h("b", {}, text) : text);
      };
      fill($(".clauses-ecarts thead tr", root), h("th", { scope: "col" }, "Taux"), around.parts.map((share) => h("th", { scope: "col" }, percent(share))));
      fill($(".clauses-ecarts tbody", root), around.taux.map((rate, i) =>
        h("tr", {}, h("th", { scope: "row" }, percent(rate)), around.heures[i].map((hours, j) => cell(hours, rate, around.parts[j])))));
    }
  }

  const steps = (result, { montant, part: share, taux, cout, annuel }) => [
    `${euros(montant)} × ${percent(share)} = ${euros(result.main_oeuvre)} de main-d’œuvre`,
    `${euros(result.main_oeuvre)} × ${percent(taux)} = ${euros(result.insertion)} pour l’insertion`,
    `${euros(result.insertion)} ÷ ${euros(cout)} = ${hourWords(result.heures)}`,
    ...(annuel ? [`${hourWords(result.heures)} ÷ ${number(annuel)} = ${number(result.etp)} temps plein pendant un an`] : []),
  ];

  function showRules(found, day) {
    const musts = [];
    for (const rule of rules) {
      const row = $(`[data-regle="${rule.id}"]`, list);
      const state = found ? found.regles[rule.id] : "sans-jour";
      const [label, why] = say(ruleKey(rule, state), { debut: rule.debut && formatDay(rule.debut) }).split("|");
      if (row.dataset.etat !== state) row.dataset.etat = state;
      put($(".clauses-etat", row), label);
      put($(".clauses-pourquoi", row), why);
      if (state === "obligation") musts.push($("b", row).textContent.toLowerCase());
    }
    put(duties, found ? (musts.length ? say("obligations", { liste: enumeration(musts) }) : sentences.aucune) : "");
    const about = found ? ["europeen", "dispense"].map((name) => say(...thresholdSaying(name, found[name], thresholds))) : [];
    if (day > checked) about.push(say("releve", { releve: formatDay(checked) }));
    putList(limits, about);
    const start = rules.find(({ id }) => id === "clause").debut;
    const missing = !shown.heures?.heures ? sentences.incomplet : found?.regles.clause === "avant" ? say("texte-avant", { debut: formatDay(start) }) : "";
    put(noText, missing);
    noText.hidden = !missing;
    part("texte").hidden = Boolean(missing);
    if (!missing) put(part("combien"), hourWords(shown.heures.heures));
  }

  function showScheme(amount, day) {
    put(scheme, day ? say(...thresholdSaying("spaser", spaser(thresholds, amount, day), thresholds)) : sentences["sans-jour"].split("|")[1]);
  }

  // -- documents ------------------------------------------------------------------------------------

  const ruleLines = () =>
    rules.map(({ id }) => {
      const row = $(`[data-regle="${id}"]`, list);
      const [label, title, why, where] = [".clauses-etat", "b", ".clauses-pourquoi", ".clauses-ou"].map((one) => wordsOf($(one, row)));
      return { label, title, why, where };
    });
  const assumptions = () =>
    Object.entries(fields)
      .filter(([name]) => name !== "achats" && shown.values[name])
      .map(([name, { title, help }]) => [title, WRITTEN[name](shown.values[name]), help]);

  function takeAway() {
    const { heures, values } = shown;
    const around = sensitivity(values);
    const draft = part("texte").hidden ? [wordsOf(noText)] : $$("p", part("texte")).map(wordsOf);
    return {
      title: item.title,
      subtitle: item.note,
      date: clock(),
      blocks: [
        { kind: "heading", level: 2, text: "Le calcul" },
        { kind: "table", caption: "Les hypothèses", head: ["Hypothèse", "Valeur", "Repère"], widths: [3, 2, 5], rows: assumptions() },
        { kind: "list", ordered: true, items: steps(heures, values) },
        { kind: "table", caption: "Heures selon le taux (lignes) et la part de main-d’œuvre (colonnes)", head: ["Taux", ...around.parts.map(percent)],
          rows: around.taux.map((rate, i) => [percent(rate), ...around.heures[i].map((one) => formatNumber(one))]) },
        { kind: "heading", level: 2, text: "Les règles à cette date" },
        { kind: "list", items: [...$$("li", limits).map(wordsOf), ...ruleLines().map(({ label, title, why, where }) => [{ bold: `${title}\u00a0: ${label.toLowerCase()}.` }, ` ${why} ${where}`])] },
        { kind: "heading", level: 2, text: "Le texte à discuter" },
        { kind: "note", text: wordsOf($(".ess-hint", part("redaction"))) },
        ...draft.map((text) => ({ kind: "paragraph", text })),
      ],
    };
  }

  function csvRows() {
    const { heures, values, typed, jour } = shown;
    const plain = (value) => String(value).replace(".", ",");
    const around = sensitivity(values);
    const units = { montant: "€", part: "%", taux: "%", cout: "€ par heure", annuel: "heures" };
    return [
      ["Donnée", "Valeur", "Unité ou source"],
      ["Type de contrat", LABELS[typed.contrat], ""],
      ["Lancement de la consultation", jour ? jour.split("-").reverse().join("/") : "", ""],
      ...Object.keys(units).filter((name) => values[name]).map((name) => [fields[name].title, plain(values[name] / 100), units[name]]),
      ["Main-d’œuvre", plain(heures.main_oeuvre / 100), "€"],
      ["Insertion", plain(heures.insertion / 100), "€"],
      ["Heures d’insertion", plain(heures.heures), "heures"],
      ...(heures.etp === null ? [] : [["Temps plein pendant un an", plain(heures.etp / 100), "emplois"]]),
      ...around.taux.flatMap((rate, i) => around.parts.map((share, j) => [`Heures si taux ${percent(rate)} et part ${percent(share)}`, plain(around.heures[i][j]), "heures"])),
      ...ruleLines().map(({ label, title, where }) => [title, label, where]),
    ];
  }

  // -- other tabs, Python ------------------------------------------------------------------------------

  const differs = (next) => JSON.stringify(next) !== JSON.stringify(kept);
  let seen = JSON.stringify(read(STATE));
  const stop = subscribe(() => {
    const now = JSON.stringify(read(STATE));
    if (now === seen) return;
    seen = now;
    const next = clean(read(STATE));
    if (!differs(next)) return;
    kept = next;
    show();
  });
  const fromPython = () => {
    const next = clean(model.get("inputs"));
    if (!differs(next)) return;
    kept = {};
    edit(next);
  };
  model.on("change:inputs", fromPython);
  show();
  return () => {
    stop();
    clearTimeout(leaving);
    model.off("change:inputs", fromPython);
  };
}

export default widget(enhance);
