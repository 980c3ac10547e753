import { useSyncExternalStore } from "react";

/** A dialog that anything may open: what it was opened with, or null while it is closed. */
export function opener<T>() {
  let value: T | null = null;
  const listeners = new Set<() => void>();
  let from: Element | null = null;
  const set = (next: T | null): void => {
    value = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    open: (next: T) => {
      if (value === null) from = document.activeElement;
      set(next);
    },
    /** Whoever was in focus before has it again, so that the next key finds a row, unless something else has taken it. */
    close: () => {
      const before = from;
      from = null;
      set(null);
      queueMicrotask(() => {
        if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true });
      });
    },
    useOpened: (): T | null => useSyncExternalStore(subscribe, () => value),
  };
}
