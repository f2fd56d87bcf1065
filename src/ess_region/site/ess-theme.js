// Before the first paint, so that nothing flashes or moves: the chosen theme, and the fact that
// scripts run (html.js shows what needs them). Classic and blocking on purpose; keep it tiny.
(function (html) {
  "use strict";
  html.classList.add("js");
  try {
    // In an LMS, the launch page around this one keeps the state (export/scorm). Another site's page throws.
    if (parent.essStore) globalThis.essStore = parent.essStore;
  } catch (error) {
    // Framed elsewhere: its own store, as usual.
  }
  try {
    var theme = JSON.parse((globalThis.essStore || localStorage).getItem("ess-region") || "{}").theme;
    if (theme === "light" || theme === "dark") html.dataset.theme = theme;
  } catch (error) {
    // No storage, or an unreadable one: the system's theme it is. state.js deals with the rest.
  }
})(document.documentElement);
