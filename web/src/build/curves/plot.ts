import uPlot from "uplot";

import { step } from "../../ui/format";
import type { ChartData } from "./lines";

const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 3]];
const PER_LINE = 4;

/** A token as the page's theme has it now; canvases cannot read CSS by themselves. */
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colour = (line: number): string => token(`--c${(line % 5) + 1}`);
const faded = (line: number, alpha: string): string => colour(line) + alpha;

export const dashOf = (line: number): number[] => DASHES[line % DASHES.length] ?? [];

/** The columns of all lines on one axis of steps. Steps that a line does not have are bridged, missing values are not. */
export const joined = (data: ChartData): uPlot.AlignedData => (data.tables.length === 1 ? data.tables[0] : uPlot.join(data.tables)) ?? [[]];

/** Min-max band, faint raw mean, and the smooth line over it, for each metric. */
function seriesOf(data: ChartData, smoothing: number): { series: uPlot.Series[]; bands: uPlot.Band[] } {
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  data.drawn.forEach((_, line) => {
    const first = 1 + line * PER_LINE;
    // The edges of the band are drawn too: a spike of one bucket is a line, not a shade.
    const edge: uPlot.Series = { width: 1, points: { show: false }, stroke: () => faded(line, "4d") };
    const raw: uPlot.Series = { width: 1, points: { show: false }, stroke: () => faded(line, smoothing > 0 ? "66" : "00") };
    const smooth: uPlot.Series = {
      label: data.drawn[line]?.label ?? "",
      width: 1.75,
      dash: dashOf(line),
      stroke: () => colour(line),
      points: { show: (plot) => (plot.data[0]?.length ?? 0) < 3, size: 6, fill: () => colour(line) },
    };
    series.push(edge, { ...edge }, raw, smooth);
    bands.push({ series: [first, first + 1], fill: () => faded(line, "29") });
  });
  return { series, bands };
}

export interface PlotOptions {
  width: number;
  height: number;
  data: ChartData;
  smoothing: number;
  log: boolean;
  /** Charts of one page share it: one crosshair for all. */
  sync: string;
  range: [number, number] | null;
  onZoom: (from: number, to: number) => void;
  onCursor: (plot: uPlot) => void;
}

const FONT = '11px "Inter Variable", Inter, sans-serif';

function axes(log: boolean): uPlot.Axis[] {
  const common = { stroke: () => token("--text-3"), font: FONT, ticks: { show: false } };
  const grid = { stroke: () => token("--line"), width: 1 };
  return [
    { ...common, grid: { show: false }, size: 22, gap: 4, space: 64, values: (_plot, splits) => splits.map((value) => (Number.isInteger(value) ? step(value, true) : "")) },
    {
      ...common,
      grid,
      size: (_plot, values) => Math.max(36, 8 + 6.2 * Math.max(0, ...(values ?? []).map((value) => value?.length ?? 0))),
      gap: 6,
      space: 34,
      values: (_plot, splits) => splits.map((value) => (log && !isRound(value) ? "" : tick(value))),
    },
  ];
}

/** On a log axis only 1, 2 and 5 times a power of ten are named. */
const isRound = (value: number): boolean => {
  const head = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some((one) => Math.abs(head - one) < 0.01);
};

/** Axis labels carry no more digits than they need. */
function tick(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const short = Number(value.toPrecision(4));
  const text = size >= 1e5 || size < 1e-3 ? short.toExponential().replace("e+", "e") : short.toString();
  return text.replace(/^-/, "−");
}

/** A curve that begins near zero is shown from zero on: its first bucket stands for several steps. */
function xRange(low: number, high: number): [number, number] {
  if (low === high) return [low - 1, high + 1];
  return [low > 0 && low < (high - low) / 50 ? 0 : low, high];
}

/** Some room above and below, and around a value that never changes. */
function yRange(log: boolean): uPlot.Scale.Range {
  return (_plot, low, high) => {
    if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return log ? [0.1, 1] : [0, 1];
    if (log) return [low / 1.15, high * 1.15];
    const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
    return [low - pad, high + pad];
  };
}

export function makePlot(place: HTMLElement, options: PlotOptions): uPlot {
  const { series, bands } = seriesOf(options.data, options.smoothing);
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      series,
      bands,
      axes: axes(options.log),
      legend: { show: false },
      padding: [8, 12, 0, 0],
      scales: {
        x: { time: false, range: (_plot, low, high) => options.range ?? xRange(low, high) },
        y: { distr: options.log ? 3 : 1, range: yRange(options.log) },
      },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        sync: { key: options.sync, scales: ["x", null], setSeries: false },
        bind: { dblclick: () => null },
      },
      hooks: {
        setCursor: [options.onCursor],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            options.onZoom(Math.floor(from), Math.ceil(to));
          },
        ],
      },
    },
    joined(options.data),
    place,
  );
}

/** What each line says under the crosshair: its smooth value there, or the last one it had before. */
export function readings(plot: uPlot, lines: number): { at: number; values: (number | null)[] } | null {
  const { idx } = plot.cursor;
  const at = idx === null || idx === undefined ? undefined : plot.data[0]?.[idx];
  if (idx === null || idx === undefined || at === undefined) return null;
  const values = Array.from({ length: lines }, (_, line) => {
    const column = plot.data[line * PER_LINE + PER_LINE];
    for (let index = idx; index >= 0; index -= 1) {
      const value = column?.[index];
      if (value !== undefined) return value;
    }
    return null;
  });
  return { at, values };
}
