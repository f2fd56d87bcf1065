// Sentences about the learner's region: `.pour-ma-region` holds one paragraph per case, written in full
// by the page's author; the one that applies is shown.

import { $$ } from "../widgets/shared/dom.js";
import { currentRegion, onRegion, regionInfo } from "../widgets/shared/region.js";
import { showNames } from "../widgets/shared/regional.js";

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
      showNames(block, code);
    }
  }

  onRegion(show);
  show(currentRegion());
}
