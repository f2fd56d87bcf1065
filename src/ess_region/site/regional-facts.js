// Facts of « ma région » in the prose: `data-par-region="53=14,3 %|…"` holds the value for each region.

import { $$ } from "../widgets/shared/dom.js";
import { currentRegion, onRegion, regionInfo } from "../widgets/shared/region.js";

/** "53=14,3 %|11=7,2 %" → Map. Pure. */
export function unpack(text) {
  return new Map(text.split("|").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

export function regionalFacts() {
  const facts = $$(".fait[data-par-region]").map((el) => ({
    el,
    values: unpack(el.dataset.parRegion),
    fallback: el.textContent,
  }));
  if (!facts.length) return;

  function show(code) {
    const region = regionInfo(code);
    for (const { el, values, fallback } of facts) {
      el.textContent = (region && values.get(code)) ?? fallback;
      if (region) el.dataset.region = code;
      else delete el.dataset.region;
    }
  }

  onRegion(show);
  show(currentRegion());
}
