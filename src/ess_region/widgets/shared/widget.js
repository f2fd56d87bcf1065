// One widget, two lives: the same module in JupyterLab (anywidget) and in the book (our host).

/**
 * Make the default export of a widget's module from `enhance({ root, model })`.
 *
 * `root` is the `.ess-widget` element with its static HTML inside; `enhance` brings it to life and
 * may return a function that undoes it. The root's data-state goes static → ready, or error with a
 * readable message above the static content, which stays.
 */
export function widget(enhance) {
  return {
    async render({ model, el }) {
      const root = rootOf(model, el);
      root.querySelector(":scope > .ess-widget-error")?.remove();
      try {
        const undo = await enhance({ root, model });
        root.dataset.state = "ready";
        return undo;
      } catch (error) {
        console.error(error);
        root.dataset.state = "error";
        const message = document.createElement("p");
        message.className = "ess-widget-error";
        message.setAttribute("role", "alert");
        message.textContent =
          "Cette activité n’a pas pu démarrer. Le contenu ci-dessous reste lisible\u00a0; rechargez la page pour réessayer.";
        root.prepend(message);
      }
    },
  };
}

// In the book, `el` is the root itself. In JupyterLab, `el` is empty: the trait `html` (made by our
// own Python, escaped there) gives the same root.
function rootOf(model, el) {
  if (el.classList.contains("ess-widget")) return el;
  const parsed = new DOMParser().parseFromString(model.get("html"), "text/html");
  const root = parsed.body.firstElementChild;
  el.replaceChildren(document.adoptNode(root));
  return root;
}
