// Who funds, who steers, who advises: a request or a role keeps what answers; six sentences to sort.

import { $, $$, announce, fill, h, uid } from "./shared/dom.js";
import { keepButton } from "./shared/plan.js";
import { read, subscribe, write } from "./shared/state.js";
import { widget } from "./shared/widget.js";

const STATE = ["qui-fait-quoi"];
const NBSP = "\u00a0";
const NNBSP = "\u202f";
const ROLES = { finance: "Finance", pilote: "Pilote", conseille: "Conseille" };
const TRAITS = { demande: "request", role: "role" };

/** What is kept, made safe: { demande, role, tri: { action: role } }. Pure. */
export function clean(kept) {
  const word = (value) => (typeof value === "string" ? value : "");
  const tri = Object.entries(kept?.tri && typeof kept.tri === "object" ? kept.tri : {}).filter(([, role]) => Object.hasOwn(ROLES, role));
  return { demande: word(kept?.demande), role: word(kept?.role), tri: Object.fromEntries(tri) };
}

/** « 4 bien rangées sur 6. » Pure. */
export function score(items, tri) {
  const answered = items.filter(({ id }) => tri[id]);
  if (!answered.length) return "";
  const right = answered.filter(({ id, role }) => tri[id] === role).length;
  const left = items.length - answered.length;
  const words = `${right}${NBSP}${right > 1 ? "bien rangées" : "bien rangée"} sur ${items.length}`;
  return left ? `${words}${NNBSP}; il en reste ${left}.` : `${words}.`;
}

function enhance({ root, model }) {
  const items = model.get("sort");
  const requests = $(".part-demandes", root);
  const answers = Object.fromEntries($$("[data-demande]", requests).map((box) => [box.dataset.demande, {
    label: $("dt", box).textContent, answer: $("dd", box).textContent, actions: box.dataset.actions.split(" "),
  }]));
  const files = $$(".part-fiche", root).map((card) => ({ card, name: $(".part-nom", card), actions: $$("[data-action]", card) }));
  const sheets = $(".part-fiches", root);
  const cells = $$(".part-table [data-role]", root);
  let state = clean(read(STATE) ?? { demande: model.get("request"), role: model.get("role") });
  let telling = false;
  let opened; // what the cards were last opened for

  // -- who can help -------------------------------------------------------------------------------

  const id = uid("part");
  const field = h("select", { id, onchange: () => ask({ demande: field.value, role: "" }) },
    h("option", { value: "" }, "Choisissez une demande"),
    Object.entries(answers).map(([value, { label }]) => h("option", { value }, label)));
  const roles = [["", "Tout voir"], ...Object.entries(ROLES)].map(([value, label]) =>
    h("button", { type: "button", class: "ess-btn", "data-role": value, onclick: () => ask({ demande: "", role: value }) }, label));
  const said = h("p", { class: "part-dit", role: "status" });
  const live = h("div", { class: "part-demande" },
    h("div", { class: "ess-field" }, h("label", { for: id }, `Qui peut m’aider à…${NNBSP}?`), field),
    h("div", { class: "part-roles", role: "group", "aria-label": "Voir un rôle" }, roles), said);
  requests.before(live);
  requests.hidden = true;
  const keeps = files.map(({ card, name }) => {
    const keep = keepButton({ kind: "partenaire", id: card.dataset.partenaire, title: `Prendre contact${NBSP}: ${name.textContent}`, page: "partenaires" });
    keep.setAttribute("aria-describedby", name.id);
    card.append(keep);
    return keep;
  });

  // A link of the table leads to an action: it must be there to be reached.
  const table = $(".part-table", root);
  const reach = (event) => {
    const link = event.target.closest("a[href^='#part-']");
    const action = link && $(link.getAttribute("href"), root);
    if (!action) return;
    if (action.hidden) ask({ demande: "", role: "" });
    action.closest("details").open = true;
  };
  table.addEventListener("click", reach);

  function ask(change) {
    state = { ...state, ...change };
    show();
    save();
    telling = true;
    for (const [name, trait] of Object.entries(TRAITS)) if (model.get(trait) !== state[name]) model.set(trait, state[name]);
    model.save_changes();
    telling = false;
  }

  function save() {
    write(STATE, state.demande || state.role || Object.keys(state.tri).length ? state : null);
  }

  function show(say = true) {
    const request = answers[state.demande];
    const role = request || !Object.hasOwn(ROLES, state.role) ? "" : state.role;
    field.value = request ? state.demande : "";
    for (const button of roles) button.setAttribute("aria-pressed", String(!request && button.dataset.role === role));
    const wanted = ({ dataset }) => (request ? request.actions.includes(dataset.action) : !role || dataset.role === role);
    const asked = request ? state.demande : role;
    let count = 0;
    for (const { card, actions } of files) {
      for (const action of actions) action.hidden = !wanted(action);
      const left = actions.filter((action) => !action.hidden).length;
      card.hidden = !left;
      if (asked !== opened) card.open = Boolean(left && asked);
      count += left;
    }
    // The partner of the first answer comes first.
    const first = request && files.findIndex(({ actions }) => actions.some((one) => one.dataset.action === request.actions[0]));
    const wantedOrder = [...files].sort((a, b) => (b === files[first]) - (a === files[first])).map(({ card }) => card);
    if (wantedOrder.some((card, index) => sheets.children[index] !== card)) sheets.append(...wantedOrder);
    opened = asked;
    for (const cell of cells) cell.classList.toggle("is-chosen", Boolean(role) && cell.dataset.role === role);
    const text = request ? request.answer
      : role ? `${ROLES[role]}${NBSP}: ${count}${NBSP}actions de la brochure.`
        : `Les quatre partenaires, et tout ce que la brochure en dit.`;
    if (said.textContent !== text) say ? announce(said, text) : (said.textContent = text);
  }

  // -- sort ---------------------------------------------------------------------------------------

  const key = $(".part-corrige", root);
  key.hidden = true;
  const total = h("p", { class: "part-total", role: "status" });
  const again = h("button", { type: "button", class: "ess-btn ess-btn--quiet", onclick: restart }, "Recommencer");
  const rows = items.map((item) => {
    const place = $(`[data-tri="${item.id}"]`, root);
    const sentence = $("p", place);
    sentence.id = uid("tri");
    const printed = $(".part-cases", place);
    const verdict = h("div", { class: "ess-verdict", role: "status" });
    const buttons = Object.entries(ROLES).map(([role, label]) =>
      h("button", { type: "button", class: "ess-btn", "data-role": role, "aria-describedby": sentence.id, onclick: () => sort(item.id, role) }, label));
    const box = h("div", { class: "part-choix" }, h("div", { class: "part-roles", role: "group", "aria-labelledby": sentence.id }, buttons), verdict);
    printed.hidden = true;
    place.append(box);
    return { item, printed, verdict, buttons, box };
  });
  $(".part-phrases", root).after(h("div", { class: "part-bilan" }, total, again));

  function sort(action, role) {
    state = { ...state, tri: { ...state.tri, [action]: role } };
    mark();
    save();
  }

  function restart() {
    state = { ...state, tri: {} };
    mark();
    save();
    rows[0].buttons[0].focus();
  }

  function mark() {
    for (const { item, verdict, buttons } of rows) {
      const chosen = state.tri[item.id];
      const shown = chosen ?? "";
      if (verdict.dataset.choix === shown) continue;
      verdict.dataset.choix = shown;
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.role === chosen));
      verdict.className = `ess-verdict ${chosen ? (chosen === item.role ? "is-right" : "is-wrong") : ""}`;
      fill(verdict, chosen && [chosen !== item.role && h("b", {}, "À revoir. "), item.retours[chosen]]);
    }
    total.textContent = score(items, state.tri);
    again.hidden = !Object.keys(state.tri).length;
  }

  // -- life ---------------------------------------------------------------------------------------

  show(false);
  mark();
  const stop = subscribe(() => {
    const next = clean(read(STATE));
    if (JSON.stringify(next) === JSON.stringify(clean(state))) return;
    state = next;
    show(false);
    mark();
  });
  const fromPython = () => {
    const [demande, role] = [model.get("request"), model.get("role")];
    if (!telling && (demande !== state.demande || role !== state.role)) ask({ demande, role });
  };
  for (const trait of Object.values(TRAITS)) model.on(`change:${trait}`, fromPython);

  return () => {
    stop();
    for (const trait of Object.values(TRAITS)) model.off(`change:${trait}`, fromPython);
    table.removeEventListener("click", reach);
    live.remove();
    $(".part-bilan", root).remove();
    for (const keep of keeps) keep.remove();
    for (const { printed, box } of rows) {
      box.remove();
      printed.hidden = false;
    }
    requests.hidden = key.hidden = false;
    sheets.append(...files.map(({ card }) => card));
    for (const { card, actions } of files) {
      card.open = true;
      for (const el of [card, ...actions]) el.hidden = false;
    }
  };
}

export default widget(enhance);
