import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";

import { loadCurves } from "../../api/curves";
import type { Curve, RunRow } from "../../api/types";

const BLOCK = 25;
const BUCKETS = 40;
const LIVE_MS = 2_000;

const going = ({ item }: RunRow): boolean => item.state === "running" || item.state === "scheduled";

/** The small curves of the rows on screen, by run: one call for each block of rows that is seen. */
export function useSparks(project: string, metric: string | null, rows: readonly (RunRow | null)[], from: number, to: number): ReadonlyMap<string, Curve> {
  const blocks: (readonly RunRow[])[] = [];
  if (metric !== null) {
    for (let block = Math.floor(from / BLOCK); block <= Math.floor(to / BLOCK); block += 1) blocks.push(rows.slice(block * BLOCK, (block + 1) * BLOCK).filter((row) => row !== null));
  }
  const answers = useQueries({
    queries: blocks.filter((block) => block.length > 0).map((block) => {
      const runs = block.map(({ item }) => item.id);
      return {
        queryKey: ["sparks", project, metric, runs],
        queryFn: () => loadCurves({ project, runs, keys: [metric ?? ""], buckets: BUCKETS, range: null }),
        staleTime: Infinity,
        refetchInterval: block.some(going) ? LIVE_MS : (false as const),
      };
    }),
    combine: (results) => results.map(({ data }) => data),
  });
  return useMemo(() => new Map(answers.flatMap((curves) => curves ?? []).map((curve) => [curve.run, curve])), [answers]);
}
