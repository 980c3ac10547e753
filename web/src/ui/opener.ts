import { useSyncExternalStore } from "react";

/** A dialog that anything may open: what it was opened with, or null while it is closed. */
export function opener<T>() {
  let value: T | null = null;
  const listeners = new Set<() => void>();
  const set = (next: T | null): void => {
    value = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { open: set as (next: T) => void, close: () => set(null), useOpened: (): T | null => useSyncExternalStore(subscribe, () => value) };
}
