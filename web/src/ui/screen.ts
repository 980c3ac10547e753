import { useSyncExternalStore } from "react";

const PHONE = "(max-width: 760px)";

/** The one width at which the app becomes a phone's: as in the style sheets. */
export const isPhone = (): boolean => matchMedia(PHONE).matches;

function subscribe(listener: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** The same for what is drawn: asked once for a whole table, and followed when the window changes. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, isPhone);
