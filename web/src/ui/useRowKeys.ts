import type { RefObject } from "react";

import { atOnce, useShortcuts } from "./shortcuts";

/**
 * J and K: the focus walks from row to row, also to rows that are not drawn yet.
 * A line carries `data-line` with its index, the link in it `data-row`.
 */
export function useRowKeys(scroller: RefObject<HTMLElement | null>, count: number, isRow: (index: number) => boolean, reveal: (index: number) => void): void {
  const move = (by: 1 | -1) => {
    const now = document.activeElement?.closest("[data-line]")?.getAttribute("data-line");
    let next = now === null || now === undefined ? (by === 1 ? 0 : count - 1) : Number(now) + by;
    while (next >= 0 && next < count && !isRow(next)) next += by;
    if (next < 0 || next >= count) return;
    const row = () => scroller.current?.querySelector<HTMLElement>(`[data-line="${next}"] [data-row]`);
    row()?.focus({ preventScroll: true }); // at once where it is drawn: the next key may be Enter
    reveal(next);
    const held = document.activeElement;
    // A row that is drawn only now; but not what the next key has opened meanwhile.
    requestAnimationFrame(() => document.activeElement === held && row()?.focus({ preventScroll: true }));
  };
  useShortcuts({ j: atOnce(() => move(1)), k: atOnce(() => move(-1)) });
}
