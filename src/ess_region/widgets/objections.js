// Answer an objection with an argument and a figure, then put together the minute of one's region.

import { documentActions } from "./shared/documents.js";
import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { keepButton } from "./shared/plan.js";
import { currentRegion, regionInfo, setRegion } from "./shared/region.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const ANSWERS = ["objections"];
const PITCH = ["argumentaire"];
const PAGE = "pourquoi-agir";
const TITLE = "Mon argumentaire d’une minute";
const NBSP = "\u00a0";
export const MOST = 3;
const LINKS = ["D’abord,", "Ensuite,", "Enfin,"];
const WORDS_PER_MINUTE = 150;
const SIGNS = { juste: "is-right", "se-defend": "is-unknown" };

/** What an answer is worth: the twin of `verdict` in ess_region/objections.py. Pure. */
export function verdict(argument, figure) {
  const missed = Object.entries({ argument, chiffre: figure }).filter(([, opinion]) => opinion === "a-cote");
  if (missed.length === 2) return "a-cote";
  if (missed.length) return `${missed[0][0]}-a-cote`;
  return argument === "repond" && figure === "repond" ? "juste" : "se-defend";
}

/** The text of the minute: the twin of `compose` in ess_region/pitch.py. Pure. */
export function compose({ publics, region: sentences, arguments: known }, { arguments: chosen, audience, region }) {
  const { ouverture, demande } = publics.find(({ id }) => id === audience);
  const own = chosen.slice(0, MOST).map((id) => known.find((one) => one.id === id).phrases);
  let kept = own.map((phrases) => phrases.slice(0, MOST + 1 - own.length).join(" "));
  if (kept.length > 1) {
    const links = [...LINKS.slice(0, kept.length - 1), LINKS.at(-1)];
    kept = kept.map((text, rank) => `${links[rank]} ${text[0].toLowerCase()}${text.slice(1)}`);
  }
  const sentence = sentences["part" in region ? "connue" : "en" in region ? "sans-donnee" : "sans-region"];
  const words = { ...region, En: region.en && region.en[0].toUpperCase() + region.en.slice(1) };
  const said = sentence.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
  return [ouverture, said, kept.join(" "), demande].filter(Boolean).join("\n\n");
}

/** How many words. Pure. */
export const countWords = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** How long they take to say, to the nearest five seconds. Pure. */
export const seconds = (count) => 5 * Math.round((count * 12) / WORDS_PER_MINUTE);

/** « 142 mots, environ 55 secondes ». Pure. */
export function lengthWords(text) {
  const count = countWords(text);
  const time = seconds(count);
  const said = time < 60 ? `${time}${NBSP}secondes` : time === 60 ? "une minute" : `une minute et ${time - 60}${NBSP}secondes`;
  if (time > 120) return `${count}${NBSP}mots${NBSP}: plus de deux minutes, c’est trop long.`;
  return `${count}${NBSP}mot${count > 1 ? "s" : ""}, environ ${said} à voix haute.`;
}

/** What is kept of the pitch, made safe: { arguments, public, texte }. Pure. */
export function clean(kept, { arguments: known, publics }) {
  const list = Array.isArray(kept?.arguments) ? kept.arguments : [];
  return {
    arguments: known.filter((id) => list.includes(id)).sort((a, b) => list.indexOf(a) - list.indexOf(b)).slice(0, MOST),
    public: publics.includes(kept?.public) ? kept.public : publics[0],
    texte: typeof kept?.texte === "string" ? kept.texte : null,
  };
}

function enhance({ root, model }) {
  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `ess-btn ${kind}`, onclick }, text);
  const radio = (name, value, text, onchange, type = "radio") =>
    h("label", { class: "ess-choice" }, h("input", { type, name, value, onchange }), h("span", {}, text));
  const share = (name, value) => {
    if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
    model.set(name, value);
    model.save_changes();
  };

  // -- the objections -----------------------------------------------------------------------------

  const verdicts = model.get("verdicts");
  const progress = h("p", { class: "obj-progres" });
  const again = button("Recommencer les objections", () => write(ANSWERS, null), "ess-btn--quiet");
  const bar = h("div", { class: "obj-barre obj-vif" }, progress, again);
  $(".obj-avertir", root).after(bar);
  const cards = $$(".obj-carte", root).map(makeCard);

  function makeCard(el) {
    const id = el.dataset.objection;
    const mark = h("span", { class: "obj-marque", hidden: true }, "traitée");
    const choices = (list) => new Map($$(`.obj-${list} > li`, el).map((item) => [item.dataset.valeur, item]));
    const lists = { argument: choices("arguments"), chiffre: choices("chiffres") };
    $(".obj-qui", el).append(mark);
    let form = null;
    let shown = "";
    el.addEventListener("toggle", opened);

    function opened() {
      if (!el.open || form) return;
      form = makeForm();
      $(".obj-accorder", el).after(form.el);
      draw(read(ANSWERS));
    }

    // What is stored, when it is still among the choices.
    function answer(all) {
      const kept = all?.[id];
      return Object.keys(lists).every((name) => lists[name].has(kept?.[name])) ? kept : null;
    }

    function makeForm() {
      const group = uid("obj");
      const field = (name, legend) =>
        h("fieldset", { class: "obj-champ" }, h("legend", {}, legend),
          [...lists[name]].map(([value, item]) => {
            const what = $(".obj-quoi", item);
            const text = [h("b", {}, $("b", item).textContent), what && h("span", { class: "obj-quoi" }, what.textContent)];
            return radio(`${group}-${name}`, value, text, changed);
          }));
      const fields = { argument: field("argument", "1. Votre argument"), chiffre: field("chiffre", "2. Votre chiffre") };
      const says = h("div", { class: "obj-verdict", role: "status" });
      const reply = button("Voir une réponse possible", () => reveal(!el.classList.contains("is-revealed")));
      const title = `Répondre à ${$(".obj-phrase", el).textContent}`;
      const after = h("div", { class: "obj-actions", hidden: true }, reply,
        keepButton({ kind: "argument", id: `objection-${id}`, title, page: PAGE, note: $(".obj-reponse span", el).textContent }));
      const whole = h("div", { class: "obj-vif" }, fields.argument, fields.chiffre,
        button("Voir le verdict", check, "ess-btn--primary"), says, after);
      return { el: whole, fields, says, after, reply };
    }

    const chosen = (name) => $("input:checked", form.fields[name])?.value;

    function changed() {
      if (shown && shown !== `${chosen("argument")} ${chosen("chiffre")}`) say(null);
    }

    function check() {
      const missing = Object.keys(lists).find((name) => !chosen(name));
      if (missing) {
        announce(form.says, missing === "argument" ? "Choisissez d’abord un argument." : "Choisissez aussi un chiffre.");
        $("input", form.fields[missing]).focus();
        return;
      }
      const given = { argument: chosen("argument"), chiffre: chosen("chiffre") };
      shown = "";
      write([...ANSWERS, id], given);
    }

    function say(given) {
      shown = given ? `${given.argument} ${given.chiffre}` : "";
      form.after.hidden = !given;
      if (!given) reveal(false);
      const items = given && [lists.argument.get(given.argument), lists.chiffre.get(given.chiffre)];
      const result = given && verdict(...items.map((item) => item.dataset.avis));
      form.says.className = `obj-verdict ${given ? `ess-verdict ${SIGNS[result] ?? "is-wrong"}` : ""}`;
      fill(form.says, given && [
        h("p", {}, h("b", {}, verdicts[result])),
        items.map((item, rank) =>
          h("p", {}, h("b", {}, `${rank ? "Chiffre" : "Argument"}${NBSP}: ${$(".obj-avis", item).textContent.toLowerCase()} `),
            [...$(".obj-retour", item).cloneNode(true).childNodes])),
      ]);
    }

    function reveal(on) {
      el.classList.toggle("is-revealed", on);
      form.reply.setAttribute("aria-expanded", on);
      form.reply.textContent = on ? "Cacher la réponse possible" : "Voir une réponse possible";
    }

    function draw(all) {
      const given = answer(all);
      mark.hidden = !given;
      if (!form || (given && shown === `${given.argument} ${given.chiffre}`)) return given;
      if (given || shown) {
        for (const name of Object.keys(lists)) for (const input of $$("input", form.fields[name])) input.checked = input.value === given?.[name];
        say(given);
      }
      return given;
    }

    return { id, draw, undo: () => { el.removeEventListener("toggle", opened); mark.remove(); form?.el.remove(); el.classList.remove("is-revealed"); } };
  }

  function drawObjections() {
    const all = read(ANSWERS); // once: each reading opens the whole store
    const answers = Object.fromEntries(cards.map(({ id, draw }) => [id, draw(all)]).filter(([, given]) => given));
    const count = Object.keys(answers).length;
    const words = `Objections traitées${NBSP}: ${count} sur ${cards.length}`;
    if (progress.textContent !== words) progress.textContent = words;
    again.hidden = !count;
    share("answers", answers);
  }

  // -- the minute ---------------------------------------------------------------------------------

  const words = (item) => $$("span", item).map((span) => span.textContent);
  const items = $$(".obj-phrases > li", root);
  const content = {
    publics: $$(".obj-publics > li", root).map((item) => {
      const [ouverture, demande] = words(item);
      return { id: item.dataset.public, nom: $("b", item).textContent.replace(/\.$/, ""), ouverture, demande };
    }),
    region: model.get("sentences"),
    arguments: items.map((item) => ({
      id: item.dataset.argument, titre: $("b", item).textContent.replace(/\.$/, ""), phrases: words(item),
      sources: item.dataset.sources.split("|").filter(Boolean),
    })),
  };
  const ids = { arguments: content.arguments.map(({ id }) => id), publics: content.publics.map(({ id }) => id) };
  const regions = model.get("regions");
  const pitch = () => clean(read(PITCH), ids);
  const proposal = ({ arguments: chosen, public: audience }) =>
    compose(content, { arguments: chosen, audience, region: regions[currentRegion()] ?? {} });

  const group = uid("obj-minute");
  const select = h("select", { id: `${group}-region`, onchange: () => setRegion(select.value || null) },
    h("option", { value: "" }, "Pas encore choisie"),
    Object.keys(regions).map((code) => [regionInfo(code)?.nom ?? code, code]).sort(([a], [b]) => a.localeCompare(b, "fr"))
      .map(([name, code]) => h("option", { value: code }, name)));
  const audiences = h("fieldset", {}, h("legend", {}, "À qui parlez-vous\u202f?"),
    h("div", { class: "obj-rangee" },
      content.publics.map(({ id, nom }) => radio(`${group}-public`, id, nom, () => change({ public: id })))));
  const boxes = h("fieldset", {}, h("legend", {}, "Vos arguments, trois au plus"),
    content.arguments.map(({ id, titre }) => radio(`${group}-argument`, id, titre, (event) => pick(id, event.target), "checkbox")),
    h("p", { class: "ess-hint" }, "Ils viennent dans l’ordre où vous les cochez."));
  const said = h("p", { class: "ess-hint obj-dit", role: "status" });
  const area = h("textarea", { id: `${group}-texte`, rows: "13", "aria-describedby": `${group}-longueur`, oninput: typed });
  const length = h("p", { class: "ess-hint", id: `${group}-longueur` });
  const back = button("Revenir au texte proposé", () => leave({ texte: null }, "Le texte proposé est revenu."));
  const own = button("Reprendre mon texte", () => {
    change({ texte: previous });
    previous = null;
    drawPitch();
    announce(said, "Votre texte est revenu.");
    area.focus();
  });
  const reset = button("Tout effacer", () => leave(null, "Vos choix sont effacés."), "ess-btn--quiet");
  const paper = h("div", { class: "obj-papier" });
  let previous = null;
  let drawn = "";

  const studio = h("div", { class: "obj-atelier obj-vif" },
    h("div", { class: "ess-field" }, h("label", { for: select.id }, "Votre région"), select),
    audiences, boxes,
    h("div", { class: "ess-field obj-texte" }, h("label", { for: area.id }, "Votre texte, à votre main"), area, length),
    h("div", { class: "obj-actions" }, back, own, reset), said,
    documentActions(sheet, { name: "ma-minute" }),
    h("div", { class: "obj-actions" },
      keepButton({
        kind: "document", id: "minute", title: TITLE, page: PAGE,
        get note() { return titles().join("\u202f; "); },
      })));
  $(".obj-canevas", root).after(studio, paper);

  const titles = () => pitch().arguments.map((id) => content.arguments.find((one) => one.id === id).titre);

  function change(part) {
    write(PITCH, { ...pitch(), ...part });
  }

  // Something of hers goes away: it can come back.
  function leave(part, words) {
    previous = pitch().texte ?? previous;
    if (part) change(part);
    else write(PITCH, null);
    announce(said, words);
    requestAnimationFrame(() => area.focus());
  }

  function pick(id, box) {
    const { arguments: chosen } = pitch();
    if (box.checked && chosen.length >= MOST) {
      box.checked = false;
      announce(said, "Trois arguments au plus\u00a0: retirez-en un d’abord.");
      return;
    }
    said.textContent = "";
    change({ arguments: box.checked ? [...chosen, id] : chosen.filter((one) => one !== id) });
  }

  function typed() {
    const choices = pitch();
    change({ texte: area.value === proposal(choices) ? null : area.value });
  }

  function sheet() {
    const choices = pitch();
    if (!choices.arguments.length && choices.texte === null) return "Choisissez d’abord un argument.";
    if (!area.value.trim()) return "Le texte est vide\u00a0: écrivez-le, ou revenez au texte proposé.";
    const { nom } = content.publics.find(({ id }) => id === choices.public);
    const sources = content.arguments.filter(({ id }) => choices.arguments.includes(id)).flatMap((one) => one.sources);
    return {
      title: TITLE,
      subtitle: [regionInfo(currentRegion())?.nom, nom, lengthWords(area.value)].filter(Boolean).join(" – "),
      blocks: [
        ...area.value.split(/\n+/).filter((line) => line.trim()).map((text) => ({ kind: "paragraph", text })),
        { kind: "heading", level: 2, text: "Les chiffres du texte proposé" },
        { kind: "list", items: [$(".obj-regional", root).dataset.sources, ...sources] },
        { kind: "note", text: "Phrases proposées par le cours L’ESS en Région, à adapter. Vérifiez chaque chiffre avant de le citer." },
      ],
    };
  }

  function drawPitch() {
    const choices = pitch();
    const state = JSON.stringify([choices, currentRegion(), previous, Boolean(read(PITCH))]);
    if (state === drawn) return;
    drawn = state;
    const mine = choices.texte !== null;
    const text = mine ? choices.texte : proposal(choices);
    select.value = currentRegion() ?? "";
    for (const input of $$("input", audiences)) input.checked = input.value === choices.public;
    for (const input of $$("input", boxes)) input.checked = choices.arguments.includes(input.value);
    if (area.value !== text) area.value = text;
    length.textContent = `${lengthWords(text)}${mine ? " Ce texte est le vôtre\u00a0: vos choix ne le changent plus." : ""}`;
    back.hidden = !mine;
    own.hidden = mine || previous === null;
    reset.hidden = !read(PITCH);
    paper.textContent = choices.arguments.length || mine ? text : "";
    share("minute", choices);
  }

  const draw = () => {
    drawObjections();
    drawPitch();
  };
  const stop = subscribe(draw);
  draw();

  return () => {
    stop();
    bar.remove();
    studio.remove();
    paper.remove();
    for (const card of cards) card.undo();
  };
}

export default widget(enhance);
