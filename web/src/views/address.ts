import type { SavedView } from "../api/types";
import { type ListSearch, listSearch } from "../items/listView";

/** The settings of a view themselves: without which view they belong to, and without what is selected and open in it now. */
export function settings(search: ListSearch): ListSearch {
  const { ...rest } = search;
  delete rest.view;
  delete rest.sel;
  delete rest.side;
  delete rest.open;
  return rest;
}

/** What the address says where a saved view is shown as it was saved. */
export const savedSearch = (saved: SavedView): ListSearch => ({ ...settings(listSearch(saved.query)), ...(saved.type && { type: saved.type }), view: saved.id });

/** Where a saved view is. */
export function viewAddress(saved: SavedView) {
  const search = savedSearch(saved);
  if (saved.project_key !== null) return { to: "/p/$key/$phase", params: { key: saved.project_key, phase: saved.place }, search } as const;
  return { to: `/${saved.place}`, search } as { to: "/docs"; search: ListSearch };
}
