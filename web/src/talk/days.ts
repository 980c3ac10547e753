import type { Act } from "../api/types";
import { dateOf } from "../ui/format";

const dayOf = (at: number): string => dateOf(at).toDateString();

export interface Day {
  at: number;
  acts: Act[];
}

/** Acts by day, newest first; what the pages told in pieces of the same program within the hour is put together. */
export function byDay(acts: readonly Act[]): Day[] {
  const days: Day[] = [];
  const folded = new Map<string, Act>();
  for (const act of acts) {
    const key = `${act.actor} ${act.action} ${Math.floor(act.at / 3.6e9)}`;
    const before = act.folded ? folded.get(key) : undefined;
    if (before) {
      const known = new Set(before.parts.map((part) => part.item.id));
      const more = act.parts.filter((part) => !known.has(part.item.id));
      // How many of the runs are the same is not known; at least those that are named count once.
      before.items = Math.max(before.items, act.items, known.size + more.length);
      before.parts = [...before.parts, ...more];
      before.least = true;
      continue;
    }
    const one = act.folded ? { ...act } : act;
    if (act.folded) folded.set(key, one);
    const last = days[days.length - 1];
    if (last && dayOf(last.at) === dayOf(act.at)) last.acts.push(one);
    else days.push({ at: act.at, acts: [one] });
  }
  return days;
}
