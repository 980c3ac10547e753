import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { at, get, getBytes, search } from "./client";
import type { Files, Run, RunColumns, RunTable } from "./types";

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

export const fileQuery = (run: string, path: string) =>
  queryOptions({
    queryKey: ["run", run, "file", path],
    queryFn: ({ signal }) => getBytes(fileAddress(run, path), signal),
    staleTime: Infinity,
    gcTime: 60_000,
  });

export interface RunView {
  /** metric.NAME, param.NAME or tag.NAME */
  columns: readonly string[];
  sort: string;
  desc: boolean;
  state: string | undefined;
}

/** The table of runs, in pages. */
export const runTableQuery = (project: string, { columns, ...view }: RunView) =>
  infiniteQueryOptions({
    queryKey: ["runs", project.toUpperCase(), columns, view],
    queryFn: ({ signal, pageParam }) =>
      get<RunTable>(`${at("projects", project)}/runs${search({ columns: columns.join(","), ...view, cursor: pageParam, limit: 200 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const runColumnsQuery = (project: string) =>
  queryOptions({
    queryKey: ["runs", project.toUpperCase(), "columns"],
    queryFn: ({ signal }) => get<RunColumns>(`${at("projects", project)}/run-columns`, signal),
    staleTime: 30_000,
  });
