// A strict LMS of SCORM 1.2, for the tests: the rules of Moodle, in its hardest mode, and its traps.
//
// `fauxLms` is the page's: { switches, faults, calls, server }. What the « server » holds outlives the page (in a key of
// localStorage that is not the course's). Every refusal is a fault: the package must never be refused, but where a test
// asks for it with a switch.
(function () {
  "use strict";

  const SERVER = "faux-lms-serveur";
  const asked = Object.fromEntries(new URLSearchParams(location.search));
  const switches = {
    limit: 4096, // characters of suspend_data
    lying: false, // « true », and nothing kept
    commitFalse: false,
    writeRefused: false, // suspend_data is refused
    withoutInteractions: false, // they are optional in SCORM 1.2
    mode: "normal",
    student: "dupont.a",
    name: "Dupont, Anne",
    ...asked,
  };
  const faults = [];
  const calls = [];

  const load = () => JSON.parse(localStorage.getItem(SERVER) ?? "{}")[switches.student] ?? {};
  function store(values) {
    const all = JSON.parse(localStorage.getItem(SERVER) ?? "{}");
    all[switches.student] = values;
    localStorage.setItem(SERVER, JSON.stringify(all));
  }

  const one = (...words) => (value) => words.includes(value);
  const matches = (pattern) => (value) => pattern.test(value);
  const decimal = matches(/^-?\d{1,3}(\.\d+)?$/);
  const percent = (value) => decimal(value) && Number(value) >= 0 && Number(value) <= 100;
  const short = (value) => value.length <= 255;
  const identifier = matches(/^[\x21-\x7e]{1,255}$/);
  const RESPONSES = {
    "true-false": /^[01tf]$/,
    choice: /^[a-z0-9](,[a-z0-9])*$/,
    numeric: /^-?\d+(\.\d+)?$/,
    matching: /^[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*$/,
    sequencing: /^[a-z0-9](,[a-z0-9])*$/,
    "fill-in": /^.*$/,
  };

  const READ_ONLY = ["cmi.core.student_id", "cmi.core.student_name", "cmi.core.credit", "cmi.core.entry", "cmi.core.lesson_mode", "cmi.core.total_time", "cmi.launch_data", "cmi.interactions._count"];
  const WRITE_ONLY = ["cmi.core.exit", "cmi.core.session_time"];
  const RULES = {
    "cmi.core.lesson_location": short,
    "cmi.core.lesson_status": one("passed", "completed", "incomplete", "browsed"), // never « failed »: our own rule
    "cmi.core.score.raw": percent,
    "cmi.core.score.min": percent,
    "cmi.core.score.max": percent,
    "cmi.core.exit": one("time-out", "suspend", "logout", ""),
    "cmi.core.session_time": matches(/^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/),
    "cmi.suspend_data": (value) => value.length <= Number(switches.limit) && /^[\x20-\x7e]*$/.test(value),
  };
  const INTERACTION = {
    id: identifier,
    time: matches(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/),
    type: one("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"),
    weighting: decimal,
    latency: matches(/^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/),
    result: (value) => one("correct", "wrong", "unanticipated", "neutral")(value) || decimal(value),
  };

  let state = "closed";
  let error = "0";
  let current = {};
  let attempted = {};
  const count = (values) => new Set(Object.keys(values).map((key) => /^cmi\.interactions\.(\d+)\./.exec(key)?.[1]).filter(Boolean)).size;

  function refuse(code, text) {
    error = code;
    faults.push(`${code} ${text}`);
    return "false";
  }

  function interaction(element, value) {
    const [, n, field] = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element) ?? [];
    if (n === undefined) return "401";
    if (Number(n) > count(current)) return "201 (index sauté)";
    if (Number(n) === count(current) && field !== "id") return "201 (id d’abord)";
    if (field === "student_response" || /^correct_responses\.\d+\.pattern$/.test(field)) {
      if (field !== "student_response" && !field.startsWith("correct_responses.0.")) return "201";
      const type = current[`cmi.interactions.${n}.type`];
      return type && short(value) && RESPONSES[type]?.test(value) ? "" : "405";
    }
    if (!INTERACTION[field]) return "401";
    return INTERACTION[field](value) ? "" : "405";
  }

  const api = {
    LMSInitialize(parameter) {
      if (parameter !== "" || state !== "closed") return refuse("101", "LMSInitialize");
      state = "open";
      attempted = load();
      current = { ...attempted };
      error = "0";
      return "true";
    },
    LMSGetValue(element) {
      error = "0";
      if (state !== "open") return refuse("301", `lire ${element} hors session`) && "";
      if (element === "cmi.core.student_id") return switches.student;
      if (element === "cmi.core.student_name") return switches.name;
      if (element === "cmi.core.lesson_mode") return switches.mode;
      if (element === "cmi.core.credit") return switches.mode === "normal" ? "credit" : "no-credit";
      if (element === "cmi.core.entry") return ""; // proves nothing: always empty here
      if (element === "cmi.core.lesson_status") return current[element] ?? "not attempted";
      if (element === "cmi.interactions._count") return switches.withoutInteractions ? ((error = "401"), "") : String(count(current));
      if (WRITE_ONLY.includes(element) || element.startsWith("cmi.interactions.")) return refuse("404", `lire ${element}`) && "";
      if (!RULES[element] && !READ_ONLY.includes(element)) return refuse("401", element) && "";
      return current[element] ?? "";
    },
    LMSSetValue(element, value) {
      error = "0";
      calls.push(["set", element, value]);
      if (typeof value !== "string") return refuse("405", `${element} : ${typeof value}`);
      if (state !== "open") return refuse("301", `écrire ${element} hors session`);
      if (READ_ONLY.includes(element)) return refuse("403", element);
      if (element.startsWith("cmi.interactions.")) {
        if (switches.withoutInteractions) return (error = "401"), "false";
        const code = interaction(element, value);
        if (code) return refuse(code, `${element} = ${value}`);
      } else {
        if (switches.writeRefused && element === "cmi.suspend_data") return (error = "101"), "false";
        if (!RULES[element]) return refuse("401", element);
        if (!RULES[element](value)) return refuse("405", `${element} = ${value}`);
      }
      current[element] = value;
      return "true";
    },
    LMSCommit(parameter) {
      error = "0";
      if (parameter !== "" || state !== "open") return refuse("301", "LMSCommit");
      // Moodle sends what differs from the last value that it tried to send, whatever became of it.
      const changes = Object.entries(current).filter(([element, value]) => attempted[element] !== value);
      attempted = { ...current };
      calls.push(["commit", changes.length]);
      if (switches.commitFalse || document.cookie.includes("expiree")) return (error = "101"), "false";
      if (switches.lying || !navigator.onLine) return "true";
      store({ ...load(), ...Object.fromEntries(changes) });
      return "true";
    },
    LMSFinish(parameter) {
      error = "0";
      if (parameter !== "" || state !== "open") return refuse("301", "LMSFinish");
      api.LMSCommit("");
      state = "finished";
      calls.push(["finish"]);
      return "true";
    },
    LMSGetLastError: () => error,
    LMSGetErrorString: () => "",
    LMSGetDiagnostic: () => "",
  };

  globalThis.fauxLms = { api, switches, faults, calls, server: load };
  if (switches.where !== "nowhere") globalThis.API = api;
})();
