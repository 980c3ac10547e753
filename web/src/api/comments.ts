import { type InfiniteData, type QueryClient, infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, newId, search } from "./client";
import type { Comment, Discussion, Person } from "./types";

const PAGE = 100;

export const commentsQuery = (item: string) =>
  infiniteQueryOptions({
    queryKey: ["comments", item],
    queryFn: ({ signal, pageParam }) => get<Discussion>(`${at("items", item)}/comments${search({ cursor: pageParam, limit: PAGE })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

type Pages = InfiniteData<Discussion, string>;
/** One that the server has not confirmed yet has an id of this form. */
const waiting = (): string => `waiting-${newId()}`;
export const isWaiting = (comment: Comment): boolean => comment.id.startsWith("waiting-");

/** The comments with one more: at the end of its thread, or of all. */
export function withComment(comments: readonly Comment[], added: Comment): Comment[] {
  const root = added.parent;
  const last = root === null ? -1 : comments.reduce((found, one, index) => (one.id === root || one.parent === root ? index : found), -1);
  return last < 0 ? [...comments, added] : [...comments.slice(0, last + 1), added, ...comments.slice(last + 1)];
}

/** The comments without one, as the server leaves them: its place stays while there are answers. */
export function withoutComment(comments: readonly Comment[], gone: string): Comment[] {
  const removed = comments.find((one) => one.id === gone);
  const answered = comments.some((one) => one.parent === gone);
  if (answered) return comments.map((one) => (one.id === gone ? { ...one, deleted: true, text: "", author: "", author_name: "" } : one));
  const left = comments.filter((one) => one.id !== gone);
  const root = left.find((one) => one.id === removed?.parent);
  return root?.deleted && !left.some((one) => one.parent === root.id) ? left.filter((one) => one !== root) : left;
}

/** Paint a change of the pages before the server has confirmed it; answers how to take it back. */
async function paint(client: QueryClient, item: string, edit: (comments: Comment[], page: Discussion) => Comment[], by = 0): Promise<() => void> {
  const key = commentsQuery(item).queryKey;
  await client.cancelQueries({ queryKey: key });
  const before = client.getQueryData<Pages>(key);
  client.setQueryData<Pages>(key, (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, total: page.total + by, comments: edit(page.comments, page) })) });
  return () => client.setQueryData(key, before);
}

export interface NewWords {
  text: string;
  parent: string | null;
}

export function useAddComment(item: string, me: Pick<Person, "id" | "name"> | undefined) {
  const client = useQueryClient();
  return useMutation({
    scope: { id: `comment-${item}` },
    mutationFn: ({ text, parent }: NewWords) => change<Comment>("POST", `${at("items", item)}/comments`, { text, ...(parent && { parent }) }),
    onMutate: async ({ text, parent }) => {
      const drawn: Comment = { id: waiting(), item, author: me?.id ?? "", author_name: me?.name ?? "", text, created: Date.now() * 1000, parent, edited: null, deleted: false, mentions: [] };
      const rollback = await paint(client, item, (comments, page) => (parent ? comments.some((one) => one.id === parent) : page.next === null) ? withComment(comments, drawn) : comments, 1);
      return { rollback, id: drawn.id };
    },
    onSuccess: (saved, _words, drawn) => void paint(client, item, (comments) => comments.map((one) => (one.id === drawn.id ? saved : one))),
    onError: (_error, _words, drawn) => drawn?.rollback(),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["comments", item] }), client.invalidateQueries({ queryKey: ["following", item] })]),
  });
}

export function useEditComment(item: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, text }: { id: string; text: string }) => change<Comment>("PATCH", at("comments", id), { text }),
    onMutate: async ({ id, text }) => ({ rollback: await paint(client, item, (comments) => comments.map((one) => (one.id === id ? { ...one, text, edited: Date.now() * 1000 } : one))) }),
    onError: (_error, _words, drawn) => drawn?.rollback(),
    onSettled: () => client.invalidateQueries({ queryKey: ["comments", item] }),
  });
}

export function useDeleteComment(item: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => change("DELETE", at("comments", id)),
    onMutate: async (id) => ({ rollback: await paint(client, item, (comments) => withoutComment(comments, id), -1) }),
    onError: (_error, _id, drawn) => drawn?.rollback(),
    onSettled: () => client.invalidateQueries({ queryKey: ["comments", item] }),
  });
}
