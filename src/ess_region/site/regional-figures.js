// The learner's region, pointed out in the figures that have one mark per region (`data-regional` holds
// the prefix of their ids: `parts-regions-53`, `parts-regions-53-nom`, `parts-regions-53-valeur`).

import { $, $$ } from "../widgets/shared/dom.js";
import { currentRegion, onRegion, regionInfo } from "../widgets/shared/region.js";

const NBSP = "\u00a0";

export function regionalFigures() {
  const figures = $$(".ess-figure[data-regional]");
  if (!figures.length) return;

  function show(code) {
    const region = regionInfo(code);
    for (const figure of figures) {
      const own = `${figure.dataset.regional}-${code}`;
      for (const el of $$(`[id^="${figure.dataset.regional}-"]`, figure)) {
        el.classList.toggle("is-mine", el.id === own || el.id.startsWith(`${own}-`));
      }
      const value = $(`[id="${own}-valeur"]`, figure)?.textContent.trim();
      $(".ess-figure-region", figure).textContent = !region
        ? "Votre région sera repérée ici dès que vous l’aurez choisie."
        : value
          ? `Votre région, soulignée${NBSP}: ${region.nom}, ${value}.`
          : `Pas de barre pour ${region.avec}${NBSP}: la brochure ne donne pas cette donnée.`;
    }
  }

  onRegion(show);
  show(currentRegion());
}
