// Nothing folded on paper: open every <details> before printing, put them back afterwards.
// print.css does the same alone in browsers that know ::details-content.

import { $$ } from "../widgets/shared/dom.js";

export function unfoldForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = $$(".page details:not([open], .hide)");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}
