/**
 * Reasoned verdicts, as in verdict.py: the same rules, the same answers, the same result.
 * Both sides are tested against tests/vectors/verdict.json.
 */

const YES = "oui";
const NO = "non";
const UNKNOWN = "inconnu";
const MOOT = "sans_objet";

/**
 * @param rules the content of a rules file: {conclusion, questions, conditions}
 * @param answers question id → option id; anything the rules do not know is ignored
 * @param conclusion the condition to conclude on: that of the rules, or a second one (`aussi`)
 * @returns {value, asked, conditions: [{id, value, reason, level}], decisive, missing, nuance}
 */
export function evaluate(rules, answers, conclusion = rules.conclusion) {
  const byId = new Map(rules.conditions.map((condition) => [condition.id, condition]));
  const facts = new Map();
  const said = new Map();
  const asked = [];
  const parts = (condition) => condition.tous || condition.un || [];

  // The set of values a condition may still take: one value when it is settled.
  function possible(id) {
    const condition = byId.get(id);
    let result = new Set();
    if (!parts(condition).length) {
      const value = facts.get(id) || UNKNOWN;
      result = new Set(value === UNKNOWN ? [YES, NO] : [value]);
    } else {
      const sets = parts(condition).map(possible);
      const [strong, weak] = condition.tous ? [NO, YES] : [YES, NO];
      if (sets.some((s) => s.has(strong))) result.add(strong);
      if (sets.some((s) => s.has(weak)) && sets.every((s) => s.has(weak) || s.has(MOOT))) result.add(weak);
      if (sets.every((s) => s.has(MOOT))) result.add(MOOT);
    }
    if (condition.si) {
      const when = possible(condition.si);
      if (!when.has(YES)) result = new Set();
      if (!(when.size === 1 && when.has(YES))) result.add(MOOT);
    }
    return result;
  }

  const only = (values) => (values.size === 1 ? [...values][0] : UNKNOWN);
  const settled = (id) => only(possible(id));

  for (const question of rules.questions) {
    if (question.si && settled(question.si) !== YES) continue;
    asked.push(question.id);
    const answer = Object.hasOwn(answers || {}, question.id) ? answers[question.id] : undefined;
    const option = question.options.find((candidate) => candidate.id === answer);
    if (!option) continue;
    for (const [id, value] of Object.entries(option.effets || {})) {
      if (value !== UNKNOWN) facts.set(id, facts.get(id) === NO ? NO : value);
      if (option.dit) {
        if (!said.has(id)) said.set(id, {});
        said.get(id)[value] ||= option.dit;
      }
    }
  }

  const conditions = [];
  function describe(id, level) {
    const condition = byId.get(id);
    const value = settled(id);
    const reason = (said.get(id) || {})[value] || condition[value] || "";
    conditions.push({ id, value, reason, level });
    if (value !== MOOT) for (const part of parts(condition)) describe(part, level + 1);
  }

  const decisive = [];
  const missing = [];

  // The questions asked that could still settle this condition.
  function questions(id) {
    const condition = byId.get(id);
    if (condition.si && possible(condition.si).size > 1) return questions(condition.si);
    const found = rules.questions
      .filter((question) => asked.includes(question.id))
      .filter((question) => question.options.some((option) => Object.hasOwn(option.effets || {}, id)))
      .map((question) => question.id);
    for (const part of parts(condition)) if (possible(part).size > 1) found.push(...questions(part));
    return found;
  }

  // Go down to what is responsible for the verdict.
  function settle(id, verdict) {
    const condition = byId.get(id);
    if (verdict === UNKNOWN && condition.si && possible(condition.si).size > 1) {
      settle(condition.si, verdict);
    } else if (condition.tous) {
      for (const part of condition.tous) {
        const values = possible(part);
        if (values.has(NO) && (values.size === 1) === (verdict === NO)) settle(part, verdict);
      }
    } else if (!decisive.includes(id)) {
      const wanted = verdict === UNKNOWN ? questions(id) : [];
      const fresh = [...new Set(wanted)].filter((question) => !missing.includes(question));
      if (fresh.length || !wanted.length) decisive.push(id); // a question already awaited is one reason, not two
      missing.push(...fresh);
    }
  }

  const root = settled(conclusion);
  const value = root === MOOT && conclusion === rules.conclusion ? UNKNOWN : root;
  const top = parts(byId.get(conclusion));
  for (const part of top.length ? top : [conclusion]) describe(part, 0);
  if (value === NO || value === UNKNOWN) settle(conclusion, value);
  const order = rules.questions.map((question) => question.id);
  missing.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const given = (question) => (Object.hasOwn(answers || {}, question) ? answers[question] : undefined);
  const nuance = (rules.nuances || []).find(
    (one) => one.verdict === value && asked.includes(one.question) && one.reponses.includes(given(one.question)),
  );
  return { value, asked, conditions, decisive, missing, nuance: nuance ? nuance.id : "" };
}

/** How to say a verdict: { titre, texte }. */
export function words(rules, { value, nuance }) {
  return (rules.nuances || []).find(({ id }) => id === nuance) || rules.verdicts[value];
}
