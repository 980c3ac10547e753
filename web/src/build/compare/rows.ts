import type { CompareRow, Comparison, MetricValue } from "../../api/types";
import { metric } from "../../ui/format";
import { betterWay } from "../better";
import { byWeight } from "../curves/lines";

export const isMetricRow = ({ name }: Pick<CompareRow, "name">): boolean => /^(metric|min|max)\./.test(name);

/** A cell as it is shown; nothing where the run has no such value. */
export function cellText(row: CompareRow, run: string): string {
  if (!(run in row.cells)) return "";
  const value = row.cells[run] ?? null;
  return isMetricRow(row) ? metric(value as MetricValue) : String(value ?? "");
}

/** A cell as a number to draw; null where it is none. */
export function cellNumber(row: CompareRow | undefined, run: string): number | null {
  const value = row?.cells[run];
  if (value === undefined || value === null || value === "") return null;
  const found = Number(value);
  return Number.isFinite(found) ? found : null;
}

/** The metrics that have a curve in at least one of the runs, what runs are judged by first: one with a single value in each is a number. */
export function curvesOf(found: Comparison): string[] {
  const rows = new Map(found.rows.map((row) => [row.name, row]));
  const names = found.rows.filter(({ name }) => name.startsWith("metric.")).map(({ name }) => name.slice(7));
  return byWeight(names.filter((key) => found.runs.some(({ id }) => cellNumber(rows.get(`min.${key}`), id) !== cellNumber(rows.get(`max.${key}`), id))));
}

/** Changes whenever one of those metrics has new points in one of the runs. */
export function seenOf(found: Comparison | undefined): (keys: readonly string[]) => string {
  const rows = new Map(found?.rows.map((row) => [row.name, row]));
  const alive = found?.runs.filter(({ state }) => state === "running") ?? [];
  return (keys) => (alive.length === 0 ? "" : keys.flatMap((key) => ["metric", "min", "max"].map((way) => JSON.stringify(rows.get(`${way}.${key}`)?.cells ?? {}))).join(" "));
}

/** The runs with the best value of a metric; none where all are alike, or nobody can tell which is better. */
export function bestOf(row: CompareRow, runs: readonly string[]): ReadonlySet<string> {
  const way = betterWay(row.name.slice(row.name.indexOf(".") + 1));
  if (way === null) return new Set();
  const known = runs.flatMap((run) => {
    const value = cellNumber(row, run);
    return value === null ? [] : [{ run, value }];
  });
  if (known.length < 2) return new Set();
  const values = known.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return new Set();
  const best = way === "less" ? low : high;
  return new Set(known.filter(({ value }) => value === best).map(({ run }) => run));
}
