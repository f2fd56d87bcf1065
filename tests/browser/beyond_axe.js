// What axe does not judge, read in a built page. Each function returns sentences: nothing wrong, nothing said.
() => {
  const shown = (el) => el.checkVisibility({ visibilityProperty: true });
  const said = (el) => `${el.tagName.toLowerCase()}.${el.className?.baseVal ?? el.className} « ${
    (el.getAttribute("aria-label") || el.textContent || el.value || "").trim().replace(/\s+/g, " ").slice(0, 50)} »`;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const named = (el) => (el.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim() || (el.getAttribute("aria-label") ?? "").trim();
  const TARGETS = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [tabindex='0']";

  // -- language, skip link, landmarks, headings ------------------------------------------------
  function structure() {
    const out = [];
    if (!/^fr\b/.test(document.documentElement.lang)) out.push("la langue de la page n’est pas le français");
    if (!document.title.trim()) out.push("la page n’a pas de titre");

    const first = all(TARGETS).find((el) => el.tabIndex >= 0 && !el.disabled);
    const goal = first?.matches("a[href^='#']") && document.getElementById(first.hash.slice(1));
    if (!goal) out.push("le premier arrêt du clavier n’est pas un lien d’évitement");
    else if (!goal.matches("main")) out.push("le lien d’évitement ne mène pas au contenu");
    else if (goal.tabIndex < -1 || !goal.hasAttribute("tabindex")) out.push("le lien d’évitement ne déplace pas le focus");

    const inside = (el) => el.parentElement.closest("article, aside, main, nav, section");
    const kinds = {
      main: all("main, [role=main]"),
      "en-tête": all("header, [role=banner]").filter((el) => !inside(el)),
      "pied de page": all("footer, [role=contentinfo]").filter((el) => !inside(el)),
    };
    for (const [kind, found] of Object.entries(kinds))
      if (found.filter(shown).length !== 1) out.push(`${found.filter(shown).length} repère « ${kind} » au lieu d’un`);
    const several = {
      nav: all("nav, [role=navigation]"),
      aside: all("aside, [role=complementary]"),
      region: all("section, [role=region]").filter((el) => named(el)),
    };
    for (const [kind, found] of Object.entries(several)) {
      const names = found.filter(shown).map(named);
      if (kind !== "aside" || names.length > 1)
        names.forEach((name, rank) => {
          if (!name) out.push(`repère « ${kind} » sans nom : ${said(found.filter(shown)[rank])}`);
          else if (names.indexOf(name) !== rank) out.push(`deux repères « ${kind} » nommés « ${name} »`);
        });
    }

    let level = 1; // the contents, before the title of the page, have their own
    const heads = all("h1, h2, h3, h4, h5, h6, [role=heading]").filter(shown);
    if (heads.filter((el) => el.tagName === "H1").length !== 1) out.push("la page n’a pas un seul titre de niveau 1");
    for (const head of heads) {
      const here = Number(head.getAttribute("aria-level") ?? head.tagName[1]);
      if (here > level + 1) out.push(`un niveau de titre est sauté avant ${said(head)}`);
      if (!head.textContent.trim()) out.push("un titre est vide");
      level = here;
    }
    return out;
  }

  // -- tables: headers with their scope, and a name --------------------------------------------
  function tables() {
    const out = [];
    for (const table of all("table:not([role=presentation])")) {
      const caption = table.caption?.textContent.trim();
      const around = table.closest("[role=region], figure, section[aria-labelledby]");
      if (!caption && !named(table) && !(around && (named(around) || around.querySelector("figcaption"))))
        out.push(`tableau sans nom : ${said(table)}`);
      const heads = all("th", table);
      if (!heads.length) out.push(`tableau sans en-tête : ${said(table)}`);
      for (const head of heads) {
        if (!["col", "row", "colgroup", "rowgroup"].includes(head.scope)) out.push(`en-tête sans « scope » : ${said(head)}`);
        if (!head.textContent.trim() && !named(head)) out.push(`en-tête vide dans ${said(table)}`);
      }
    }
    return out;
  }

  // -- WCAG 2.5.8: what is touched is 24 px wide and high, or alone in a circle of 24 px --------
  function targets() {
    const box = (el) => {
      const label = el.matches("input[type=radio], input[type=checkbox]") ? (el.closest("label") ?? el.labels?.[0]) : null;
      const rects = [el, label].filter(Boolean).map((one) => one.getBoundingClientRect());
      const left = Math.min(...rects.map((r) => r.left)), right = Math.max(...rects.map((r) => r.right));
      const top = Math.min(...rects.map((r) => r.top)), bottom = Math.max(...rects.map((r) => r.bottom));
      return { width: right - left, height: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2, left, right, top, bottom };
    };
    // In a sentence, the line decides of the height.
    const inline = (el) => getComputedStyle(el).display === "inline" && !el.matches("input, select, textarea, summary, button");
    const found = all(TARGETS)
      .filter((el) => shown(el) && !el.disabled && !el.closest(".visually-hidden") && !el.closest("svg"))
      .map((el) => [el, box(el)])
      .filter(([, r]) => r.width > 1 && r.height > 1);
    const small = found.filter(([el, r]) => (r.width < 23.5 || r.height < 23.5) && !inline(el));
    return small
      .filter(([el, r]) => found.some(([other, o]) => {
        if (other === el || other.contains(el) || el.contains(other)) return false;
        const dx = Math.max(o.left - r.x, 0, r.x - o.right), dy = Math.max(o.top - r.y, 0, r.y - o.bottom);
        return Math.hypot(dx, dy) < 12;
      }))
      .map(([el, r]) => `cible de ${Math.round(r.width)} × ${Math.round(r.height)} px : ${said(el)}`);
  }

  // -- names: an indication only the mouse gives ------------------------------------------------
  function hover() {
    const listed = new Set(all(".sigles-page dt, [data-page=glossaire] tbody th").map((one) => one.textContent.trim()));
    const lone = all("[title]").filter((el) => shown(el) && !el.closest("svg") && el.tagName !== "IFRAME"
      && !listed.has(el.dataset.sigle) // the foot of the page says it too
      && el.tabIndex < 0 && el.title.trim() && !el.textContent.includes(el.title.trim()));
    const mute = all(".info").filter((one) => {
      const bubble = one.querySelector(".info-bulle");
      return bubble && !all(":scope > [tabindex='0'], :scope > a", one).length && !one.querySelector("abbr, [aria-describedby]");
    });
    return [
      ...lone.map((el) => `une indication n’existe qu’au survol : ${said(el)}`),
      ...mute.map((el) => `une bulle n’est pas liée à son mot : ${said(el)}`),
      ...all("[draggable=true]").filter((el) => shown(el) && !el.querySelector("button") && !el.matches("button"))
        .map((el) => `se déplace à la souris seule : ${said(el)}`),
    ];
  }

  // -- WCAG 4.1.3: an activity that answers has a place that is read out, there before the answer ---
  function live() {
    // A button that is pressed says so itself; a print is seen by its window.
    const answers = (el) => all("button, input, select, textarea", el)
      .some((one) => !one.hasAttribute("aria-pressed") && !one.textContent.startsWith("Imprimer"));
    return all(".ess-widget")
      .filter((el) => answers(el) && !el.querySelector("[role=status], [role=alert], [aria-live]"))
      .map((el) => `rien n’annonce ce que répond « ${el.dataset.widget} »`);
  }

  // -- movement, for those who asked for none ---------------------------------------------------
  function movement() {
    const long = (text) => text.split(",").some((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 0.001 : 1) > 0.02);
    const out = [];
    for (const el of all("*")) {
      const style = getComputedStyle(el);
      if (long(style.transitionDuration) || (style.animationName !== "none" && long(style.animationDuration)))
        out.push(`un mouvement reste : ${said(el)}`);
      if (style.scrollBehavior === "smooth") out.push(`un défilement animé reste : ${said(el)}`);
    }
    return out;
  }

  // -- WCAG 1.4.12: more space between lines, words and letters hides nothing --------------------
  function spacing() {
    const cut = () => new Set(all("body *").filter((el) => {
      if (!shown(el) || el.closest(".visually-hidden, svg") || !el.textContent.trim()) return false;
      const { overflowX, overflowY, clipPath } = getComputedStyle(el);
      if (clipPath !== "none" && el.clientWidth <= 1) return false;
      const hidden = (one) => one === "hidden" || one === "clip";
      return el.clientWidth > 1 && ((hidden(overflowX) && el.scrollWidth > el.clientWidth + 2)
        || (hidden(overflowY) && el.scrollHeight > el.clientHeight + 2));
    }));
    const html = document.documentElement;
    const before = cut();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
      + " p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets.push(sheet);
    const out = [...cut()].filter((el) => !before.has(el)).map((el) => `coupé quand le texte est espacé : ${said(el)}`);
    if (html.scrollWidth > html.clientWidth) {
      const held = (el) => el && el !== document.body && (getComputedStyle(el).overflowX !== "visible" || held(el.parentElement));
      const wide = all("body *").filter((el) => el.getBoundingClientRect().right > html.clientWidth + 0.5
        && getComputedStyle(el).position !== "fixed" && !held(el.parentElement));
      out.push(`la page défile en largeur quand le texte est espacé (${html.scrollWidth} px) : ${wide.slice(-3).map(said).join(" ; ")}`);
    }
    document.adoptedStyleSheets.pop();
    return out;
  }

  // -- the focus: seen, contrasted, not covered -------------------------------------------------
  const rgb = (text) => {
    const [r, g, b, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return text.startsWith("color(srgb") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, rank) => sum + one * [0.2126, 0.7152, 0.0722][rank], 0);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (el) => {
    for (let up = el; up; up = up.parentElement) {
      const colour = rgb(getComputedStyle(up).backgroundColor);
      if (colour[3] > 0.9) return colour;
    }
    return [255, 255, 255, 1];
  };
  /** One element of each kind that can have the focus, unless its kind is in `known`: kind → element. */
  function stops(known) {
    const found = new Map();
    for (const el of all(`${TARGETS}, svg a`)) {
      if (el.tabIndex < 0 || el.disabled || !shown(el) || el.type === "hidden") continue;
      const up = el.parentElement;
      const kind = [el.tagName, el.type ?? "", el.className?.baseVal ?? el.className, up.tagName, up.className?.baseVal ?? up.className,
        el.closest("[data-widget]")?.dataset.widget ?? el.closest("header, nav, footer")?.className ?? "", behind(up).join()].join("|");
      if (!known.includes(kind) && !found.has(kind)) found.set(kind, el);
    }
    return found;
  }
  const AROUND = 3; // a label or a line may carry the outline of its field
  const looks = (el) => {
    const list = [];
    for (let up = el, n = 0; up && n <= AROUND; up = up.parentElement, n += 1) list.push(up);
    return list.map((one) => {
      const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow, stroke, strokeWidth } = getComputedStyle(one);
      return { one, outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow, stroke, strokeWidth };
    });
  };
  const drawn = (look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  function focus(known, tested) {
    const out = [];
    const found = stops(known);
    const here = document.activeElement;
    for (const [kind, el] of found) {
      const panel = el.closest("details:not([open])");
      if (panel && !el.matches("summary")) continue;
      tested.push(kind);
      document.activeElement?.blur?.();
      const before = looks(el);
      el.focus();
      if (document.activeElement !== el) continue;
      const after = looks(el);
      const rings = after.filter((look, rank) => drawn(look)
        && (!drawn(before[rank]) || look.outlineWidth !== before[rank].outlineWidth || look.outlineColor !== before[rank].outlineColor));
      const shape = el.closest("svg") && after.some((look, rank) => look.stroke !== before[rank].stroke || look.strokeWidth !== before[rank].strokeWidth);
      if (!rings.length && !shape) out.push(`focus invisible : ${said(el)}`);
      for (const ring of rings) {
        if (ring.outlineStyle === "auto") continue;
        if (parseFloat(ring.outlineWidth) < 2) out.push(`focus de moins de 2 px : ${said(el)}`);
        const inner = parseFloat(ring.outlineOffset) < 0;
        const ratio = contrast(rgb(ring.outlineColor), behind(inner ? ring.one : (ring.one.parentElement ?? ring.one)));
        if (ratio < 3) out.push(`focus trop pâle (${ratio.toFixed(1)}) : ${said(el)}`);
      }
      const rect = el.getBoundingClientRect();
      const points = [...el.getClientRects()].flatMap((r) => [[(r.left + r.right) / 2, (r.top + r.bottom) / 2],
        [r.left + 2, r.top + 2], [r.right - 2, r.bottom - 2]])
        .filter(([px, py]) => px >= 0 && py >= 0 && px < innerWidth && py < innerHeight);
      const seen = !points.length || points.some(([px, py]) => {
        const over = document.elementFromPoint(px, py);
        return over && (over === el || el.contains(over) || over.contains(el) || el.closest("label")?.contains(over)
          || !["fixed", "sticky"].includes(stuck(over)));
      });
      if (rect.width > 1 && !seen) out.push(`focus caché derrière autre chose : ${said(el)}`);
    }
    here?.focus?.({ preventScroll: true });
    return out;
  }
  const stuck = (el) => {
    for (let up = el; up; up = up.parentElement) {
      const { position } = getComputedStyle(up);
      if (position === "fixed" || position === "sticky") return position;
    }
    return "static";
  };

  globalThis.beyond = { said, TARGETS, structure, tables, targets, hover, live, movement, spacing, focus: (known) => { const tested = []; return { out: focus(known, tested), tested }; } };
}
