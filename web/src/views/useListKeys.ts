import type { RefObject } from "react";

import type { Item } from "../api/types";
import { atOnce, useShortcuts } from "../ui/shortcuts";
import { refused } from "../ui/toast";
import type { RowContext } from "./Cells";
import { picker, pickOf } from "./pick";
import type { Selection } from "./useSelection";

const SAME = "All selected items must be of one type for that.";

/** Opens the choice that a key stands for, for the selected items or the one in focus. */
export function openPick(items: readonly Item[], key: "s" | "a" | "p" | "l", context: Pick<RowContext, "types" | "mayEdit">, anchor?: DOMRect): void {
  const [first] = items;
  if (!first) return;
  if (items.some((item) => item.type !== first.type)) return refused("Not opened", new Error(SAME));
  if (!items.every((item) => item.trashed === null && context.mayEdit(item))) return refused("Not opened", new Error("You may not change all of these items."));
  const type = context.types.get(first.type);
  const what = pickOf(key, first, type);
  if (!what) return refused("Not opened", new Error(`${type?.plural ?? "These items"} have no such field that is changed by hand.`));
  picker.open({ items, what, anchor });
}

/** X, Shift-X, Ctrl-A select; S, A, P and L act upon what is selected, or upon the row in focus. */
export function useListKeys(scroller: RefObject<HTMLElement | null>, itemAt: (index: number) => Item | undefined, selection: Selection, context: RowContext): void {
  const line = () => {
    const found = document.activeElement?.closest("[data-line]");
    return found && scroller.current?.contains(found) ? found : null;
  };
  const focused = () => itemAt(Number(line()?.getAttribute("data-line") ?? -1));
  const select = (range: boolean) => () => {
    const item = focused();
    if (item) selection.toggle(item, range);
  };
  const act = (key: "s" | "a" | "p" | "l") => () => {
    const chosen = [...selection.chosen.values()];
    const item = focused();
    if (chosen.length > 0) openPick(chosen, key, context);
    else if (item) openPick([item], key, context, line()?.getBoundingClientRect());
  };
  useShortcuts({
    x: { act: atOnce(select(false)), what: "Select the row", group: "In a list" },
    "shift+x": { act: atOnce(select(true)), what: "Select to the row", group: "In a list" },
    "mod+a": { act: atOnce(selection.all), what: "Select all that are loaded", group: "In a list" },
    s: { act: atOnce(act("s")), what: "Change the state", group: "In a list" },
    a: { act: atOnce(act("a")), what: "Assign", group: "In a list" },
    p: { act: atOnce(act("p")), what: "Set the priority", group: "In a list" },
    l: { act: atOnce(act("l")), what: "Set labels", group: "In a list" },
    ...(selection.chosen.size > 0 && { Escape: { act: atOnce(selection.clear), what: "Select nothing", group: "In a list" } }),
  });
}
