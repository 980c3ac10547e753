import { type InfiniteData, infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { projectsQuery } from "./projects";
import type { AccessRequests, Following, Inbox, InboxCount, InboxEntry, InboxPatch, OwnRequests, ProjectRole } from "./types";

export const VIEWS = ["unread", "all", "snoozed"] as const;
export type InboxView = (typeof VIEWS)[number];

export const inboxQuery = (view: InboxView) =>
  infiniteQueryOptions({
    queryKey: ["inbox", "list", view],
    queryFn: ({ signal, pageParam }) => get<Inbox>(`/inbox${search({ view, cursor: pageParam, limit: 100 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const inboxCountQuery = queryOptions({
  queryKey: ["inbox", "count"],
  queryFn: async ({ signal }) => (await get<InboxCount>("/inbox/count", signal)).unread,
  // What is asked of leads does not stand in the log that the socket tells of.
  refetchInterval: 60_000,
});

type Pages = InfiniteData<Inbox, string>;

const without = (data: Pages | undefined, id: string): Pages | undefined =>
  data && { ...data, pages: data.pages.map((page) => ({ ...page, entries: page.entries.filter((one) => one.id !== id) })) };

const marked = (data: Pages | undefined, id: string): Pages | undefined =>
  data && { ...data, pages: data.pages.map((page) => ({ ...page, entries: page.entries.map((one) => (one.id === id ? { ...one, read: true } : one)) })) };

/** Read, done, later: painted at once in every list that shows the entry, taken back when refused. */
export function useEntry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ entry, patch }: { entry: InboxEntry; patch: InboxPatch }) => change<InboxEntry>("PATCH", at("inbox", entry.id), patch),
    onMutate: async ({ entry, patch }) => {
      await client.cancelQueries({ queryKey: ["inbox"] });
      const before = client.getQueriesData<Pages>({ queryKey: ["inbox", "list"] });
      const count = client.getQueryData(inboxCountQuery.queryKey);
      const leaves = patch.done === true || typeof patch.snoozed === "number";
      if (leaves) client.setQueriesData<Pages>({ queryKey: ["inbox", "list"] }, (data) => without(data, entry.id));
      else if (patch.read) client.setQueriesData<Pages>({ queryKey: ["inbox", "list"] }, (data) => marked(data, entry.id));
      if (!entry.read && (leaves || patch.read)) client.setQueryData(inboxCountQuery.queryKey, (now) => now && now - 1);
      return { before, count };
    },
    onError: (_error, _asked, kept) => {
      for (const [key, data] of kept?.before ?? []) client.setQueryData(key, data);
      client.setQueryData(inboxCountQuery.queryKey, kept?.count);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["inbox"] }),
  });
}

export function useReadAll() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => change("POST", "/inbox/read"), onSettled: () => client.invalidateQueries({ queryKey: ["inbox"] }) });
}

/** What can be followed: an item by id, or a project by key. */
export interface Followed {
  item?: string | undefined;
  project?: string | undefined;
}
const pathOf = ({ item, project }: Followed): string => `${item ? at("items", item) : at("projects", project ?? "")}/subscription`;

export const followingQuery = (what: Followed) =>
  queryOptions({ queryKey: ["following", what.item ?? what.project?.toUpperCase() ?? ""], queryFn: ({ signal }) => get<Following>(pathOf(what), signal) });

export function useFollow(what: Followed) {
  const client = useQueryClient();
  const { queryKey } = followingQuery(what);
  return useMutation({
    mutationFn: (following: boolean) => change<Following>("PUT", pathOf(what), { following }),
    onMutate: async (following) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (now) => now && { ...now, following });
      return { before };
    },
    onError: (_error, _following, kept) => client.setQueryData(queryKey, kept?.before),
    // A project's answer is also that of its items.
    onSettled: () => client.invalidateQueries({ queryKey: ["following"] }),
  });
}

/** Nobody tells who asks that somebody has answered, where they may not see the project. */
const ASKED_MS = 15_000;

/** What I asked for at a place, a project's key or an item, the newest first; the same of a place that is not there. */
export const ownRequestsQuery = (place: string) =>
  queryOptions({
    queryKey: ["access-requests", "own", place.toLowerCase()],
    queryFn: async ({ signal }) => (await get<OwnRequests>(`/access-requests${search({ place })}`, signal)).requests,
    refetchInterval: ({ state }) => (state.data?.some((request) => request.decided === null) ? ASKED_MS : false),
  });

export function useAskForAccess() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { place: string; role: "viewer" | "commenter" | "editor"; words: string }) => change("POST", "/access-requests", body),
    onSuccess: (_answer, { place }) => client.invalidateQueries({ queryKey: ownRequestsQuery(place).queryKey }),
  });
}

export const accessRequestsQuery = (project: string) =>
  queryOptions({
    queryKey: ["access-requests", project.toUpperCase()],
    queryFn: async ({ signal }) => (await get<AccessRequests>(`${at("projects", project)}/access-requests`, signal)).requests,
  });

export function useDecide(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...decision }: { id: string; role: ProjectRole | null; words?: string }) => change<AccessRequests>("POST", at("projects", project, "access-requests", id), decision),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["access-requests"] }),
        client.invalidateQueries({ queryKey: ["inbox"] }),
        client.invalidateQueries({ queryKey: ["project", project.toUpperCase()] }),
        client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
      ]),
  });
}
