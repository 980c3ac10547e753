import type { Item, ItemType } from "../api/types";
import { opener } from "../ui/opener";

export const moveToProject = opener<{ items: readonly Item[]; onMoved?: () => void }>();

/** Whether an item may be moved to another project at all. */
export const movable = (item: Item, type: ItemType | undefined): boolean => item.trashed === null && type?.movable === true;
