import type { Curve, MetricValue } from "../../api/types";
import type { ChartSpec, Line } from "./lines";
import { ema } from "./smooth";
import type { Axis } from "./view";

type Maybe = number | null;

/** A line as it is drawn: its band, its raw values and the smooth ones over them. */
export interface Shaped {
  id: string;
  label: string;
  look: number;
  x: number[];
  low: Maybe[];
  high: Maybe[];
  mean: Maybe[];
  smooth: Maybe[];
  /** Values that cannot be drawn, where they were. */
  odd: { x: number; value: "NaN" | "∞" | "−∞" }[];
  /** How many runs it stands for. */
  runs: number;
  /** Every value is one point: there is no band. */
  exact: boolean;
}

export interface Looks {
  axis: Axis;
  smoothing: number;
  log: boolean;
  xlog: boolean;
}

export const lineId = (run: string, key: string): string => `${run}\n${key}`;

const finite = (value: MetricValue): Maybe => (typeof value === "number" && Number.isFinite(value) ? value : null);
/** On a log axis nothing at or below zero can be drawn. */
const above = (value: Maybe, log: boolean): Maybe => (value !== null && (!log || value > 0) ? value : null);

function positions(curve: Curve, axis: Axis): number[] {
  if (axis === "step") return [...curve.step];
  return curve.time.map((time) => (axis === "wall" ? time : time - curve.started) / 1e6);
}

/** A bucket of many points may hold several of them, beside numbers. */
function oddOf(curve: Curve, x: readonly number[]): Shaped["odd"] {
  const nans = new Set(curve.nan_at);
  return x.flatMap((at, index): Shaped["odd"] => [
    ...(nans.has(index) ? [{ x: at, value: "NaN" as const }] : []),
    ...(curve.max[index] === "Infinity" ? [{ x: at, value: "∞" as const }] : []),
    ...(curve.min[index] === "-Infinity" ? [{ x: at, value: "−∞" as const }] : []),
  ]);
}

/** Clocks may go back: points are drawn in the order of the axis. */
function ascending(x: readonly number[]): number[] {
  const order = x.map((_, index) => index);
  return x.some((at, index) => index > 0 && at < (x[index - 1] ?? at)) ? order.sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0)) : order;
}

function shapedLine(line: Line, curve: Curve | undefined, looks: Looks): Shaped {
  const base = { id: lineId(line.run, line.key), label: line.label, look: line.look, runs: 1, exact: curve?.exact ?? true };
  if (!curve) return { ...base, x: [], low: [], high: [], mean: [], smooth: [], odd: [] };
  const at = positions(curve, looks.axis);
  const order = ascending(at).filter((index) => !looks.xlog || (at[index] ?? 0) > 0);
  const pick = (values: readonly MetricValue[]) => order.map((index) => above(finite(values[index] ?? null), looks.log));
  const mean = pick(curve.mean);
  return { ...base, x: order.map((index) => at[index] ?? 0), low: pick(curve.min), high: pick(curve.max), mean, smooth: ema(mean, looks.smoothing), odd: oddOf(curve, at) };
}

/** The chart's lines from the server's curves; runs that share a group are one line. */
export function shaped(spec: ChartSpec, curves: ReadonlyMap<string, Curve>, looks: Looks): Shaped[] {
  const lines = spec.lines.map((line) => ({ line, drawn: shapedLine(line, curves.get(lineId(line.run, line.key)), looks) }));
  const groups = new Map<string, Shaped[]>();
  const alone: Shaped[] = [];
  for (const { line, drawn } of lines) {
    if (line.group === undefined) alone.push(drawn);
    else groups.set(line.group, [...(groups.get(line.group) ?? []), drawn]);
  }
  return [...alone, ...[...groups].map(([name, members], index) => together(name, members, index, looks.smoothing))];
}

const GRID = 300;

/** A line's value at `x`, between its neighbours; null outside of it. */
export function valueAt(x: readonly number[], values: readonly Maybe[], at: number): Maybe {
  let [low, high] = [0, x.length - 1];
  if (high < 0 || at < (x[0] ?? 0) || at > (x[high] ?? 0)) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const [left, right] = [values[low] ?? null, values[high] ?? null];
  const span = (x[high] ?? 0) - (x[low] ?? 0);
  if (left === null || right === null || span === 0) return at === x[high] ? right : left;
  return left + ((right - left) * (at - (x[low] ?? 0))) / span;
}

/** The mean of several runs, and from the lowest to the highest of them as the band. */
function together(name: string, members: readonly Shaped[], look: number, smoothing: number): Shaped {
  const ends = members.flatMap(({ x }) => (x.length ? [x[0] ?? 0, x[x.length - 1] ?? 0] : []));
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const points = Math.max(1, Math.min(GRID, ...[Math.max(...members.map(({ x }) => x.length))]));
  const x = ends.length ? Array.from({ length: points }, (_, index) => first + ((last - first) * index) / Math.max(1, points - 1)) : [];
  const columns = x.map((at) => members.map((one) => valueAt(one.x, one.mean, at)).filter((value) => value !== null));
  const mean = columns.map((values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null));
  const edge = (pick: (...values: number[]) => number) => columns.map((values) => (values.length ? pick(...values) : null));
  return { id: `group\n${name}`, label: name, look, x, low: edge(Math.min), high: edge(Math.max), mean, smooth: ema(mean, smoothing), odd: members.flatMap(({ odd }) => odd), runs: members.length, exact: false };
}

/** The last value of a line that is a number. */
export const lastOf = (line: Shaped): Maybe => line.smooth.findLast((value) => value !== null) ?? null;

/** The steps that lie within a part of a time axis, over all curves: what the server is asked for when somebody zooms. */
export function stepsWithin(curves: readonly Curve[], axis: Axis, [from, to]: readonly [number, number]): [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const curve of curves) {
    positions(curve, axis).forEach((at, index) => {
      if (at < from || at > to) return;
      least = Math.min(least, curve.step[Math.max(0, index - 1)] ?? 0);
      most = Math.max(most, curve.step[Math.min(curve.step.length - 1, index + 1)] ?? 0);
    });
  }
  return least <= most ? [least, most] : null;
}
