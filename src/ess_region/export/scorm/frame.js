// The book in its frame: where it opens, and what the launch page takes from it at each page.

const BLOCKED = "about:blank";

/** `definition#trois-conditions` → its address under the book's folder; the first page when it is unknown. Pure. */
export function pageAddress(place, course) {
  const [slug, section = ""] = String(place ?? "").replace(/^#/, "").split("#");
  const known = course.pages.includes(slug) ? slug : course.depart;
  return `${course.racine}${known}.html${known === slug && /^[\w-]+$/.test(section) ? `#${section}` : ""}`;
}

/** The slug of a page's address, or "". Pure. */
export const slugOf = (address) => /\/([\w-]+)\.html(?:[?#].*)?$/.exec(address)?.[1] ?? "";

function outside(link) {
  if (!link || link.origin === location.origin || !link.protocol.startsWith("http")) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

/** Follow the frame: `page(slug)` is called when another page of the book is there. */
export function followFrame(frame, course, page) {
  frame.addEventListener("load", () => {
    let inside;
    try {
      inside = frame.contentDocument;
    } catch {
      inside = null;
    }
    // From file:// each page is alone: nothing to follow.
    if (!inside || inside.URL === BLOCKED) return;
    document.title = inside.title || course.titre;
    frame.title = inside.title ? `Le cours\u00a0: ${inside.title}` : "Le cours";
    const slug = slugOf(inside.URL);
    if (course.pages.includes(slug)) history.replaceState(null, "", `#${slug}`);
    // Other sites refuse to be shown in a frame. Widgets write links too: each is seen when it is followed.
    inside.addEventListener("click", (event) => outside(event.target.closest?.("a[href]")), true);
    page(slug);
  });
}
