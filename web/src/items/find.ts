import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { lastChangedQuery } from "../api/items";
import type { End, Item } from "../api/types";
import { foundItemsQuery } from "../api/views";

/** What there is to know of an item in order to choose it. */
export type FoundItem = Pick<Item, "id" | "key" | "type" | "title" | "state" | "project_key">;

const itemsOf = (ends: readonly End[]): FoundItem[] =>
  ends.flatMap(({ id, key, type, title, state, project_key }) => (id && type && project_key ? [{ id, key: key ?? id, type, title: title ?? "", state: state ?? "", project_key }] : []));

/**
 * Items found by their key or by beginnings of words of their title: of this project first, then, where that is wanted, of all others
 * that one may see. With nothing typed, what was changed last here. The one place that knows how items are searched for.
 */
export function useFoundItems(projectKey: string, text: string, { everywhere, limit = 12 }: { everywhere: boolean; limit?: number }): { items: FoundItem[]; waiting: boolean } {
  const typed = text.trim();
  const [query] = useDebouncedValue(typed, 60);
  const last = useQuery({ ...lastChangedQuery(projectKey, limit), enabled: query === "" });
  const found = useQuery({ ...foundItemsQuery(query, projectKey, !everywhere, limit), enabled: query !== "", placeholderData: keepPreviousData });
  const items = query === "" ? (last.data ?? []) : itemsOf(found.data?.items ?? []);
  return { items: items.filter((item) => item.type !== "project"), waiting: query !== typed || last.isLoading || found.isLoading || found.isPlaceholderData };
}
