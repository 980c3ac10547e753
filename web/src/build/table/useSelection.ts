import { useCallback, useMemo, useRef } from "react";

import { refused } from "../../ui/toast";
import { MOST_SELECTED, runIds } from "./search";

export interface Selection {
  ids: readonly string[];
  /** The place of each selected run: it decides its colour. */
  looks: ReadonlyMap<string, number>;
  /** Select or leave one; with `through`, all of the list from the last one to it. */
  toggle: (id: string, through?: readonly string[]) => void;
  clear: () => void;
}

/** The selected runs, which stand in the address in the order in which they were selected. */
export function useSelection(selected: string | undefined, set: (ids: string | undefined) => void): Selection {
  const ids = useMemo(() => runIds(selected), [selected]);
  const last = useRef<string | null>(null);
  const looks = useMemo(() => new Map(ids.map((id, index) => [id, index])), [ids]);
  const toggle = useCallback(
    (id: string, through?: readonly string[]) => {
      const [from, to] = through && last.current !== null ? [through.indexOf(last.current), through.indexOf(id)] : [-1, -1];
      last.current = id;
      const range = from >= 0 && to >= 0 && through ? through.slice(Math.min(from, to), Math.max(from, to) + 1) : [];
      const changed = range.length > 1 ? [...new Set([...ids, ...range])] : ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
      if (changed.length > MOST_SELECTED) refused(`At most ${MOST_SELECTED} runs can be selected`, new Error("The first of them stay selected."));
      set(changed.slice(0, MOST_SELECTED).join(",") || undefined);
    },
    [ids, set],
  );
  const clear = useCallback(() => set(undefined), [set]);
  return { ids, looks, toggle, clear };
}
