import { useMutation, useQueryClient } from "@tanstack/react-query";

import { change } from "./client";
import { refreshAround } from "./items";
import type { Item, TaggedItems } from "./types";

/** Names to values; null takes a tag away. */
export type TagsEdit = Record<string, string | null>;

export const withTags = (tags: Record<string, string>, edit: TagsEdit): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...tags, ...edit }).filter((pair): pair is [string, string] => pair[1] !== null));

export const editTags = (items: readonly string[], tags: TagsEdit): Promise<TaggedItems> => change<TaggedItems>("PATCH", "/tags", { items, tags });

/** Edit the tags of an item. It goes on until its page has been read again, so that what was edited can be shown meanwhile. */
export function useEditTags(item: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tags: TagsEdit) => editTags([item.id], tags),
    onSettled: async () => {
      refreshAround(client, item);
      await Promise.all([client.invalidateQueries({ queryKey: ["run", item.id], exact: true }), client.invalidateQueries({ queryKey: ["item", item.id] })]);
    },
  });
}
