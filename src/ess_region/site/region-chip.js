// The header's region chip, and every place in the prose that names the learner's region.

import { $ } from "../widgets/shared/dom.js";
import { currentRegion, onRegion, regionInfo } from "../widgets/shared/region.js";

export function regionChip() {
  const chip = $(".puce-region");
  if (!chip) return;
  // The home page then offers to come back.
  const { page } = document.body.dataset;
  if (chip.pathname !== location.pathname && page !== "search") chip.setAttribute("href", chip.getAttribute("href").replace("#", `?retour=${page}#`));

  function show(code) {
    const region = regionInfo(code);
    chip.classList.toggle("puce-region--choisie", Boolean(region));
    $(".puce-region-texte", chip).textContent = region ? `Ma région\u00a0: ${region.nom}` : "Choisir ma région";
  }

  onRegion(show);
  show(currentRegion());
}
