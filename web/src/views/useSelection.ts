import { useState } from "react";

import type { Item } from "../api/types";
import { done } from "../ui/toast";

/** One act on the server takes so many. */
export const MOST = 500;

export interface Selection {
  chosen: ReadonlyMap<string, Item>;
  toggle: (item: Item, range: boolean) => void;
  all: () => void;
  clear: () => void;
}

/** Which rows are selected; a range goes from the row that was toggled last. Items are those that the table holds now. */
export function useSelection(items: readonly Item[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const cut = (wanted: string[]): ReadonlySet<string> => {
    if (wanted.length > MOST) done(`The first ${MOST} are selected: so many fit into one act.`);
    return new Set(wanted.slice(0, MOST));
  };
  const toggle = (item: Item, range: boolean) => {
    const from = items.findIndex((one) => one.id === anchor);
    const to = items.findIndex((one) => one.id === item.id);
    setAnchor(item.id);
    setIds((before) => {
      if (range && from >= 0 && to >= 0) return cut([...new Set([...before, ...items.slice(Math.min(from, to), Math.max(from, to) + 1).map((one) => one.id)])]);
      return before.has(item.id) ? new Set([...before].filter((id) => id !== item.id)) : cut([...before, item.id]);
    });
  };
  const chosen = new Map(items.filter((item) => ids.has(item.id)).map((item) => [item.id, item]));
  return { chosen, toggle, all: () => setIds(cut(items.map((item) => item.id))), clear: () => setIds(new Set()) };
}
