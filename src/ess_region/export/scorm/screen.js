// What the launch page says: one line, a banner while something is not sent, and what is sent.

import { $, fill, h } from "../../widgets/shared/dom.js";
import { partName } from "./packer.js";

const NBSP = "\u00a0";

const BANNERS = {
  coupe: "Le réseau ne répond pas. Vos dernières réponses ne sont pas encore transmises à la plateforme.",
  session: "Votre connexion à la plateforme a expiré. Vos dernières réponses ne lui sont pas transmises. Fermez ce cours, connectez-vous de nouveau, puis rouvrez-le.",
  refus: "La plateforme n’enregistre pas. Vos dernières réponses ne lui sont pas transmises. Fermez ce cours, puis rouvrez-le.",
};
const KEPT = "Elles sont gardées dans ce navigateur. Elles partiront dès que possible, au plus tard quand vous rouvrirez ce cours ici.";
const FRAGILE = "Ce navigateur ne peut pas les garder. Ne fermez pas cette page avant de les avoir enregistrées dans un fichier.";

const clock = (date) => date.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
const day = (when) => new Date(when).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });

/** « votre plan d’action, vos estimations », without repeats. Pure. */
export const leftWords = (left) => [...new Set(left.map(partName))].join(", ");

/** The screen around the book. `save()`: make the results file, returns what to say; `retry()`: send again (a promise). */
export function screen({ save, retry }) {
  const state = $(".barre-etat");
  const banner = $(".bandeau");
  const words = $("p", banner);
  const notice = $(".avis");
  const left = $(".panneau-reste");
  const detail = $(".barre-detail");
  const saved = () => fill($(".bandeau-fait"), save());
  $(".bandeau-renvoyer").addEventListener("click", async () => {
    fill($(".bandeau-fait"), "Nouvel essai…");
    await retry();
    if (!banner.hidden) fill($(".bandeau-fait"), "Toujours pas. Un autre essai se fera tout seul dans quelques secondes.");
  });
  $(".bandeau-fichier").addEventListener("click", saved);
  $(".panneau-fichier").addEventListener("click", () => fill($(".panneau-fait"), save()));
  detail.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !detail.open) return;
    detail.open = false;
    $("summary", detail).focus();
  });

  const line = (text, sign) => {
    if (state.textContent === text) return;
    state.className = `barre-etat ${sign}`;
    state.textContent = text;
  };

  return {
    /** A thing to know, that needs no action; "" hides it. */
    notice(text) {
      notice.textContent = text;
      notice.hidden = !text;
    },
    line,
    sending: () => line("Envoi…", ""),
    sent: () => line(`Transmis à ${clock(new Date())}`, "is-right"),
    /** The way back to the chapter of the package, when another page is open. */
    elsewhere(away) {
      const back = $(".barre-retour");
      if (back) back.hidden = !away;
    },
    advance: (text) => ($(".barre-avance").textContent = text),
    left(parts) {
      left.textContent = parts.length ? `Trop long pour la plateforme, conservé dans ce navigateur seulement${NBSP}: ${leftWords(parts)}.` : "";
      left.hidden = !parts.length;
    },
    /** The banner while something is not sent; null takes it away. */
    problem(problem, kept) {
      banner.hidden = problem === null;
      if (problem === null) return;
      words.textContent = `${BANNERS[problem]} ${kept ? KEPT : FRAGILE}`;
      fill($(".bandeau-fait"), "");
      line("Non transmis", "is-wrong");
    },
    /** Ask which work to go on from: resolves true to take it again, false to start from nothing. */
    choose(when) {
      const box = $(".choix");
      const since = when ? ` du ${day(when)}` : "";
      return new Promise((resolve) => {
        const answer = (again) => () => {
          box.hidden = true;
          fill(box);
          resolve(again);
        };
        fill(
          box,
          h("h2", { tabindex: "-1" }, "Reprendre votre travail\u202f?"),
          h("p", {}, `La plateforme n’a aucun résultat pour cette tentative. Ce navigateur garde votre travail${since}.`),
          h("p", { class: "choix-actions" },
            h("button", { type: "button", class: "ess-btn ess-btn--primary", onclick: answer(true) }, "Reprendre mon travail"),
            h("button", { type: "button", class: "ess-btn", onclick: answer(false) }, "Repartir de zéro")),
        );
        box.hidden = false;
        $("h2", box).focus();
      });
    },
  };
}
