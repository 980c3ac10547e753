import type { SavedView } from "../api/types";
import { type ListSearch, listSearch } from "../items/listView";

/** What the address says where a saved view is shown as it was saved. */
export const savedSearch = (saved: SavedView): ListSearch => ({ ...listSearch(saved.query), ...(saved.type && { type: saved.type }), view: saved.id });

/** Where a saved view is. */
export function viewAddress(saved: SavedView) {
  const search = savedSearch(saved);
  if (saved.project_key !== null) return { to: "/p/$key/$phase", params: { key: saved.project_key, phase: saved.place }, search } as const;
  return { to: `/${saved.place}`, search } as { to: "/docs"; search: ListSearch };
}
