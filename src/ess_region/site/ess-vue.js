// Facilitators' edition: the page as participants see it, or with the notes and the answer keys. Kept from page to
// page in this browser; before the first paint, so that nothing flashes. Classic, like ess-theme.js.
(function (html) {
  "use strict";
  const key = "ess-region.vue";
  const kept = () => {
    try {
      return localStorage.getItem(key) === "participants";
    } catch (error) {
      return false; // no storage: the choice lasts as long as the page
    }
  };
  const show = (participants) => {
    if (participants) html.dataset.vue = "participants";
    else delete html.dataset.vue;
    for (const button of document.querySelectorAll(".bouton-vue")) button.setAttribute("aria-pressed", String(participants));
  };
  show(kept());
  document.addEventListener("DOMContentLoaded", () => show(kept()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".bouton-vue");
    if (!button) return;
    const participants = button.getAttribute("aria-pressed") !== "true";
    show(participants);
    try {
      localStorage.setItem(key, participants ? "participants" : "animation");
    } catch (error) {
      // Said nowhere: the page shows what was asked.
    }
  });
})(document.documentElement);
