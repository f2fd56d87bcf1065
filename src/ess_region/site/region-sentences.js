// Sentences about the learner's region: `.pour-ma-region` holds one paragraph per case, written in full
// by the page's author; the one that applies is shown.

import { $$ } from "../widgets/shared/dom.js";
import { currentRegion, onRegion, regionInfo } from "../widgets/shared/region.js";

/** Which paragraph applies: "choisie", "sans-donnee" or "sans-region". Pure. */
export const caseOf = (code, without) => (!code ? "sans-region" : without.includes(code) ? "sans-donnee" : "choisie");

export function regionSentences() {
  const blocks = $$(".pour-ma-region");
  if (!blocks.length) return;

  function show(code) {
    const region = regionInfo(code);
    for (const block of blocks) {
      const shown = caseOf(region && code, (block.dataset.sansDonnee ?? "").split(" "));
      for (const part of $$("[data-cas]", block)) part.hidden = part.dataset.cas !== shown;
      for (const name of $$(".nom-region", block)) if (region) name.textContent = capital(region[name.dataset.forme], name);
    }
  }

  onRegion(show);
  show(currentRegion());
}

const capital = (text, name) => (name.dataset.majuscule === undefined ? text : text[0].toUpperCase() + text.slice(1));
