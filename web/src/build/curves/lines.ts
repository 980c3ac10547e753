import type uPlot from "uplot";

import type { Curve, MetricValue } from "../../api/types";
import { ema } from "./smooth";

/** One chart: metrics that belong together, such as train/loss and val/loss. */
export interface ChartGroup {
  name: string;
  lines: { key: string; label: string }[];
}

const STAGE = /^(train|training|val|valid|validation|test|eval|evaluation)$/i;

/** "val/loss" is stage val of loss; so is "val_loss". Anything else stands alone. */
export function stageOf(key: string): { stage: string; metric: string } | null {
  const match = /^([^/_]+)[/_](.+)$/.exec(key);
  const [, stage = "", metric = ""] = match ?? [];
  return STAGE.test(stage) ? { stage, metric } : null;
}

/** What runs are judged by comes first: evaluation, then the rest, then what the machine measured about itself. */
export const weightOf = (key: string): number => (/(^|[/_])(val|valid|validation|test|eval)/i.test(key) ? 0 : key.startsWith("system/") ? 2 : 1);
export const byWeight = (keys: readonly string[]): string[] => [...keys].sort((a, b) => weightOf(a) - weightOf(b) || a.localeCompare(b));

/** Metrics by chart: the same metric of several stages shares one, at most five lines each. */
export function chartGroups(keys: readonly string[]): ChartGroup[] {
  const groups = new Map<string, ChartGroup>();
  for (const key of keys) {
    const staged = stageOf(key);
    const name = staged?.metric ?? key;
    const group = groups.get(name) ?? { name, lines: [] };
    group.lines.push({ key, label: staged?.stage ?? key });
    groups.set(name, group);
  }
  return [...groups.values()].flatMap((group) => {
    const [only] = group.lines;
    if (group.lines.length === 1 && only) return [{ name: only.key, lines: [{ key: only.key, label: only.key }] }];
    const parts: ChartGroup[] = [];
    for (let start = 0; start < group.lines.length; start += 5) parts.push({ name: group.name, lines: group.lines.slice(start, start + 5) });
    return parts;
  });
}

/** What can be drawn: infinities and NaN cannot, and on a log axis nothing at or below zero. */
const drawable = (log: boolean) => (value: MetricValue): number | null =>
  typeof value === "number" && Number.isFinite(value) && (!log || value > 0) ? value : null;

export interface Drawn {
  label: string;
  smooth: (number | null)[];
  exact: boolean;
  missing: number;
}
export interface ChartData {
  /** x, then for each line: max, min, mean, smooth. */
  tables: uPlot.AlignedData[];
  drawn: Drawn[];
}

/** A chart's curves as uPlot wants them, one table for each line; uPlot joins them on the step. */
export function chartData(group: ChartGroup, curves: ReadonlyMap<string, Curve>, smoothing: number, log: boolean): ChartData {
  const tables: uPlot.AlignedData[] = [];
  const drawn: Drawn[] = [];
  for (const line of group.lines) {
    const curve = curves.get(line.key);
    const mean = (curve?.mean ?? []).map(drawable(log));
    const smooth = ema(mean, smoothing);
    tables.push([curve?.step ?? [], (curve?.max ?? []).map(drawable(log)), (curve?.min ?? []).map(drawable(log)), mean, smooth] as uPlot.AlignedData);
    drawn.push({ label: line.label, smooth, exact: curve?.exact ?? true, missing: mean.filter((value) => value === null).length });
  }
  return { tables, drawn };
}
