// The rules of a running order: the twins of ess_region/running_order.py, tested against tests/vectors/deroule.json.

export const STEP = 5;
const STRETCH = 90; // minutes without a break, at most
export const BREAK = "pause";
export const LUNCH = "dejeuner";
export const LATE = "retard";
const MISSING = 10 ** 8;

export const total = (lines) => lines.reduce((sum, { minutes }) => sum + minutes, 0);
export const add = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
export const byId = (catalog) => new Map(catalog.activites.map((one) => [one.id, one]));

/** The running order of a choice: { seances, coupes, manque }. Pure. */
export function plan(catalog, { format, choix, pause, dejeuner }) {
  const slots = slotsOf(catalog, catalog.formats.find(({ id }) => id === format), pause);
  let kept = catalog.activites.filter((one) => !one.place && choix.includes(one.id));
  const most = Math.max(...slots.map(({ bas }) => bas));
  const tooLong = kept.filter((one) => one.coupe && one.bas > most);
  kept = kept.filter((one) => !tooLong.includes(one));

  let [missing, groups] = spread(kept, slots);
  let dropped = [];
  search: while (missing) {
    for (const one of [...kept].sort((a, b) => b.rang - a.rang)) {
      if (!one.coupe) continue;
      const rest = kept.filter((other) => other !== one);
      const [less, shared] = spread(rest, slots);
      if (less >= missing) continue;
      [kept, missing, groups] = [rest, less, shared];
      dropped.push(one);
      continue search;
    }
    break;
  }
  // What was left out too early comes back.
  for (const one of [...dropped].sort((a, b) => a.rang - b.rang)) {
    const more = catalog.activites.filter((other) => other === one || kept.includes(other));
    const [less, shared] = spread(more, slots);
    if (less > missing) continue;
    [kept, missing, groups] = [more, less, shared];
    dropped = dropped.filter((other) => other !== one);
  }

  // What goes at the opening when everything holds with its usual duration.
  if (!tooLong.length && !dropped.length && !missing) {
    const [slot] = slots;
    for (const one of catalog.activites.filter(({ place }) => place === "si-possible")) {
      const asked = add([...slot.avant, one, ...groups[0], ...slot.apres].map(({ habituel }) => habituel));
      if (asked <= slot.place) slot.avant = [...slot.avant, one];
    }
  }

  const seances = [];
  slots.forEach((slot, rank) => {
    const items = [...slot.avant, ...groups[rank], ...slot.apres].map((one) => ({ ...one, minutes: one.habituel }));
    const [lengths, before] = pace(items, slot, pause);
    const lines = lengths.flatMap((minutes, index) => [
      ...(before.includes(index) ? [{ id: BREAK, minutes: pause }] : []),
      { id: items[index].id, minutes },
    ]);
    if (slot.premiere) seances.push({ lignes: lines, prevu: slot.minutes });
    else {
      const session = seances.at(-1);
      session.lignes.push({ id: LUNCH, minutes: dejeuner }, ...lines);
      session.prevu += dejeuner + slot.minutes;
    }
  });
  const cut = (raison) => ({ id }) => ({ id, raison });
  return { seances, coupes: [...tooLong.map(cut("trop-long")), ...dropped.map(cut("place"))], manque: missing };
}

// Durations of a half-day, and before which activities to pause: the fewest breaks that the stretches allow.
function pace(items, slot, pause) {
  const all = fit(items, slot.minutes);
  if (add(all) <= STRETCH || !pause) return [all, []];
  let usual = [fit(items, slot.place), []];
  for (let count = 1; count < items.length; count += 1) {
    const room = slot.minutes - count * pause;
    if (count > slot.pauses && add(items.map(({ bas }) => bas)) > room) break;
    const fitted = fit(items, room);
    const before = breaks(fitted, count);
    const minutes = even(items, fitted, before);
    if (Math.max(...stretches(minutes, before, 0)) <= STRETCH) return [minutes, before];
    if (count <= slot.pauses) usual = [minutes, before];
  }
  return usual;
}

/** The half-days of a format: what opens and closes each, its breaks, the minutes that are left. Pure. */
export function slotsOf(catalog, form, pause) {
  const at = (place) => catalog.activites.filter((one) => one.place === place);
  return form.seances.flatMap((session, rank) =>
    session.map((minutes, part) => {
      const avant = part ? [] : at(rank ? "reprise" : "ouverture");
      const apres = part < session.length - 1 ? [] : at(rank < form.seances.length - 1 ? "fin" : "cloture");
      // Enough breaks for what is left to be parted in stretches short enough.
      const pauses = pause ? Math.ceil((minutes + pause) / (STRETCH + pause)) - 1 : 0;
      const place = minutes - pauses * pause;
      const left = (key) => place - add([...avant, ...apres].map((one) => one[key]));
      return { premiere: !part, minutes, pauses, place, avant, apres, bas: left("bas"), habituel: left("habituel") };
    }),
  );
}

// Share items among half-days, in order: as little as possible too much at the minimum, then evenly.
function spread(items, slots) {
  const sums = (key) => items.reduce((all, one) => [...all, all.at(-1) + one[key]], [0]);
  const low = sums("bas");
  const usual = sums("habituel");
  let best = [0, ...items.map(() => null)];
  const origins = [];
  for (const slot of slots) {
    const row = best.map(() => null);
    const origin = best.map(() => 0);
    for (let end = 0; end <= items.length; end += 1) {
      for (let start = end; start >= 0; start -= 1) {
        if (best[start] === null) continue;
        const over = Math.max(0, low[end] - low[start] - slot.bas);
        const gap = usual[end] - usual[start] - slot.habituel;
        const cost = best[start] + over * MISSING + gap * gap;
        if (row[end] === null || cost < row[end]) [row[end], origin[end]] = [cost, start];
      }
    }
    best = row;
    origins.push(origin);
  }
  const groups = [];
  let end = items.length;
  for (const origin of origins.reverse()) {
    groups.unshift(items.slice(origin[end], end));
    end = origin[end];
  }
  return [Math.floor(best.at(-1) / MISSING), groups];
}

/** Durations that fill `room` minutes, five by five, between `bas` and `haut`. Pure. */
export function fit(items, room) {
  const minutes = items.map((one) => one.minutes);
  for (const sign of [-1, 1]) {
    for (;;) {
      const gap = sign * (room - add(minutes));
      if (gap <= 0 || (sign > 0 && gap < STEP)) break;
      const spare = items.map((one, i) => (sign > 0 ? one.haut - minutes[i] : minutes[i] - one.bas));
      let at = -1;
      items.forEach((one, i) => {
        if (at < 0 || spare[i] > spare[at] || (spare[i] === spare[at] && sign * (items[at].rang - one.rang) > 0)) at = i;
      });
      if (at < 0 || spare[at] <= 0) break;
      minutes[at] += sign * STEP;
    }
  }
  return minutes;
}

/**
 * Before which activities to pause, for the longest stretch to be the shortest, then for all to be even.
 * `since`: minutes since the last break when the first activity begins; then it may be preceded by one. Pure.
 */
export function breaks(minutes, count, since = 0) {
  const first = since ? 0 : 1;
  let best = null;
  const cost = (chosen) => {
    const lengths = stretches(minutes, chosen, since);
    return [Math.max(...lengths), add(lengths.map((length) => length * length))];
  };
  const choose = (chosen, from, left) => {
    if (!left) {
      const [most, squares] = cost(chosen);
      if (!best || most < best.most || (most === best.most && squares < best.squares)) best = { chosen, most, squares };
      return;
    }
    for (let at = from; at <= minutes.length - left; at += 1) choose([...chosen, at], at + 1, left - 1);
  };
  choose([], first, Math.min(count, Math.max(0, minutes.length - first)));
  return best.chosen;
}

// Minutes in a row, from one break to the next.
function stretches(minutes, before, since) {
  const edges = [0, ...before, minutes.length];
  return edges.slice(1).map((end, i) => add(minutes.slice(edges[i], end)) + (i ? 0 : since));
}

/** The same total without any stretch too long between breaks, if the bounds allow it. Pure. */
export function even(items, minutes, before, since = 0) {
  const edges = [0, ...before, minutes.length];
  const result = [...minutes];
  for (const filling of [false, true]) {
    for (let i = 1; i < edges.length; i += 1) {
      const [start, end] = [edges[i - 1], edges[i]];
      const most = STRETCH - (i > 1 ? 0 : since);
      const long = add(result.slice(start, end));
      const room = filling ? Math.min(most, long + add(minutes) - add(result)) : most;
      if (!(filling ? room > long : long > room)) continue;
      const part = items.slice(start, end).map((one, j) => ({ ...one, minutes: result[start + j] }));
      result.splice(start, end - start, ...fit(part, room));
    }
  }
  return add(result) === add(minutes) ? result : [...minutes];
}

/** What deserves a look in an order: [{ genre, seance, ligne, … }]. Pure. */
export function check(catalog, sessions) {
  const known = byId(catalog);
  const places = new Map();
  sessions.forEach(({ lignes }, rank) => lignes.forEach(({ id }, index) => places.set(id, [rank, index])));
  const after = (id, rank, index) => {
    const [r, i] = places.get(id) ?? [-1, 0];
    return r > rank || (r === rank && i > index);
  };
  const found = [];
  sessions.forEach(({ lignes, prevu }, seance) => {
    let stretch = 0;
    let long = null;
    lignes.forEach(({ id, minutes }, ligne) => {
      const own = known.get(id);
      if (own && minutes < own.bas) found.push({ genre: "court", seance, ligne, minutes: own.bas });
      if (own && minutes > own.haut) found.push({ genre: "long", seance, ligne, minutes: own.haut });
      for (const besoin of own?.apres ?? []) if (after(besoin, seance, ligne)) found.push({ genre: "avant", seance, ligne, besoin });
      if (id === BREAK || id === LUNCH) {
        [stretch, long] = [0, null];
        return;
      }
      stretch += minutes;
      if (long) long.minutes = stretch;
      else if (stretch > STRETCH) found.push((long = { genre: "sans-pause", seance, ligne, minutes: stretch }));
    });
    const late = total(lignes) - prevu;
    if (late) found.push({ genre: late > 0 ? "depasse" : "finit-tot", seance, ligne: null, minutes: Math.abs(late) });
  });
  return found;
}

/** The rest of a session from its line `here`, `elapsed` minutes after its beginning. Pure. */
export function resume(catalog, session, here, elapsed, everything = false) {
  const { lignes } = session;
  const done = settle(lignes.slice(0, here), Math.ceil(elapsed / STEP) * STEP);
  const debut = done.length;
  const coupes = [];
  let [now, planned] = [total(done), total(lignes.slice(0, here))];
  let chunk = [];
  for (const line of [...lignes.slice(here), null]) {
    if (line && line.id !== LUNCH) {
      chunk.push({ ...line });
      planned += line.minutes;
      continue;
    }
    let kept = chunk;
    if (!everything) {
      const [lines, gone] = squeeze(catalog, chunk, (line ? planned : session.prevu) - now);
      kept = lines;
      coupes.push(...gone);
    }
    kept = rest(catalog, kept, sinceRest(done), everything);
    done.push(...kept);
    now += total(kept);
    if (line) {
      done.push({ ...line });
      now += line.minutes;
      planned += line.minutes;
    }
    chunk = [];
  }
  return { lignes: done, coupes, debut, manque: Math.max(0, now - session.prevu) };
}

// What is done, with the time that it really took.
function settle(lines, elapsed) {
  const done = lines.map((line) => ({ ...line }));
  let gap = elapsed - total(done);
  if (gap > 0 && !done.length) return [{ id: LATE, minutes: gap }];
  if (gap > 0) done.at(-1).minutes += gap;
  for (const line of [...done].reverse()) {
    if (gap >= 0) break;
    const less = Math.min(line.minutes, -gap);
    line.minutes -= less;
    gap += less;
  }
  return done.filter(({ minutes }) => minutes);
}

// Lines with what may become of them; what the course does not know stays as it is.
function itemsOf(catalog, lines) {
  const known = byId(catalog);
  return lines.map((ligne) => {
    const own = known.get(ligne.id);
    const { minutes } = ligne;
    if (!own) return { ligne, minutes, bas: minutes, haut: minutes, rang: -1, coupe: false };
    return { ligne, minutes, bas: Math.min(own.bas, minutes), haut: Math.max(own.haut, minutes), rang: own.rang, coupe: own.coupe };
  });
}

// Minutes since the last break, at the end of these lines.
const sinceRest = (lines) => total(lines.slice(lines.findLastIndex(({ id }) => id === BREAK || id === LUNCH) + 1));

// The same lines, their breaks elsewhere when the room would be too long without any.
function rest(catalog, lines, since, everything) {
  const pauses = lines.filter(({ id }) => id === BREAK);
  const others = lines.filter(({ id }) => id !== BREAK);
  let minutes = others.map((line) => line.minutes);
  const current = lines.flatMap(({ id }, index) => (id === BREAK ? [index] : [])).map((index, rank) => index - rank);
  const longest = (before) => Math.max(...stretches(minutes, before, since));
  if (!pauses.length || !others.length || longest(current) <= STRETCH) return lines;
  let before = breaks(minutes, pauses.length, since);
  if (longest(before) >= longest(current)) before = current;
  if (!everything) minutes = even(itemsOf(catalog, others), minutes, before, since);
  const found = others.flatMap((line, index) => [...pauses.filter((_, rank) => before[rank] === index), { ...line, minutes: minutes[index] }]);
  return [...found, ...pauses.filter((_, rank) => rank >= before.length || before[rank] === others.length)];
}

function squeeze(catalog, lines, room) {
  const items = itemsOf(catalog, lines);
  let gone = [];
  const need = () => add(items.filter((one) => !gone.includes(one)).map(({ bas }) => bas));
  while (need() > room) {
    const may = items.filter((one) => one.coupe && !gone.includes(one));
    if (!may.length) break;
    gone.push(may.reduce((a, b) => (b.rang > a.rang ? b : a)));
  }
  // Then the breaks, the last one first.
  const isBreak = (one) => one?.ligne.id === BREAK;
  for (const one of [...items].reverse()) if (isBreak(one) && need() > room) gone.push(one);
  for (const one of gone.filter(({ coupe }) => coupe).sort((a, b) => a.rang - b.rang)) if (need() + one.bas <= room) gone = gone.filter((other) => other !== one);
  let kept = items.filter((one) => !gone.includes(one));
  // A break just before another, or before the end, is no use any more.
  if (gone.length) kept = kept.filter((one, i) => !isBreak(one) || (i + 1 < kept.length && !isBreak(kept[i + 1])));
  const minutes = fit(kept, room);
  return [kept.map((one, i) => ({ ...one.ligne, minutes: minutes[i] })), gone.map((one) => one.ligne.id)];
}
