// Facts of « ma région » in the prose: `data-par-region="53=14,3 %|…"` holds the value for each region.

import { currentRegion, onRegion } from "../widgets/shared/region.js";
import { showRegional } from "../widgets/shared/regional.js";

export function regionalFacts() {
  onRegion((code) => showRegional(document, code));
  showRegional(document, currentRegion());
}
