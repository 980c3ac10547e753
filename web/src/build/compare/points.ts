import type { CompareRow, Comparison } from "../../api/types";
import { metric } from "../../ui/format";
import { shortName } from "../columns";
import { byWeight } from "../curves/lines";
import { cellNumber, cellText, isMetricRow } from "./rows";

export interface AxisOf {
  name: string;
  label: string;
  /** Texts have a place each; numbers lie on a line, or on a logarithmic one. */
  kind: "value" | "log" | "category";
  categories: string[];
}

const rowsByName = (found: Comparison) => new Map(found.rows.map((row) => [row.name, row]));

/** Whether all that the runs say is numbers. */
const numeric = (row: CompareRow): boolean => Object.keys(row.cells).every((run) => cellNumber(row, run) !== null);

const WIDE = 1_000;
function kindOf(row: CompareRow): AxisOf["kind"] {
  if (!isMetricRow(row) && !numeric(row)) return "category";
  const values = Object.keys(row.cells).flatMap((run) => cellNumber(row, run) ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && high / low >= WIDE ? "log" : "value";
}

export function axisOf(row: CompareRow): AxisOf {
  const kind = kindOf(row);
  const categories = kind === "category" ? [...new Set(Object.keys(row.cells).map((run) => cellText(row, run)))].sort() : [];
  return { name: row.name, label: shortName(row.name), kind, categories };
}

/** What can be an axis: every param and metric that at least one run has, those that differ first. */
export function axisChoices(found: Comparison, numbersOnly: boolean): { value: string; label: string; group: string }[] {
  const rows = found.rows.filter((row) => (isMetricRow(row) || row.name.startsWith("param.")) && (!numbersOnly || isMetricRow(row) || numeric(row)));
  const groups: Record<string, string> = { param: "Params", metric: "Metrics, last", min: "Metrics, least", max: "Metrics, greatest" };
  return rows
    .sort((a, b) => Number(b.differs) - Number(a.differs))
    .map(({ name }) => ({ value: name, label: shortName(name), group: groups[name.split(".")[0] ?? ""] ?? "" }))
    .sort((a, b) => Object.values(groups).indexOf(a.group) - Object.values(groups).indexOf(b.group));
}

const metricsOf = (found: Comparison): string[] => byWeight(found.rows.filter(({ name, differs }) => name.startsWith("metric.") && differs && !name.startsWith("metric.system/")).map(({ name }) => name.slice(7))).map((key) => `metric.${key}`);
const paramsOf = (found: Comparison): CompareRow[] => found.rows.filter((row) => row.name.startsWith("param.") && row.differs);

/** Before anybody chose: the first param that differs, against the metric that matters. */
export function scatterAxes(found: Comparison): [string | undefined, string | undefined] {
  const [first, second] = metricsOf(found);
  const param = paramsOf(found).find(numeric)?.name;
  return [param ?? second ?? first, first];
}

const PARAMS = 6;
/** The params that differ, and behind them the metric that matters. */
export const parallelAxes = (found: Comparison): string[] => [...paramsOf(found).slice(0, PARAMS).map(({ name }) => name), ...metricsOf(found).slice(0, 1)];

export interface Point {
  run: string;
  title: string;
  look: number;
  x: number;
  y: number;
}

/** The runs that have both; on a log axis only what lies above zero. */
export function pointsOf(found: Comparison, x: string | undefined, y: string | undefined, { xlog, ylog }: { xlog: boolean; ylog: boolean }): Point[] {
  const rows = rowsByName(found);
  return found.runs.flatMap((run, look): Point[] => {
    const [px, py] = [cellNumber(rows.get(x ?? ""), run.id), cellNumber(rows.get(y ?? ""), run.id)];
    return px === null || py === null || (xlog && px <= 0) || (ylog && py <= 0) ? [] : [{ run: run.id, title: run.title, look, x: px, y: py }];
  });
}

export type Cell = number | string | null;
/** What a run says on each of those axes. */
export function cellsOf(found: Comparison, axes: readonly AxisOf[], run: string): Cell[] {
  const rows = rowsByName(found);
  return axes.map((axis): Cell => {
    const row = rows.get(axis.name);
    if (!row || !(run in row.cells)) return null;
    const number = cellNumber(row, run);
    if (axis.kind === "category") return cellText(row, run);
    return axis.kind === "log" && number !== null && number <= 0 ? null : number;
  });
}
export const shownCell = (value: Cell): string => (value === null ? "" : typeof value === "number" ? metric(value) : value);

/** The interval of an axis that was brushed, as ECharts tells it. */
export type Brushed = readonly (readonly [number, number])[];
/** Whether a run lies within every brushed part; categories are told by their places. */
export function within(cells: readonly Cell[], axes: readonly AxisOf[], brushed: ReadonlyMap<number, Brushed>): boolean {
  return [...brushed].every(([index, parts]) => {
    if (parts.length === 0) return true;
    const value = cells[index] ?? null;
    const axis = axes[index];
    const at = axis?.kind === "category" ? axis.categories.indexOf(String(value)) : value;
    return typeof at === "number" && parts.some(([from, to]) => at >= Math.min(from, to) && at <= Math.max(from, to));
  });
}
