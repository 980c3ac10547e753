import { ownName } from "../api/own";

const PAUSE_MS = 30 * 60_000;

interface Visits {
  /** When the person was last here before this visit, and when they were last seen at all. Milliseconds. */
  before: number | null;
  seen: number;
}

/** A new visit begins when nobody was here for half an hour; until then "since you were here" stays put. */
export function visit(stored: string | null, now: number): Visits {
  let known: Visits | null = null;
  try {
    const found = JSON.parse(stored ?? "null") as Partial<Visits> | null;
    if (found && typeof found.seen === "number") known = { before: typeof found.before === "number" ? found.before : null, seen: found.seen };
  } catch {
    // Written by something else: begin anew.
  }
  if (!known) return { before: null, seen: now };
  return now - known.seen > PAUSE_MS ? { before: known.seen, seen: now } : { before: known.before, seen: now };
}

/** Note that the person is here; answers when they were last, in microseconds, null where that is not known. */
export function lastVisit(now: number = Date.now()): number | null {
  try {
    const name = ownName("home");
    const found = visit(localStorage.getItem(name), now);
    localStorage.setItem(name, JSON.stringify(found));
    return found.before === null ? null : found.before * 1000;
  } catch {
    return null; // storage is off
  }
}
