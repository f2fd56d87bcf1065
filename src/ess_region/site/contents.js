// The two folding panels (the course's contents, the page's sections) work without a script: a
// <details> and what follows it. Here: Escape and a tap elsewhere close them, a followed link too;
// the current chapter is in view; the section being read is marked in « Sur cette page ».

import { $, $$ } from "../widgets/shared/dom.js";

export function contents() {
  const panels = $$(".volet");

  function close(panel, refocus) {
    if (!panel.open) return;
    panel.open = false;
    if (refocus) $("summary", panel).focus();
  }

  for (const panel of panels) {
    const content = panel.nextElementSibling;
    panel.addEventListener("toggle", () => {
      if (panel.open) for (const other of panels) if (other !== panel) close(other);
    });
    content?.addEventListener("click", (event) => {
      if (event.target.closest("a[href]")) close(panel);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !panel.open) return;
      const inside = panel.contains(document.activeElement) || content?.contains(document.activeElement);
      close(panel, inside);
    });
    document.addEventListener("click", (event) => {
      if (!panel.contains(event.target) && !content?.contains(event.target)) close(panel);
    });
  }

  showCurrent($(".sommaire"));
  markSection($$('.plan a[href^="#"]'));
}

// Scroll the column itself, never the page.
function showCurrent(nav) {
  const link = nav && $('[aria-current="page"]', nav);
  if (!link || nav.scrollHeight <= nav.clientHeight) return;
  const top = link.getBoundingClientRect().top - nav.getBoundingClientRect().top;
  if (top > nav.clientHeight - 80) nav.scrollTop = top - nav.clientHeight / 2;
}

function markSection(links) {
  const bySection = new Map();
  for (const link of links) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) bySection.set(section, link);
  }
  if (!bySection.size || !globalThis.IntersectionObserver) return;
  const visible = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      // The deepest section in the upper part of the window: the last one in document order.
      const current = [...bySection.keys()].filter((section) => visible.has(section)).at(-1);
      for (const [section, link] of bySection) {
        if (section === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -75% 0px" },
  );
  for (const section of bySection.keys()) observer.observe(section);
}
