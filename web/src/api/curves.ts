import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { ask, at } from "./client";
import type { Curve, Curves } from "./types";

/** So many points one answer may have: runs times metrics times buckets. */
const MOST = 600_000;
const MOST_KEYS = 100;
const WAIT_MS = 8;

export interface CurvesOf {
  project: string;
  runs: readonly string[];
  keys: readonly string[];
  buckets: number;
  /** A part of the steps. */
  range: readonly [number, number] | null;
}

interface Waiting {
  keys: readonly string[];
  found: (curves: Curve[]) => void;
  failed: (error: unknown) => void;
}

/** Charts that ask at the same moment for the same runs are answered by one call. */
const waiting = new Map<string, Waiting[]>();

export async function loadCurves({ project, runs, keys, buckets, range }: CurvesOf): Promise<Curve[]> {
  const zoom = range ? { from_step: range[0], to_step: range[1] } : {};
  const size = Math.max(1, Math.min(MOST_KEYS, Math.floor(MOST / (runs.length * buckets))));
  const pieces = Array.from({ length: Math.ceil(keys.length / size) }, (_, index) => keys.slice(index * size, (index + 1) * size));
  const answers = await Promise.all(pieces.map((piece) => ask<Curves>(`${at("projects", project)}/curves`, { runs, keys: piece, buckets, ...zoom })));
  return answers.flatMap((answer) => [...answer.curves]);
}

async function answer(name: string, asked: Omit<CurvesOf, "keys">): Promise<void> {
  const all = waiting.get(name) ?? [];
  waiting.delete(name);
  try {
    const curves = await loadCurves({ ...asked, keys: [...new Set(all.flatMap(({ keys }) => keys))] });
    for (const one of all) one.found(curves.filter((curve) => one.keys.includes(curve.key)));
  } catch (error) {
    for (const one of all) one.failed(error);
  }
}

function gathered({ keys, ...asked }: CurvesOf): Promise<Curve[]> {
  const name = JSON.stringify(asked);
  return new Promise((found, failed) => {
    const all = waiting.get(name);
    if (all) all.push({ keys, found, failed });
    else {
      waiting.set(name, [{ keys, found, failed }]);
      setTimeout(() => void answer(name, asked), WAIT_MS);
    }
  });
}

/** `seen` changes when a run has new points: it makes the curves be asked again. */
export const curvesQuery = (asked: CurvesOf, seen: string) =>
  queryOptions({
    queryKey: ["curves", asked, seen],
    queryFn: () => gathered(asked),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
    enabled: asked.keys.length > 0 && asked.runs.length > 0,
  });
