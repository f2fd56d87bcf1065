// « Chercher » above a long table or list: <div class="ess-filtre" data-cible="ID of the table"> holds a
// labelled input and an element with role="status". With data-mode="liste", what follows the box up to
// the end of its section is a set of lists under headings (the changes since 2015). Words in any order,
// accents and case ignored.

import { $, $$, announce } from "../widgets/shared/dom.js";
import { fold, matches } from "../widgets/shared/text.js";

export function tableFilters() {
  for (const box of $$(".ess-filtre[data-cible]")) {
    const list = box.dataset.mode === "liste";
    const input = $("input", box);
    const root = list ? box.parentElement : document.getElementById(box.dataset.cible);
    if (!root || !input) continue;
    // The title of a group goes with its rows: it is shown when one of them is, and found with them.
    const groups = [];
    const items = [];
    for (const el of $$(list ? ".depuis-liste > li" : "tbody > tr", root)) {
      const text = fold(el.textContent);
      if (el.matches(".table-groupe")) groups.push({ el, text, items: [] });
      else {
        const group = groups.at(-1);
        items.push({ el, text: `${text} ${group?.text ?? ""}` });
        group?.items.push(el);
      }
    }
    const sections = list ? $$("section", root).filter((section) => $(".depuis-liste", section)) : [];
    const status = $('[role="status"]', box);

    const filter = () => {
      const query = fold(input.value.trim());
      let shown = 0;
      for (const { el, text } of items) {
        el.hidden = query !== "" && !matches(text, query);
        if (!el.hidden) shown += 1;
      }
      for (const group of groups) group.el.hidden = group.items.every((el) => el.hidden);
      for (const section of sections) section.hidden = !$(".depuis-liste > li:not([hidden])", section);
      if (!status) return;
      if (!query) announce(status, "");
      else if (!shown) announce(status, "Aucun résultat. Essayez un mot plus court.");
      else announce(status, `${shown}\u00a0${shown > 1 ? "résultats" : "résultat"} sur ${items.length}`);
    };
    input.addEventListener("input", filter);
    if (input.value) filter(); // The browser puts the text back when one returns to the page.
  }
}
