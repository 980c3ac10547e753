import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { ask, at, get, newId, search } from "./client";
import { Problem } from "./problem";
import type { Activity, Presence } from "./types";

export interface ActivityView {
  person?: string | undefined;
  type?: string | undefined;
}

export const activityQuery = (project: string, view: ActivityView) =>
  infiniteQueryOptions({
    queryKey: ["activity", project.toUpperCase(), view],
    queryFn: ({ signal, pageParam }) => get<Activity>(`${at("projects", project)}/activity${search({ ...view, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

const BEAT_MS = 15_000;
const TAB = newId();

/**
 * Says that this tab shows a page of a project (or an item in it), and answers who else is in the project. The query is the
 * heartbeat: it repeats while its page is shown and looked at.
 */
export const presenceQuery = (project: string, item: string | null) =>
  queryOptions({
    queryKey: ["presence", project.toUpperCase(), item],
    queryFn: async ({ signal }) => (await ask<Presence>("/presence", { tab: TAB, project, item }, signal)).people,
    staleTime: BEAT_MS / 2,
    gcTime: BEAT_MS,
    refetchInterval: (query) => (query.state.error instanceof Problem && query.state.error.status === 404 ? false : BEAT_MS),
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true,
    retry: false,
  });
