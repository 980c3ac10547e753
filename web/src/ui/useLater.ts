import { useDeferredValue } from "react";

/**
 * False while a page is drawn for the first time, true right after: what a reader sees first is on screen before the rest is made,
 * and the rest is made in small pieces that let keys through.
 */
export const useLater = (): boolean => useDeferredValue(true, false);
