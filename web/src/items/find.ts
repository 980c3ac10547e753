import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { findQuery } from "../api/items";
import type { End, Item } from "../api/types";
import { foundQuery } from "../api/views";

/** What there is to know of an item in order to choose it. */
export type FoundItem = Pick<Item, "id" | "key" | "type" | "title" | "state" | "project_key">;

const itemsOf = (ends: readonly End[]): FoundItem[] =>
  ends.flatMap(({ id, key, type, title, state, project_key }) => (id && type && project_key ? [{ id, key: key ?? id, type, title: title ?? "", state: state ?? "", project_key }] : []));

/**
 * Items found by words of their title or by their key: of this project first, then of all others that one may see.
 * The one place that knows how items are searched for: pickers only show what it finds.
 */
export function useFoundItems(projectKey: string, text: string, { everywhere, limit = 12 }: { everywhere: boolean; limit?: number }): { items: FoundItem[]; waiting: boolean } {
  const [query] = useDebouncedValue(text.trim(), 120);
  const own = useQuery(findQuery(projectKey, query, limit));
  const found = useQuery({ ...foundQuery(query), enabled: everywhere && query !== "" });
  const seen = new Set<string>();
  const items = [...(own.data ?? []), ...itemsOf(found.data?.items ?? [])].filter((item) => item.type !== "project" && !seen.has(item.id) && Boolean(seen.add(item.id)));
  return { items: items.slice(0, limit), waiting: query !== text.trim() || own.isLoading || found.isLoading };
}
