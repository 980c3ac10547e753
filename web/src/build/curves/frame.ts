import type { Shaped } from "./shape";

export type Range = [number, number];
export interface Frame {
  x: Range;
  y: Range;
}

/** The part of a sorted list below which a share of it lies. */
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

/** A curve that begins near zero is shown from zero on: its first bucket stands for several steps. */
function xRange(lines: readonly Shaped[], log: boolean): Range {
  const ends = lines.flatMap(({ x }) => (x.length ? [x[0] ?? 0, x[x.length - 1] ?? 0] : []));
  if (ends.length === 0) return log ? [1, 10] : [0, 1];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (log) return low === high ? [low / 2, high * 2] : [low, high];
  if (low === high) return [low - 1, high + 1];
  return [low > 0 && low < (high - low) / 50 ? 0 : low, high];
}

/** From the lowest to the highest that is drawn in that part; with `clip` the outermost hundredth at each end may lie beyond. */
function yRange(lines: readonly Shaped[], [from, to]: Range, log: boolean, clip: boolean): Range {
  const values: number[] = [];
  for (const line of lines) {
    line.x.forEach((at, index) => {
      if (at < from || at > to) return;
      for (const value of [line.low[index], line.high[index]]) if (value !== null && value !== undefined) values.push(value);
    });
  }
  if (values.length === 0) return log ? [0.1, 1] : [0, 1];
  values.sort((a, b) => a - b);
  const [low, high] = clip ? [quantile(values, 0.01), quantile(values, 0.99)] : [values[0] ?? 0, values[values.length - 1] ?? 1];
  if (log) return [low / 1.15, high * 1.15];
  const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - pad, high + pad];
}

interface Wanted {
  log: boolean;
  xlog: boolean;
  clip: boolean;
  target?: number | undefined;
  /** Places of marks. */
  marks?: readonly number[];
}

/** Marks that are near the end of the lines lie within: a version is registered a moment after the last point. */
function withMarks([low, high]: Range, marks: readonly number[]): Range {
  const near = marks.filter((at) => at > high && at <= high + (high - low) / 5);
  return near.length ? [low, Math.max(...near) + (high - low) / 100] : [low, high];
}

/** What of the plane is shown. */
export function frameOf(lines: readonly Shaped[], zoom: Range | null, { log, xlog, clip, target, marks = [] }: Wanted): Frame {
  const whole = withMarks(xRange(lines, xlog), marks);
  const x: Range = zoom && (!xlog || zoom[0] > 0) ? zoom : whole;
  const y = yRange(lines, x, log, clip);
  if (target === undefined || (log && target <= 0)) return { x, y };
  if (!log) return { x, y: reaching(y, target) };
  const [low, high] = reaching([Math.log(y[0]), Math.log(y[1])], Math.log(target));
  return { x, y: [Math.exp(low), Math.exp(high)] };
}

/** A target that is not far away lies within the frame. */
function reaching([low, high]: Range, target: number): Range {
  if (target >= low && target <= high) return [low, high];
  const span = high - low;
  if (target > high) return target <= high + span ? [low, target + span * 0.06] : [low, high];
  return target >= low - span ? [target - span * 0.06, high] : [low, high];
}

/** Axis labels carry no more digits than they need. */
export function tick(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const short = Number(value.toPrecision(4));
  const text = size >= 1e5 || size < 1e-3 ? short.toExponential().replace("e+", "e") : short.toString();
  return text.replace(/^-/, "−");
}

/** On a log axis 1, 2 and 5 times each power of ten are named, or only the powers where there are many. uPlot's own never end for some ranges. */
export function logSplits(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const heads = last - first > 3 ? [1] : [1, 2, 5];
  const every = Math.max(1, Math.ceil((last - first) / 8));
  const found: number[] = [];
  for (let power = first; power <= last; power += every) for (const head of heads) found.push(Number(`${head}e${power}`));
  const inside = found.filter((value) => value >= low && value <= high);
  // Within one stretch between them there is still a scale to read.
  return inside.length > 1 ? inside : ticksOf([low, high], false, 4).filter((value) => value > 0);
}

/** A handful of round numbers across a range: for pictures that are saved. */
export function ticksOf([low, high]: Range, log: boolean, most = 5): number[] {
  if (log) return logSplits(low, high);
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const by = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let value = Math.ceil(low / by) * by; value <= high + by * 1e-9; value += by) found.push(Number(value.toPrecision(12)));
  return found;
}

const UNITS: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "m"], [1, "s"]];

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const EXACT_CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Times of day on an axis, `by` seconds apart; a new day says which, and so does the first unless it is today. */
export function clockTicks(values: readonly number[], by: number, today = new Date()): string[] {
  const shown = values.map((value) => new Date(value * 1000));
  const days = shown.map((date) => DAY.format(date));
  if (by >= 86_400) return days;
  return shown.map((date, index) => {
    const clock = (by < 60 ? EXACT_CLOCK : CLOCK).format(date);
    if (index === 0) return date.toDateString() === today.toDateString() ? clock : `${days[index]} ${clock}`;
    return days[index] === days[index - 1] ? clock : (days[index] ?? "");
  });
}

/** Seconds on an axis: "40 s", "2 m", "1.5 h". */
export function seconds(value: number): string {
  const [size, unit] = UNITS.find(([one]) => Math.abs(value) >= one) ?? [1, "s"];
  return value === 0 ? "0" : `${Number((value / size).toPrecision(3))} ${unit}`;
}
