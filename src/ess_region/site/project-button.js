// The button « Projeter », its key P and its address (#projeter=…). The mode itself (projection.js) comes
// with a script and a stylesheet of its own, when it is asked for: a learner alone never needs it.

import { $, fill, h } from "../widgets/shared/dom.js";
import { read } from "../widgets/shared/state.js";

const FIELD = "input, textarea, select, [contenteditable], [role='textbox']";

export function projectButton() {
  const button = $(".bouton-projeter");
  if (!button) return;

  let loading;
  function load() {
    loading ??= globalThis.essLater("site/projection", $(".projection-fichiers"));
    return loading;
  }

  async function open() {
    try {
      const [{ project }] = await Promise.all([load(), globalThis.essWake()]);
      project();
    } catch (error) {
      console.error(error);
      loading = null; // another press tries again
      fill($(".avis-stockage"), h("p", {}, "Le mode projection n’a pas pu se charger. Vérifiez le réseau, puis appuyez encore sur «\u202fProjeter\u202f»."));
    }
  }

  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key?.toLowerCase() !== "p" || event.defaultPrevented || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELD) || $("dialog[open]")) return;
    if (read(["projection", "lettres"]) === false || document.documentElement.classList.contains("projection")) return;
    event.preventDefault();
    open();
  });
  const fromAddress = () => {
    if (/^#projeter(=|$)/.test(location.hash)) open();
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();

  // In a room, the network may fall after the page is open.
  if (document.documentElement.dataset.edition === "animateur") load().catch(() => (loading = null));
}
