// Finding the LMS: an object `API` in a window above this one, or above the one that opened it.

const FARTHEST = 50; // windows: a chain that loops must end

function above(win) {
  for (let step = 0; step < FARTHEST && win; step++) {
    try {
      if (win.API) return win.API;
    } catch {
      return null; // a window of another host: nothing to ask there, nor above
    }
    if (win.parent === win) return null;
    win = win.parent;
  }
  return null;
}

/** The API of SCORM 1.2, or null: own window and its parents, then the opener and its own. */
export function findApi(win) {
  const found = above(win);
  if (found) return found;
  for (let step = 0, one = win; step < FARTHEST && one; step++) {
    let opener = null;
    try {
      opener = one.opener;
    } catch {
      return null;
    }
    const api = opener && above(opener);
    if (api) return api;
    if (one.parent === one) return null;
    one = one.parent;
  }
  return null;
}
