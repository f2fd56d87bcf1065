// Events to put in the order of time: move, check, try again. One exercise at a time; all is kept.

import { $, $$, fill, h } from "./shared/dom.js";
import { compareRanking } from "./shared/grading.js";
import { attempt } from "./shared/question.js";
import { ranking, sameKeys, shiftWords } from "./shared/ranking.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

/** « 3 événements sur 5 sont à leur place. » Pure. */
export function sentence({ exact, total }, count) {
  if (exact === count) return "Les événements sont dans l’ordre.";
  const placed = exact === 0 ? "Aucun événement n’est à sa place" : exact === 1 ? `Un événement sur ${count} est à sa place` : `${exact} événements sur ${count} sont à leur place`;
  const near = total <= 2 ? "\u00a0: deux voisins sont inversés" : "";
  return `${placed}${near}. Déplacez les autres, puis vérifiez.`;
}

/** A stored attempt that still fits the exercise, or null. Pure. */
export const valid = (expected, stored) => (sameKeys(expected, stored?.valeur) ? stored : null);

function enhance({ root, model }) {
  const exercises = model.get("exercises");
  const tabs = [];
  const parts = $$(".ordre-exercice", root).map((section, index) => makePart(section, exercises[index]));
  tabs.push(...parts.map((part) =>
    h("button", { type: "button", class: "ess-btn", onclick: () => open(part) }, part.exercise.titre, h("span", { class: "ordre-fait" }))));
  const nav = h("div", { class: "ordre-choix", role: "group", "aria-label": "Série d’événements", hidden: parts.length < 2 }, tabs);
  parts[0].section.before(nav);

  function open(part) {
    parts.forEach((one, index) => {
      one.section.hidden = one !== part;
      tabs[index].setAttribute("aria-pressed", one === part);
    });
  }

  function makePart(section, exercise) {
    const path = ["ordres", exercise.id];
    const answer = $(".ordre-reponse", section);
    const solution = $(".ordre-corrige", answer);
    const rank = ranking($(".ess-rank", section), { name: "ordre", onChange: clear });
    const verdict = h("p", { class: "ess-verdict", role: "status", tabindex: "-1" });
    const check = h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: verify }, "Vérifier");
    const look = h("button", { type: "button", class: "ess-btn", onclick: give }, "Voir l’ordre");
    const again = h("button", { type: "button", class: "ess-btn", onclick: restart }, "Recommencer");
    const result = h("div", { class: "ordre-resultat", hidden: true });
    rank.list.after(rank.status, verdict, h("div", { class: "ordre-actions" }, check, look, again), result);
    result.append(solution);
    answer.remove();
    let record = null;
    show(stored());

    function stored() {
      return valid(exercise.ordre, read(path)) ?? valid(exercise.ordre, { valeur: model.get("orders")?.[exercise.id] });
    }

    function verify() {
      const { exact } = compareRanking(exercise.ordre, rank.value());
      const right = exact === exercise.ordre.length;
      keep(attempt(record, rank.value(), right ? "right" : "wrong", new Date().toISOString()));
      verdict.focus({ preventScroll: true });
      verdict.scrollIntoView({ block: "nearest" });
    }

    // Given up: the order is shown, the attempt is not counted as found.
    function give() {
      keep({ ...attempt(record, exercise.ordre, "wrong", new Date().toISOString()), vu: true });
      verdict.focus({ preventScroll: true });
    }

    function restart() {
      keep(null);
      rank.focus();
    }

    function keep(next) {
      show(next);
      model.set("orders", { ...model.get("orders"), [exercise.id]: next?.valeur ?? [] });
      model.save_changes();
      write(path, next); // last: with nothing stored, the trait speaks (`stored`), and it must already say the same
    }

    function clear() {
      verdict.className = "ess-verdict";
      fill(verdict);
      for (const key of exercise.ordre) $(".ordre-ecart", rank.row(key))?.remove();
    }

    function show(next) {
      record = next;
      const over = Boolean(next?.juste || next?.vu);
      rank.set(next?.valeur ?? null);
      clear();
      rank.list.classList.toggle("is-over", over);
      check.hidden = over;
      again.hidden = !over;
      look.hidden = over || !(next?.essais > 1);
      result.hidden = !over;
      if (next) say(next, over);
      tick();
    }

    function say(next, over) {
      const compared = compareRanking(exercise.ordre, next.valeur);
      if (next.vu) fill(verdict, "Voici l’ordre et les dates.");
      else fill(verdict, h("b", {}, next.juste ? "Juste. " : "À revoir. "), sentence(compared, exercise.ordre.length));
      verdict.className = `ess-verdict ${next.vu ? "is-unknown" : next.juste ? "is-right" : "is-wrong"}`;
      if (over) return;
      for (const key of exercise.ordre) {
        const shift = compared.shifts[key];
        $(".ess-rank-item", rank.row(key)).append(h("span", { class: `ordre-ecart ${shift ? "is-off" : "is-placed"}` }, shiftWords(shift)));
      }
    }

    function tick() {
      const index = exercises.indexOf(exercise);
      if (tabs[index]) fill(tabs[index].lastChild, record?.juste ? ["✓", h("span", { class: "visually-hidden" }, " terminée")] : null);
    }

    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    return { section, exercise, tick, done: () => record?.juste === true, follow: () => !same(stored(), record) && show(stored()) };
  }

  open(parts.find((part) => !part.done()) ?? parts[0]);
  for (const part of parts) part.tick();
  return subscribe(() => parts.forEach((part) => part.follow()));
}

export default widget(enhance);
