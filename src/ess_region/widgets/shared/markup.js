// The short texts that our Python rendered (inline.py) → nodes, without the browser's HTML parser: only the elements
// and attributes that such texts have. Anything else is left out, or shown as text; an address never leads to a script.

import { h } from "./dom.js";

const PIECES = /<(\/?)([a-z]+)((?:\s+[a-z-]+="[^"]*")*)\s*\/?>|[^<]+|</g;
const TAGS = /^(?:a|abbr|b|br|cite|code|em|i|li|ol|p|span|strong|sub|sup|ul)$/;
const ATTRIBUTE = /\s(class|id|role|href|title|lang|rel|data-[a-z-]+|aria-[a-z]+)="([^"]*)"/g;
const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
const text = (html) => html.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name) => CHARACTERS[name]);

/** Nodes of a text, in a fragment. */
export function rendered(html) {
  const fragment = document.createDocumentFragment();
  let place = fragment;
  for (const [piece, end, tag, attributes] of String(html).matchAll(PIECES)) {
    if (!tag) place.append(text(piece));
    else if (!TAGS.test(tag)) continue;
    else if (end) {
      if (place.localName === tag) place = place.parentNode;
    } else {
      const el = h(tag, Object.fromEntries([...attributes.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, text(value)])));
      place.append(el);
      if (tag !== "br") place = el;
    }
  }
  return fragment;
}
