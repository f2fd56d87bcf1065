// One session of SCORM 1.2: its calls, in plain words. Nothing here throws.

const TRUE = /^true$/i;

/** Open a session; null when the LMS refuses. */
export function openSession(api) {
  const call = (name, ...values) => {
    try {
      return String(api[name](...values) ?? "");
    } catch {
      return ""; // the LMS's own window was closed, or it is at fault
    }
  };
  if (!TRUE.test(call("LMSInitialize", ""))) return null;
  let open = true;
  const get = (element) => call("LMSGetValue", element);
  return {
    get,
    /** True when the LMS takes the value. */
    set: (element, value) => open && TRUE.test(call("LMSSetValue", element, String(value))),
    /** True proves nothing (sync.js); false is a refusal. */
    commit: () => open && TRUE.test(call("LMSCommit", "")),
    /** The code of the last error: "0" for none. */
    error: () => call("LMSGetLastError"),
    finish() {
      if (open) call("LMSFinish", "");
      open = false;
    },
    student: get("cmi.core.student_id"),
    name: get("cmi.core.student_name"),
    mode: get("cmi.core.lesson_mode") || "normal",
    status: get("cmi.core.lesson_status"),
    score: numberOf(get("cmi.core.score.raw")),
    location: get("cmi.core.lesson_location"),
    data: get("cmi.suspend_data"),
    interactions: Number.parseInt(get("cmi.interactions._count"), 10) || 0,
  };
}

function numberOf(text) {
  const number = Number.parseFloat(text);
  return Number.isFinite(number) ? number : null;
}

const two = (number) => String(number).padStart(2, "0");

/** Milliseconds → CMITimespan, « 0000:12:05 ». Pure. */
export function timespan(ms) {
  const seconds = Math.max(0, Math.min(Math.floor(ms / 1000), 9999 * 3600));
  return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A moment → CMITime on the clock of the person, « 14:32:05 ». Pure. */
export const clock = (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
