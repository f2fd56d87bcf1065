// « Donner mes réponses à la salle »: the code of the answers, to read aloud, to copy, to save. Nothing is sent.

import { announce, fill, h, uid } from "./dom.js";

/**
 * The button and what it opens. `make()` gives { code, done, total, more? } of the answers as they are;
 * `page`: name of the page, in the file's; `words`: what the answers are, in the plural. Returns { el, refresh() }, to call when the answers change.
 */
export function roomCode(page, make, words = "premières réponses") {
  const id = uid("code");
  const shown = h("p", { class: "salle-code-texte", translate: "no", tabindex: "-1" });
  const told = h("p", { class: "ess-hint" });
  const said = h("p", { role: "status" });
  const file = h("a", { class: "ess-btn", download: `mes-reponses-${page}.txt` }, "Enregistrer dans un fichier");
  const panel = h("div", { id, class: "salle-code-carte", hidden: true },
    shown, told, h("p", { class: "doc-boutons" }, h("button", { type: "button", class: "ess-btn", onclick: copy }, "Copier le code"), file), said);
  const opener = h("button", { type: "button", class: "ess-btn ess-btn--quiet", "aria-controls": id, "aria-expanded": "false", onclick: toggle }, "Donner mes réponses à la salle");
  let code = "";

  function toggle() {
    panel.hidden = !panel.hidden;
    refresh();
    if (!panel.hidden) requestAnimationFrame(() => shown.focus());
  }

  function refresh() {
    opener.setAttribute("aria-expanded", !panel.hidden);
    const now = panel.hidden ? null : make();
    if (!now || now.code === code) return;
    code = now.code;
    said.textContent = "";
    const groups = code.match(/.{1,4}/g);
    const text = groups.join(" ");
    // Seen in groups, heard character by character.
    fill(shown, h("span", { class: "visually-hidden" }, groups.map((group) => [...group].join(" ")).join(", ")), h("span", { "aria-hidden": "true" }, text));
    const { done, total } = now;
    const held = done > 1 ? `vos ${done} ${words}` : done ? `votre ${words.replace(/s\b/g, "")}` : "aucune réponse";
    fill(told, `Ce code contient ${held}${done < total ? ` (sur ${total}\u00a0questions)` : ""}${now.more ?? ""}, rien d’autre\u00a0: ni nom, ni date. Rien n’est envoyé. Vous le donnez vous-même à la personne qui anime.`);
    file.href = `data:text/plain;charset=utf-8,${encodeURIComponent(`# L’ESS en Région, page ${page}\r\n${text}\r\n`)}`;
  }

  async function copy() {
    let done = "Le code est copié.";
    try {
      await navigator.clipboard.writeText(shown.lastChild.textContent);
    } catch {
      getSelection().selectAllChildren(shown.lastChild);
      done = "Le code est sélectionné\u00a0: copiez-le avec Ctrl + C (Cmd + C sur Mac).";
    }
    announce(said, done);
  }

  return { el: h("div", { class: "salle-code" }, opener, panel), refresh };
}
