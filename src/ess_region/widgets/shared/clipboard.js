// Copying, even where the browser has no clipboard to offer (an intranet in plain http).

/**
 * Copy a text, with its formatted form when there is one. Returns true when it is done; false when
 * the browser refuses: the caller then shows the text selected.
 */
export async function copyText(text, html = "") {
  const blob = (type, content) => new Blob([content], { type });
  try {
    if (html && globalThis.ClipboardItem) {
      const both = { "text/plain": blob("text/plain", text), "text/html": blob("text/html", html) };
      await navigator.clipboard.write([new ClipboardItem(both)]);
    } else await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** What to say when the text is selected instead, in a field. */
export const COPY_BY_HAND =
  "Votre navigateur ne copie pas seul. Le texte est sélectionné\u00a0: copiez-le avec Ctrl + C (Cmd + C sur Mac).";

/** Show the text selected in a field, so that a key copies it. */
export function selectIn(field, text) {
  field.hidden = false;
  field.value = text;
  field.focus();
  field.select();
}
