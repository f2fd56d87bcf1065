// The theme button: automatic (the system's) → light → dark. Stored with everything else; applied
// again before the first paint of the next page by ess-theme.js.

import { read, subscribe, write } from "../widgets/shared/state.js";
import { $ } from "../widgets/shared/dom.js";

const NAMES = { auto: "automatique", light: "clair", dark: "sombre" };
const ORDER = Object.keys(NAMES);

/** The theme after `theme`. Pure. */
export const nextTheme = (theme) => ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];

export function themeButton() {
  const button = $(".bouton-theme");
  if (!button) return;

  const current = () => {
    const theme = read(["theme"], "auto");
    return Object.hasOwn(NAMES, theme) ? theme : "auto";
  };

  function show() {
    const theme = current();
    const html = document.documentElement;
    if (theme === "auto") delete html.dataset.theme;
    else html.dataset.theme = theme;
    const label = `Thème ${NAMES[theme]}, passer au thème ${NAMES[nextTheme(theme)]}`;
    button.dataset.themeCourant = theme;
    button.title = label;
    $("[data-texte]", button).textContent = label;
  }

  button.addEventListener("click", () => write(["theme"], nextTheme(current())));
  subscribe(show);
  show();
}
