// A walk with the Tab key, as the page sees it: each press first notes the stop that it leaves. Or the same stops one
// after the other without a key, ten times faster: all but a trap is seen so.
() => {
  const { said, TARGETS } = beyond;
  const root = document.documentElement;
  const place = (el) => {
    const around = el.matches("input[type=radio], input[type=checkbox], input[type=file]") ? (el.closest("label") ?? el.labels?.[0]) : null;
    // A control that hides behind its label is seen by it; words on several lines have a box for each.
    const boxes = [around, el].filter((one) => one && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .flatMap((one) => [...one.getClientRects()]).filter((box) => box.width > 1 && box.height > 1);
    return { around, boxes };
  };
  const covered = ({ around, boxes }, el) => {
    let inside = 0;
    let over = null;
    for (const box of boxes) {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, root.clientWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, root.clientHeight)];
      if (right - left < 1 || bottom - top < 1) continue;
      for (const across of [0.1, 0.3, 0.5, 0.7, 0.9])
        for (const down of [0.15, 0.5, 0.85]) {
          const [x, y] = [left + (right - left) * across, top + (bottom - top) * down];
          inside += 1;
          const met = document.elementFromPoint(x, y);
          if (met && (met === el || el.contains(met) || met.contains(el) || around?.contains(met))) return null;
          over = met;
        }
    }
    return inside ? `focus caché derrière ${over ? said(over) : "autre chose"}` : "focus hors de l’écran";
  };
  /** What is wrong with the element that has the focus, on its own: WCAG 2.4.7 and 2.4.11. */
  const fault = (el) => {
    const found = place(el);
    if (!found.boxes.length) return `focus sur ce qui ne se voit pas : ${said(el)}`;
    const hidden = covered(found, el);
    return hidden && `${hidden} : ${said(el)}`;
  };

  let stops = [];
  let wrong = [];
  let met = new Set();
  let ended = true;
  function leave() {
    const el = document.activeElement;
    if (ended || !el || el === document.body || el === root) {
      ended = ended || stops.length > 0;
      return;
    }
    if (el === stops.at(-1)?.el && /date|time|month|week/.test(el.type)) return; // the day, then the month
    if (met.has(el)) {
      ended = true;
      wrong.push(`le clavier revient sur ses pas : ${said(el)}`);
      return;
    }
    met.add(el);
    const one = fault(el);
    if (one) wrong.push(one);
    const box = place(el).boxes[0];
    if (!box) return;
    // Where it is in the page, for what follows: two stops in the same column follow each other downwards.
    const here = { el, left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY };
    const last = stops.at(-1);
    const same = last && last.el.closest("main, nav, header, footer, aside") === el.closest("main, nav, header, footer, aside");
    const beside = same && Math.min(last.right, here.right) - Math.max(last.left, here.left) > 2;
    if (beside && here.bottom <= last.top + 2) wrong.push(`après ${said(last.el)}, le clavier remonte à ${said(el)}`);
    const level = same && last.el.parentElement === el.parentElement && Math.abs(last.top - here.top) < 4;
    if (level && here.right <= last.left) wrong.push(`après ${said(last.el)}, le clavier recule à ${said(el)}`);
    stops.push(here);
  }
  document.addEventListener("keydown", (event) => event.key === "Tab" && leave(), true);

  globalThis.walk = {
    start(from) {
      [stops, wrong, met, ended] = [[], [], new Set(), false];
      const first = document.querySelector(from ?? "body");
      const had = first.getAttribute("tabindex");
      if (had === null) first.tabIndex = -1; // where Tab starts from
      first.focus();
      if (had === null) first.removeAttribute("tabindex");
    },
    /** { ended, count, wrong }: so far. */
    news: () => ({ ended, count: stops.length, wrong }),
    /** The stops under `from`, as Tab would meet them: of radio buttons, the one that is checked, or the first. */
    steps(from) {
      [stops, wrong, met, ended] = [[], [], new Set(), false];
      const groups = new Map();
      const all = [...document.querySelector(from).querySelectorAll(`${TARGETS}, svg a`)]
        .filter((el) => el.tabIndex >= 0 && !el.disabled && el.type !== "hidden" && el.checkVisibility({ visibilityProperty: true }));
      for (const el of all.filter((one) => one.type === "radio"))
        if (!groups.has(el.name) || el.checked) groups.set(el.name, el);
      for (const el of all) {
        if (el.type === "radio" && groups.get(el.name) !== el) continue;
        if (el.tabIndex > 0) wrong.push(`un rang de tabulation est imposé : ${said(el)}`);
        el.focus();
        if (document.activeElement === el) leave();
      }
      return { count: stops.length, wrong };
    },
    /** The same stops, the last one first, where a header that stays could hide them. */
    back() {
      const out = [];
      for (const { el } of stops.toReversed()) {
        if (!el.isConnected) continue;
        el.focus();
        const one = document.activeElement === el && fault(el);
        if (one) out.push(`à rebours, ${one}`);
      }
      return out;
    },
  };
}
