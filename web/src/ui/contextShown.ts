import { useSyncExternalStore } from "react";

const KEY = "rootnode-context-hidden";

/** Whether Context stands beside the content: one choice for all pages, remembered in this browser. */
function read(): boolean {
  try {
    return localStorage.getItem(KEY) === null;
  } catch {
    return true;
  }
}

let shown = read();
const listeners = new Set<() => void>();

export function toggleContext(): void {
  shown = !shown;
  try {
    if (shown) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useContextShown = (): boolean => useSyncExternalStore(subscribe, () => shown);
