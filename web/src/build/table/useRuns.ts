import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";

import { type RunView, runGroupsQuery, runTableQuery, runsBeatQuery, runsOfGroupQuery } from "../../api/runs";
import type { RunGroup, RunRow } from "../../api/types";
import { conditionOfGroup, markOf } from "./conditions";
import type { Condition } from "./search";

/** A line of the table. */
export type Entry = { kind: "run"; row: RunRow; first: boolean } | { kind: "group"; group: RunGroup; mark: string; open: boolean } | { kind: "more"; group: RunGroup; shown: number } | { kind: "wait"; mark: string };

export interface Runs {
  entries: Entry[];
  /** How many runs fit, once that is known. */
  total: number | null;
  error: unknown;
  isPending: boolean;
  isStale: boolean;
  /** Ask for what follows, where there is more. */
  more: (() => void) | undefined;
  retry: () => void;
}

const CALM_MS = 700;
/** Groups are counted over all runs: they are asked again as rarely as so many pages. */
const GROUPED_PAGES = 15;
const FIRST_OPEN = 3;
const OF_GROUP = 50;

/** Asks the table again when runs were logged: the more pages are loaded, the more rarely. */
function useBeat(project: string, pages: number): void {
  const client = useQueryClient();
  const { data: beat } = useQuery(runsBeatQuery(project));
  const seen = useRef<number>(undefined);
  const last = useRef(0);
  useEffect(() => {
    if (beat === undefined || seen.current === beat) return undefined;
    const first = seen.current === undefined;
    seen.current = beat;
    if (first) return undefined;
    const wait = Math.max(0, last.current + pages * CALM_MS - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      void client.invalidateQueries({ queryKey: ["run-table", project.toUpperCase()] });
    }, wait);
    return () => clearTimeout(timer);
  }, [beat, client, pages, project]);
}

function useFlat(project: string, view: RunView, enabled: boolean): Runs {
  const query = useInfiniteQuery({ ...runTableQuery(project, view), enabled });
  // How many fit in all is only asked where neither the pages nor the project's counts say it.
  const narrowed = view.filter !== undefined || view.state !== undefined;
  const { data: counted } = useQuery({ ...runGroupsQuery(project, "state", { ...view, sort: "created" }, 1), enabled: enabled && query.hasNextPage && narrowed });
  useBeat(project, enabled ? (query.data?.pages.length ?? 1) : GROUPED_PAGES);
  const entries = useMemo(() => {
    const rows = query.data?.pages.flatMap((page) => page.runs) ?? [];
    // A run that moved between two pages while they were read would stand there twice.
    const seen = new Set<string>();
    return rows.flatMap((row): Entry[] => {
      if (seen.has(row.item.id)) return [];
      seen.add(row.item.id);
      return [{ kind: "run", row, first: seen.size === 1 }];
    });
  }, [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    entries,
    total: hasNextPage ? (narrowed ? (counted?.runs ?? null) : null) : entries.length,
    error: query.error,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    more: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined,
    retry: () => void query.refetch(),
  };
}

/** The view of one group: its condition beside the others. */
function viewOf(view: RunView, by: string, group: RunGroup): RunView {
  if (by === "state") return { ...view, state: group.value ?? undefined };
  const others = JSON.parse(view.filter ?? "[]") as Condition[];
  return { ...view, filter: JSON.stringify([...others, ...conditionOfGroup(by, group)]) };
}

function useGrouped(project: string, view: RunView, by: string, asked: readonly string[] | undefined, sizes: ReadonlyMap<string, number>): Runs {
  const enabled = by !== "";
  const query = useQuery({ ...runGroupsQuery(project, by, view), enabled });
  const groups = useMemo(() => query.data?.groups ?? [], [query.data]);
  const open = asked ?? groups.slice(0, FIRST_OPEN).map(markOf);
  const shown = groups.filter((group) => open.includes(markOf(group))).slice(0, 20);
  const queries = useQueries({ queries: shown.map((group) => ({ ...runsOfGroupQuery(project, viewOf(view, by, group), Math.min(sizes.get(markOf(group)) ?? OF_GROUP, 500)), enabled })) });
  const entries = groups.flatMap((group): Entry[] => {
    const mark = markOf(group);
    const index = shown.indexOf(group);
    const page = index < 0 ? undefined : queries[index]?.data;
    const rows = (page?.runs ?? []).map((row, place): Entry => ({ kind: "run", row, first: place === 0 }));
    const rest: Entry[] = page?.next ? [{ kind: "more", group, shown: page.runs.length }] : [];
    const wait: Entry[] = index >= 0 && !page ? [{ kind: "wait", mark }] : [];
    return [{ kind: "group", group, mark, open: index >= 0 }, ...wait, ...rows, ...rest];
  });
  return {
    entries: enabled ? entries : [],
    total: query.data?.runs ?? null,
    error: query.error ?? queries.find(({ error }) => error)?.error ?? null,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    more: undefined,
    retry: () => void Promise.all([query.refetch(), ...queries.map((one) => one.refetch())]),
  };
}

/** So long what was typed waits for the answer before it. */
export const LONGEST_MS = 1_000;
const same = (one: RunView, other: RunView): boolean => JSON.stringify(one) === JSON.stringify(other);
/** Letters that are typed change the filter, and nothing else. */
const isTyped = (one: RunView, other: RunView): boolean => same({ ...one, filter: undefined }, { ...other, filter: undefined });

/**
 * The lines of the table: runs one after the other, or under the headings of their groups. While the server works out an answer, the
 * rows before it stay and nothing more that is typed is asked: then the newest view is, and what was typed between is never asked for.
 * An order, a state or columns that are chosen do not wait for it, nor does what is known already; and a slow answer is given up.
 */
export function useRuns(project: string, view: RunView, by: string | undefined, open: readonly string[] | undefined, sizes: ReadonlyMap<string, number>): Runs {
  const client = useQueryClient();
  const [asked, ask] = useState({ project, view });
  const [givenUp, giveUp] = useState<typeof asked>();
  const flat = useFlat(project, asked.view, by === undefined);
  const grouped = useGrouped(project, asked.view, by ?? "", open, sizes);
  const runs = by === undefined ? flat : grouped;
  const behind = !same(asked.view, view);
  useEffect(() => {
    if (!behind) return undefined;
    const timer = setTimeout(() => giveUp(asked), LONGEST_MS);
    return () => clearTimeout(timer);
  }, [behind, asked]);
  const isKnown = () => client.getQueryData(by === undefined ? runTableQuery(project, view).queryKey : runGroupsQuery(project, by, view).queryKey) !== undefined;
  if (asked.project !== project || (behind && (!runs.isStale || givenUp === asked || !isTyped(asked.view, view) || isKnown()))) ask({ project, view });
  return behind ? { ...runs, isStale: true } : runs;
}
