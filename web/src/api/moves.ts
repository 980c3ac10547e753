import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { ask, change } from "./client";
import { EVERYWHERE, type Lists, placeItem, refreshLists, refreshProjects } from "./items";
import type { Batched, Item, Move, Moving } from "./types";

/** Take an item out of the lists of all projects but the one that it is in now. */
export function dropElsewhere(client: QueryClient, id: string, home?: string): void {
  const elsewhere = ({ queryKey: [noun, key] }: { queryKey: readonly unknown[] }) => noun === "items" && key !== EVERYWHERE && key !== home?.toUpperCase();
  client.setQueriesData<Lists | Item[]>({ predicate: elsewhere }, (before) => {
    if (!before) return before;
    const without = (items: Item[]): Item[] => (items.some((one) => one.id === id) ? items.filter((one) => one.id !== id) : items);
    if (Array.isArray(before)) return without(before);
    const pages = before.pages.map((page) => {
      const items = without(page.items);
      return items === page.items ? page : { ...page, items };
    });
    return pages.some((page, index) => page !== before.pages[index]) ? { ...before, pages } : before;
  });
}

/** What moving items to the project of that key would mean. */
export const movingQuery = (items: readonly Item[], project: string) =>
  queryOptions({
    queryKey: ["moving", project, ...items.map(({ id, rev }) => `${id} ${rev}`)],
    queryFn: ({ signal }) => ask<Moving>("/items/move/check", { items: items.map(({ id }) => id), project } satisfies Move, signal),
    enabled: project !== "",
    gcTime: 0,
    staleTime: 0,
  });

/** Move items, with what hangs beneath them, to another project. */
export function useMoveItems(items: readonly Item[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (project: string) => change<Batched>("POST", "/items/move", { items: items.map(({ id }) => id), project } satisfies Move),
    onSuccess: (batched, project) => {
      for (const item of batched.items) {
        placeItem(client, item);
        dropElsewhere(client, item.id, item.project_key);
      }
      const keys = [project, ...items.map((item) => item.project_key)];
      refreshProjects(client, keys);
      void client.invalidateQueries({ queryKey: ["item"] });
      void refreshLists(client, ...keys);
    },
  });
}
