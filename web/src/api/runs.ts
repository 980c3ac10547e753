import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { at, get, getRange, search } from "./client";
import type { Comparison, Files, Run, RunColumns, RunGroups, RunTable } from "./types";

/** A run that still goes is asked again each second, so that new points appear without a reload. */
export const LIVE_MS = 1_000;
const alive = (state: string | undefined): boolean => state === "running" || state === "scheduled";

export const isLive = (run: Run | undefined): boolean => alive(run?.item.state);

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => get<Run>(at("runs", id), signal),
    refetchInterval: (query) => (isLive(query.state.data) ? LIVE_MS : false),
  });

export const filesQuery = (run: string, path: string) =>
  queryOptions({
    queryKey: ["run", run, "files", path],
    queryFn: async ({ signal }) => (await get<Files>(`${at("runs", run)}/files${search({ path })}`, signal)).files,
  });

export const fileAddress = (run: string, path: string): string => `${at("runs", run)}/file${search({ path })}`;

export const filePart = (run: string, path: string, start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> => getRange(fileAddress(run, path), start, end, signal);

/** The first bytes of a file, at most `most` of them. An empty file has no part to ask for. */
export const fileHead = async (run: string, path: string, size: number, most: number, signal?: AbortSignal): Promise<ArrayBuffer> =>
  size === 0 ? new ArrayBuffer(0) : filePart(run, path, 0, Math.min(size, most), signal);

export interface RunView {
  /** metric.NAME, param.NAME or tag.NAME */
  columns: readonly string[];
  sort: string;
  desc: boolean;
  state: string | undefined;
  /** Conditions as JSON. */
  filter: string | undefined;
}

const addressOf = (project: string, { columns, ...view }: RunView, more: Record<string, string | number>): string =>
  `${at("projects", project)}/runs${search({ columns: columns.join(","), ...view, ...more })}`;

export const PAGE = 200;

/** The table of runs, in pages. */
export const runTableQuery = (project: string, view: RunView) =>
  infiniteQueryOptions({
    queryKey: ["run-table", project.toUpperCase(), view],
    queryFn: ({ signal, pageParam }) => get<RunTable>(addressOf(project, view, { cursor: pageParam, limit: PAGE }), signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** The first runs of one group. */
export const runsOfGroupQuery = (project: string, view: RunView, limit: number) =>
  queryOptions({
    queryKey: ["run-table", project.toUpperCase(), "group", view, limit],
    queryFn: ({ signal }) => get<RunTable>(addressOf(project, view, { limit }), signal),
    placeholderData: keepPreviousData,
  });

/** How many runs have each value, and the sorted metric among them. */
export const runGroupsQuery = (project: string, by: string, { sort, desc, state, filter }: RunView, limit = 200) =>
  queryOptions({
    queryKey: ["run-table", project.toUpperCase(), "groups", by, sort, desc, state, filter, limit],
    queryFn: ({ signal }) => get<RunGroups>(`${at("projects", project)}/run-groups${search({ by, sort, desc, state, filter, limit })}`, signal),
    placeholderData: keepPreviousData,
  });

/** Changes whenever runs of the project were logged, started or ended: what a table listens to, so that it decides itself when to ask. */
export const runsBeatQuery = (project: string) =>
  queryOptions({ queryKey: ["runs", project.toUpperCase(), "beat"], queryFn: () => Date.now(), staleTime: Infinity });

export const runColumnsQuery = (project: string, text = "") =>
  queryOptions({
    queryKey: ["runs", project.toUpperCase(), "columns", text],
    queryFn: ({ signal }) => get<RunColumns>(`${at("projects", project)}/run-columns${search({ q: text })}`, signal),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

/** Runs side by side; asked again each second while one of them goes on. */
export const compareQuery = (project: string, runs: readonly string[], metrics = "metric,min,max") =>
  queryOptions({
    queryKey: ["compare", project.toUpperCase(), runs, metrics],
    queryFn: ({ signal }) => get<Comparison>(`${at("projects", project)}/compare${search({ runs: runs.join(","), metrics })}`, signal),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.runs.some((run) => alive(run.state)) ? LIVE_MS : false),
  });

/** The runs within a run, newest first. */
export const nestedQuery = (project: string, parent: string, keys: readonly string[], limit: number, live: boolean) =>
  queryOptions({
    queryKey: ["run", parent, "nested", keys],
    queryFn: ({ signal }) => get<RunTable>(`${at("projects", project)}/runs${search({ parent, columns: keys.map((key) => `metric.${key}`).join(","), limit })}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: live ? 5_000 : false,
  });
