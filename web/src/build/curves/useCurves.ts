import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { curvesQuery } from "../../api/curves";
import type { Curve } from "../../api/types";
import type { ChartSpec } from "./lines";
import { type Shaped, lineId, shaped, stepsWithin } from "./shape";
import { type CurveView, SMOOTHING, rangeOf } from "./view";

const BUCKETS = 600;
/** Many lines in one chart need fewer points each. */
const bucketsFor = (runs: number): number => Math.max(120, Math.min(BUCKETS, Math.floor(6_000 / Math.max(1, runs))));

export interface CurveState {
  curves: readonly Curve[];
  lines: readonly Shaped[];
  error: unknown;
  isPending: boolean;
  retry: () => void;
}

/** The curves of a chart for the part that is shown: what is there already at once, then the finer ones. */
export function useCurves(projectKey: string, spec: ChartSpec, view: CurveView, smoothing: number | undefined, seen: string, wanted: boolean): CurveState {
  const { x: axis = "step", log = false, xlog = false } = view;
  const [from, to] = rangeOf(view) ?? [];
  const runs = useMemo(() => [...new Set(spec.lines.map((line) => line.run))], [spec]);
  const asked = { project: projectKey, runs, keys: spec.keys, buckets: bucketsFor(runs.length) };
  const zoom = useMemo((): [number, number] | null => (from !== undefined && to !== undefined ? [from, to] : null), [from, to]);
  const onSteps = axis === "step";
  // Time axes need the whole curve once, to know which steps lie in the part.
  const base = useQuery({ ...curvesQuery({ ...asked, range: onSteps && zoom ? [Math.floor(zoom[0]), Math.ceil(zoom[1])] : null }, seen), enabled: wanted });
  const steps = useMemo(() => (zoom && !onSteps ? stepsWithin(base.data ?? [], axis, zoom) : null), [zoom, onSteps, axis, base.data]);
  const fine = useQuery({ ...curvesQuery({ ...asked, range: steps }, seen), enabled: wanted && steps !== null });
  const curves = (steps && fine.data) || base.data;
  const weight = smoothing ?? view.smooth ?? SMOOTHING;
  const lines = useMemo(() => {
    const found = new Map(curves?.map((curve) => [lineId(curve.run, curve.key), curve]));
    return shaped(spec, found, { axis, smoothing: weight, log, xlog });
  }, [spec, curves, axis, weight, log, xlog]);
  return { curves: curves ?? [], lines, error: base.error, isPending: wanted && base.isPending, retry: () => void base.refetch() };
}
