import type { InfiniteData, QueryClient } from "@tanstack/react-query";

import { isItem, itemQuery, type ListPage, refreshLists } from "./items";
import { isGone } from "./problem";
import type { Item } from "./types";

/** What hangs under "items": pages, or a list; one of them holds labels. */
type Held = InfiniteData<ListPage> | readonly unknown[];

const stretches = (held: Held | undefined): readonly (readonly unknown[])[] => (!held ? [] : "pages" in held ? held.pages.map((page) => page.items) : [held]);

/** The item as some list shows it: lists bring whole items. */
function listed(client: QueryClient, ref: string): Item | undefined {
  for (const [, held] of client.getQueriesData<Held>({ queryKey: ["items"] })) {
    for (const items of stretches(held)) {
      const found = items.find((item): item is Item => isItem(item) && (item.key === ref || item.id === ref));
      if (found) return found;
    }
  }
  return undefined;
}

/** The page of an item that a list holds begins with what the list knows; it is asked for all the same. What was answered to be gone stays so. */
export function beginWithListed(client: QueryClient, ref: string): void {
  const { queryKey } = itemQuery(ref);
  if (client.getQueryData(queryKey) || isGone(client.getQueryState(queryKey)?.error)) return;
  const item = listed(client, ref);
  if (item) client.setQueryData(queryKey, item, { updatedAt: 1 });
}

/** What the server says is gone is known no longer, and the lists of its project are asked again. */
export function forget(client: QueryClient, ref: string, project: string): void {
  client.getQueryCache().find({ queryKey: itemQuery(ref).queryKey, exact: true })?.setState({ data: undefined });
  void refreshLists(client, project);
}
