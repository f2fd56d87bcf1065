// The lines of the action plan: what was kept along the course and one's own. State: ["plan-action"].

import { parseDate } from "./dates.js";

const NBSP = "\u00a0";
export const PLAN_STATE = ["plan-action"];
export const OWN = "propre";
export const LONGEST = 200;
const KINDS = {
  levier: "Levier", maniere: "Manière d’agir", reseau: "Réseau", partenaire: "Partenaire", exemple: "Exemple",
  argument: "Argument", action: "Action", document: "Document", [OWN]: "Mon action",
};

/** What a kind of line is called. Pure. */
export const kindOf = (kind) => KINDS[kind] ?? "Gardé du cours";

/** What is kept, made safe: { lignes: { key: { quand, date, avec, fait } }, ajouts: [{ id, titre }] }. Pure. */
export function clean(stored) {
  const text = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : "");
  const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
  const line = ({ quand, date, avec, fait }) => ({ quand: text(quand), date: parseDate(date) ?? "", avec: text(avec), fait: fait === true });
  const ajouts = Array.isArray(stored?.ajouts) ? stored.ajouts : [];
  return {
    lignes: Object.fromEntries(Object.entries(object(stored?.lignes)).map(([key, value]) => [key, line(object(value))])),
    ajouts: ajouts.filter((one) => text(one?.id) && text(one?.titre)).map(({ id, titre }) => ({ id: text(id), titre: text(titre) })),
  };
}

const NOTHING = { quand: "", date: "", avec: "", fait: false };

/** The lines of the plan: what was kept, then one's own. `usual`: key → whom one would do it with. Pure. */
export function lines(items, state, usual = {}) {
  const line = (key, kind, titre, page, note) => {
    const own = Object.hasOwn(state.lignes, key) ? state.lignes[key] : { ...NOTHING, avec: usual[key] ?? "" };
    return { key, kind, titre, page, note, ...own };
  };
  return [
    ...items.map(({ kind, id, title, page, note }) => line(`${kind}:${id}`, kind, title, page, note)),
    ...state.ajouts.map(({ id, titre }) => line(`${OWN}:${id}`, OWN, titre, "", "")),
  ];
}

/** By date, what has none at the end; otherwise as they come. Pure. */
export const ordered = (all) =>
  all.map((line, index) => [line, index])
    .sort(([a, i], [b, j]) => (a.date || "9999").localeCompare(b.date || "9999") || i - j)
    .map(([line]) => line);

/** « 5 actions, dont 2 faites et 1 sans date. » Pure. */
export function tally(all) {
  if (!all.length) return "";
  const count = (number, one, several) => `${number}${NBSP}${number > 1 ? several : one}`;
  const done = all.filter(({ fait }) => fait).length;
  const free = all.filter(({ date, fait }) => !date && !fait).length;
  const parts = [done && count(done, "faite", "faites"), free && `${free} sans date`].filter(Boolean);
  return `${count(all.length, "action", "actions")}${parts.length ? `, dont ${parts.join(" et ")}` : ""}.`;
}
