import { useSyncExternalStore } from "react";

import { dateOf, exact, moment, relative } from "./format";

/** One clock for the whole page, so that "3 min ago" moves on without each row having its own timer. */
const clock = (() => {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      timer ??= setInterval(tick, 30_000);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => now,
  };
})();

/** Relative time; the exact one on hover. A time after the last tick counts as just now. */
export function Time({ at }: { at: number }) {
  const now = useSyncExternalStore(clock.subscribe, clock.read);
  return (
    <time dateTime={dateOf(at).toISOString()} title={exact(at)} className="num">
      {relative(at, Math.max(now, at / 1000))}
    </time>
  );
}

/** When it was, in a few letters, for a narrow column; the exact time on hover. */
export function Moment({ at }: { at: number }) {
  return (
    <time dateTime={dateOf(at).toISOString()} title={exact(at)} className="num">
      {moment(at)}
    </time>
  );
}
