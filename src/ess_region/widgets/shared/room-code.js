// « Donner mes réponses à la salle »: the code of the answers, to read aloud, to copy, to save. Nothing is sent.

import { copyText } from "./clipboard.js";
import { spelled } from "./codes.js";
import { announce, fill, h, uid } from "./dom.js";
import { download } from "./download.js";

const NBSP = "\u00a0";

/**
 * The button and what it opens. `make()` gives { code, done, total, before } of the answers as they are;
 * `page`: name of the page, in the file's. Returns { el, refresh() }, to call when the answers change.
 */
export function roomCode(page, make) {
  const id = uid("code");
  const shown = h("p", { class: "salle-code-texte", translate: "no", tabindex: "-1" });
  const told = h("p", { class: "ess-hint" });
  const said = h("p", { role: "status" });
  const button = (text, onclick, kind) => h("button", { type: "button", class: `ess-btn ${kind}`, onclick }, text);
  const panel = h("div", { id, class: "salle-code-carte", hidden: true }, shown, told, h("p", { class: "salle-code-boutons" }, button("Copier", copy, ""), button("Enregistrer dans un fichier", save, "")), said);
  const opener = button("Donner mes réponses à la salle", toggle, "ess-btn--quiet");
  opener.setAttribute("aria-controls", id);
  const el = h("div", { class: "salle-code" }, opener, panel);
  let code = "";

  function toggle() {
    panel.hidden = !panel.hidden;
    refresh();
    if (!panel.hidden) requestAnimationFrame(() => shown.focus());
  }

  function refresh() {
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    const now = make();
    if (now.code === code) return;
    code = now.code;
    said.textContent = "";
    const groups = spelled(code).split(" ");
    // Seen in groups, heard character by character.
    fill(shown, h("span", { class: "visually-hidden" }, groups.map((group) => [...group].join(" ")).join(", ")), groups.map((group) => [h("span", { "aria-hidden": "true" }, group), " "]));
    fill(told,
      `Ce code contient vos premières réponses à cette page (${now.done} sur ${now.total})${now.before ? " et votre score au positionnement" : ""}, rien d’autre${NBSP}: ni nom, ni date, ni appareil. `,
      "Rien n’est envoyé. Vous le donnez vous-même à la personne qui anime.");
  }

  async function copy() {
    const done = await copyText(spelled(code));
    if (!done) getSelection().selectAllChildren(shown);
    announce(said, done ? "Le code est copié." : "Votre navigateur ne copie pas seul. Le code est sélectionné\u00a0: copiez-le avec Ctrl + C (Cmd + C sur Mac).");
  }

  function save() {
    download(`mes-reponses-${page}.txt`, "text/plain", `# L’ESS en Région, page «\u202f${page}\u202f». Ce code ne contient que des réponses.\r\n${spelled(code)}\r\n`);
    announce(said, "Le fichier est dans vos téléchargements.");
  }

  refresh();
  return { el, refresh };
}
