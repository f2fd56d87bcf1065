// What the page does besides its widgets. Each part stands alone: one that fails leaves the others.

import { contents } from "./contents.js";
import { notice } from "./notice.js";
import { points } from "./points.js";
import { unfoldForPrint } from "./print.js";
import { progress } from "./progress.js";
import { projectButton } from "./project-button.js";
import { regionChip } from "./region-chip.js";
import { regionalFacts } from "./regional-facts.js";
import { regionalFigures } from "./regional-figures.js";
import { regionSentences } from "./region-sentences.js";
import { tableFilters } from "./table-filter.js";
import { tables } from "./tables.js";
import { themeButton } from "./theme.js";
import { tooltips } from "./tooltips.js";

/** Start everything. Called once by the host, when the document is parsed. */
export function start() {
  for (const part of [themeButton, regionChip, regionalFacts, regionalFigures, regionSentences, notice, tooltips, contents, progress, points, tables, tableFilters, unfoldForPrint, projectButton]) {
    try {
      part();
    } catch (error) {
      console.error(error);
    }
  }
}
