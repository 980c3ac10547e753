import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";

import { change } from "./client";
import { refreshAround } from "./items";
import type { Item, TaggedItems } from "./types";

/** Names to values; null takes a tag away. */
export type TagsEdit = Record<string, string | null>;

export const withTags = (tags: Record<string, string>, edit: TagsEdit): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...tags, ...edit }).filter((pair): pair is [string, string] => pair[1] !== null));

export const editTags = (items: readonly string[], tags: TagsEdit): Promise<TaggedItems> => change<TaggedItems>("PATCH", "/tags", { items, tags });

interface Outcomes {
  onSaved: (edit: TagsEdit) => void;
  onRefused: (edit: TagsEdit, error: unknown) => void;
}

/** Edit the tags of an item, one edit after the other. Each goes on until the page has been read again, and is told of whatever follows it. */
export function useEditTags(item: Item, { onSaved, onRefused }: Outcomes) {
  const client = useQueryClient();
  const mutationKey = ["edit-tags", item.id];
  const edit = useMutation({
    mutationKey,
    scope: { id: `edit-tags-${item.id}` },
    mutationFn: (tags: TagsEdit) => editTags([item.id], tags),
    onSuccess: (_answer, tags) => onSaved(tags),
    onError: (error, tags) => onRefused(tags, error),
    onSettled: async () => {
      refreshAround(client, item);
      await Promise.all([client.invalidateQueries({ queryKey: ["run", item.id], exact: true }), client.invalidateQueries({ queryKey: ["item", item.id] })]);
    },
  });
  const waiting = useMutationState({ filters: { mutationKey, status: "pending" }, select: (one) => one.state.variables as TagsEdit });
  /** The tags with every edit that still waits. */
  const painted = (tags: Record<string, string>) => waiting.reduce(withTags, tags);
  return { edit, painted };
}
