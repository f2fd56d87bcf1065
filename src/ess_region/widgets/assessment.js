// A test: questions drawn with a kept seed, answered without verdict, then corrected all at once.

import { outcomes, rank } from "./shared/codes.js";
import { writeDrawn } from "./shared/codes-draw.js";
import { $, $$, fill, h } from "./shared/dom.js";
import { draw } from "./shared/draw.js";
import { grade } from "./shared/grading.js";
import { question } from "./shared/question.js";
import { roomCode } from "./shared/room-code.js";
import { attempts, best, durationWords, needed } from "./shared/results.js";
import { ownSeed } from "./shared/seed.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** The answers of a test corrected: { score, total, groupes: {groupe: [right, total]}, manques: [ids], reponses }. Pure. */
export function correct(models, pool, given) {
  const result = { score: 0, total: models.length, groupes: {}, manques: [], reponses: {} };
  for (const model of models) {
    const { groupe } = pool.find((one) => one.id === model.id);
    const { status } = grade(model, given[model.id] ?? null);
    const right = status === "right";
    const count = (result.groupes[groupe] ??= [0, 0]);
    count[0] += right;
    count[1] += 1;
    result.score += right;
    result.reponses[model.id] = status;
    if (!right) result.manques.push(model.id);
  }
  return result;
}

/** « Il reste 3 questions sans réponse. » Pure. */
export function leftSentence(left) {
  if (!left) return "Toutes les questions ont une réponse.";
  return left > 1 ? `Il reste ${left} questions sans réponse.` : "Il reste une question sans réponse.";
}

/** The attempts to keep: the last twenty, and the best one among them. Pure. */
export function lastAttempts(all, most = 20) {
  if (all.length <= most) return all;
  const top = best(attempts({ essais: all }));
  return all.toSpliced(all[0] === top ? 1 : 0, 1);
}

/** The ids that a kept attempt asks, when they all still exist; else null. Pure. */
export function keptDraw(attempt, pool) {
  const ids = attempt?.questions;
  if (!Array.isArray(ids) || !ids.length) return null;
  return ids.every((id) => pool.some((one) => one.id === id)) ? ids : null;
}

function enhance({ root, model }) {
  const pool = model.get("pool");
  const counts = model.get("counts");
  const titles = model.get("titles");
  const { verbe, seuil } = model.get("rules");
  const kind = model.get("kind");
  const path = ["epreuves", model.get("key")];
  const models = new Map(model.get("questions").map((one) => [one.id, one]));

  const list = $(".quiz-questions", root);
  const reserve = $(".epreuve-reserve", root);
  const items = new Map([...$$("[data-item]", list), ...$$("[data-item]", reserve.content)].map((el) => [el.dataset.item, el]));
  const parts = new Map();
  $(".quiz-note", root).remove();

  const said = h("p", { class: "epreuve-reste", role: "status" });
  const unanswered = h("p", { class: "epreuve-manquent", hidden: true });
  const finish = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: end }, verbe);
  const foot = h("div", { class: "epreuve-fin" }, said, unanswered, finish);
  const result = h("section", { class: "epreuve-resultat", hidden: true });
  list.before(result);
  list.after(foot);

  const stored = () => {
    const value = read(path);
    return isObject(value) ? value : {};
  };
  let attempt = null; // { questions, reponses, debut, fini? }

  function begin(previous) {
    const asked = Array.isArray(previous?.deja) ? previous.deja : [];
    const round = Number.isInteger(previous?.tour) ? previous.tour : 0;
    const questions = draw(pool, counts, ownSeed() + round, asked);
    // A question under way was renamed or removed: the others keep their answers, its own is put aside.
    const given = isObject(previous?.reponses) && !previous.fini ? previous.reponses : {};
    const reponses = Object.fromEntries(Object.entries(given).filter(([id]) => questions.includes(id)));
    const ecarte = Object.fromEntries(Object.entries({ ...previous?.ecarte, ...given }).filter(([id]) => !questions.includes(id)));
    const debut = Object.keys(reponses).length ? previous.debut : undefined;
    return { questions, reponses, tour: round, deja: asked, ...(debut && { debut }), ...(Object.keys(ecarte).length && { ecarte }) };
  }

  function show() {
    const state = stored();
    attempt = keptDraw(state.encours, pool) ? { ...state.encours, reponses: isObject(state.encours.reponses) ? state.encours.reponses : {} } : begin(state.encours);
    list.replaceChildren(...attempt.questions.map((id) => items.get(id)));
    attempt.questions.forEach((id, rank) => {
      const part = partOf(id);
      $(".quiz-rank", items.get(id)).firstChild.textContent = `Question ${rank + 1}`;
      part.restore(null);
      part.set(attempt.reponses[id] ?? null);
    });
    const last = attempt.fini ? correct(attempt.questions.map((id) => models.get(id)), pool, attempt.reponses) : null;
    if (last) reveal(last);
    foot.hidden = Boolean(last);
    result.hidden = !last;
    if (!last) count();
  }

  function partOf(id) {
    if (!parts.has(id)) {
      const fieldset = $("fieldset", items.get(id));
      parts.set(id, question({ fieldset, model: models.get(id), onRecord() {}, blind: true }));
    }
    return parts.get(id);
  }

  // Each answer is kept as it is given: a closed tab loses nothing.
  function keep(event) {
    const item = event.target.closest("[data-item]");
    if (!item || attempt.fini) return;
    const id = item.dataset.item;
    const value = partOf(id).value();
    const reponses = { ...attempt.reponses, [id]: value };
    if (value === null) delete reponses[id];
    save({ ...attempt, reponses, debut: attempt.debut ?? new Date().toISOString() });
    count();
  }

  function save(next) {
    attempt = next;
    write([...path, "encours"], next);
    model.set("given", next.reponses);
    model.save_changes();
  }

  const missing = () => attempt.questions.filter((id) => grade(models.get(id), attempt.reponses[id] ?? null).status === "empty");

  function count() {
    const text = leftSentence(missing().length);
    if (said.textContent !== text) said.textContent = text;
    unanswered.hidden = true;
  }

  function end() {
    const left = missing();
    if (left.length && unanswered.hidden && kind !== "positionnement") {
      const links = left.map((id, i) => [i ? ", " : "", h("a", { href: `#epreuve-${id}` }, `question ${attempt.questions.indexOf(id) + 1}`)]);
      fill(unanswered, "Sans réponse\u00a0: ", links, ". Appuyez encore pour terminer ainsi\u00a0: elles compteront comme manquées.");
      unanswered.hidden = false;
      return;
    }
    finishNow();
  }

  function finishNow() {
    const corrected = correct(attempt.questions.map((id) => models.get(id)), pool, attempt.reponses);
    const now = new Date();
    const minutes = attempt.debut ? (now - new Date(attempt.debut)) / 60000 : 0;
    const { reponses, ...kept } = corrected;
    const entry = { ...kept, quand: now.toISOString(), duree: Math.round(minutes) };
    const earlier = Array.isArray(stored().essais) ? stored().essais : [];
    write([...path, "essais"], lastAttempts([...earlier, entry]));
    const first = earlier.length === 0;
    if (first) write([...path, "premier"], entry);
    model.set("last", entry);
    save({ ...attempt, fini: true, tour: (attempt.tour ?? 0) + 1, deja: [...new Set([...(attempt.deja ?? []), ...attempt.questions])] });
    reveal(corrected);
    foot.hidden = true;
    result.hidden = false;
    result.dispatchEvent(new CustomEvent("ess-montrer", { bubbles: true })); // may be on another screen, when projected
    requestAnimationFrame(() => {
      result.scrollIntoView({ block: "start" });
      $("h3", result).focus({ preventScroll: true });
    });
  }

  // -- results ----------------------------------------------------------------------------------

  function reveal(corrected) {
    for (const id of attempt.questions) {
      const value = attempt.reponses[id] ?? null;
      const status = corrected.reponses[id];
      const part = partOf(id);
      if (status === "empty" || status === "invalid") part.unanswered();
      else part.restore({ valeur: value, essais: 1, premier: status === "right", juste: status === "right", quand: "" });
    }
    const passed = corrected.score >= needed(seuil, corrected.total);
    fill(
      result,
      h("h3", { tabindex: "-1" }, heading(corrected, passed)),
      kind === "positionnement" ? advice(corrected) : byGroup(corrected),
      review(corrected),
      h("p", { class: "epreuve-actions" },
        h("button", { type: "button", class: "ess-btn", onclick: again }, kind === "positionnement" ? "Refaire le positionnement" : "Recommencer avec d’autres questions"),
        kind === "evaluation" && passed && h("a", { class: "ess-btn ess-btn--primary", href: "ce-que-j-ai-appris.html#attestation" }, "Faire mon attestation")),
      codeOfAnswers(),
    );
  }

  // What was drawn by an earlier version of the course may not fit: no code then.
  function codeOfAnswers() {
    const all = [...models.values()];
    const sheet = model.get("code");
    const { questions, reponses } = attempt;
    if (new Set(questions).size !== (sheet.tirage || all.length)) return null;
    const { score, total } = read(["epreuves", "positionnement", "premier"], {});
    const before = sheet.avant && total === sheet.avant && Number.isInteger(score) && score >= 0 && score <= total ? score : null;
    const ranks = all.map((one) => (questions.includes(one.id) ? rank(one, { valeur: reponses[one.id] ?? null }) : null));
    const code = writeDrawn(sheet, all.map((one) => outcomes(one).length), ranks, before);
    const more = before === null ? "" : " et votre score au positionnement";
    return roomCode(model.get("key"), () => ({ code, done: ranks.filter(Boolean).length, total: questions.length, more }), "réponses").el;
  }

  function heading({ score, total }, passed) {
    if (kind === "positionnement") return "Par où commencer";
    const count = `${score} ${score > 1 ? "réponses justes" : "réponse juste"} sur ${total}`;
    if (!seuil) return count;
    return passed ? `${count}\u00a0: c’est réussi` : `${count}\u00a0: il en faut ${needed(seuil, total)}`;
  }

  const chapterOf = (id) => pool.find((one) => one.id === id).chapitre;

  function advice({ manques }) {
    const missed = new Set(manques.map(chapterOf));
    const link = (slug) => h("a", { href: `${slug}.html` }, titles[slug]);
    const group = (words, slugs) =>
      slugs.length > 0 && [h("p", { class: "epreuve-conseil" }, words), h("ul", {}, slugs.map((slug) => h("li", {}, link(slug))))];
    const all = [...new Set(pool.map((one) => one.chapitre))];
    return [
      group("Prenez le temps de lire\u00a0:", all.filter((slug) => missed.has(slug))),
      group("Vous pouvez aller plus vite, et garder le quiz\u00a0:", all.filter((slug) => !missed.has(slug))),
    ];
  }

  function byGroup({ groupes }) {
    const name = (group) => titles[group] ?? group;
    const before = kind === "evaluation" ? read(["epreuves", "positionnement", "premier", "groupes"], null) : null;
    const cell = (count) => (Array.isArray(count) ? `${count[0]} sur ${count[1]}` : "–");
    return [
      h("div", { class: "table-cadre", tabindex: "0", role: "region", "aria-label": "Résultats par partie" },
        h("table", {},
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, kind === "point" ? "Chapitre" : "Partie"), before && h("th", { scope: "col" }, "Avant le cours"), h("th", { scope: "col" }, "Réponses justes"))),
          h("tbody", {}, Object.entries(groupes).map(([group, count]) =>
            h("tr", {}, h("th", { scope: "row" }, name(group)), before && h("td", {}, cell(before[group])), h("td", {}, cell(count))))))),
      before && h("p", { class: "ess-hint" }, "«\u202fAvant le cours\u202f»\u00a0: votre premier positionnement. Il pose peu de questions par partie\u00a0: la comparaison donne une tendance."),
      durationLine(),
    ];
  }

  function durationLine() {
    const all = attempts(stored());
    const last = all.at(-1);
    if (!last || !Number.isFinite(last.duree)) return null;
    const several = all.length > 1 ? ` Essai ${all.length}, meilleur résultat\u00a0: ${best(all).score} sur ${last.total}.` : "";
    return h("p", { class: "ess-hint" }, `Durée\u00a0: ${durationWords(last.duree)}.${several}`);
  }

  function review({ manques, total }) {
    if (!manques.length) return h("p", {}, total > 1 ? "Rien à revoir\u00a0: tout est juste." : "");
    if (kind === "positionnement") return null;
    const rows = manques.map((id) => {
      const rank = attempt.questions.indexOf(id) + 1;
      const question = h("a", { href: `#epreuve-${id}` }, `Question ${rank}`);
      return h("li", {}, question, "\u00a0: relire ", h("a", { href: models.get(id).lien }, titles[chapterOf(id)]));
    });
    return [h("p", { class: "epreuve-conseil" }, "À revoir\u00a0:"), h("ul", {}, rows)];
  }

  function again() {
    write([...path, "encours"], { ...(attempt.ecarte && { ecarte: attempt.ecarte }), tour: attempt.tour, deja: kind === "positionnement" ? [] : attempt.deja });
    show();
    requestAnimationFrame(() => {
      list.scrollIntoView({ block: "start" });
      $("input, select, button", list).focus({ preventScroll: true });
    });
  }

  show();
  list.addEventListener("input", keep);
  // Moving a line of an order is a click or a drop, not an input.
  const moved = (event) => (event.type === "drop" || event.target.closest("button")) && keep(event);
  for (const type of ["click", "drop"]) list.addEventListener(type, moved);
  const stop = subscribe(() => {
    const kept = stored().encours;
    const same = JSON.stringify(kept ?? null) === JSON.stringify(attempt) || (!kept && !Object.keys(attempt.reponses).length && !attempt.fini);
    if (!same) show();
  });
  return () => {
    stop();
    list.removeEventListener("input", keep);
    for (const type of ["click", "drop"]) list.removeEventListener(type, moved);
    parts.forEach((part) => part.destroy());
  };
}

export default widget(enhance);
