import type uPlot from "uplot";

import { dateOf, duration, metric, step } from "../../ui/format";
import { colourVar, dashIndex } from "./look";
import { type Shaped, valueAt } from "./shape";
import type { Axis } from "./view";

export interface Reading {
  line: Shaped;
  value: number | null;
}

const SHOWN = 9;

/** A line's value under the crosshair; behind its end, the last one it had. */
function held(line: Shaped, at: number): number | null {
  const end = line.x[line.x.length - 1];
  if (end === undefined || at < (line.x[0] ?? 0)) return null;
  return at > end ? (line.smooth[line.smooth.length - 1] ?? null) : valueAt(line.x, line.smooth, at);
}

/** Where the crosshair stands, and what each line says there. On steps it stands on a point, not between two. */
export function readings(lines: readonly Shaped[], x: number, axis: Axis): { at: number; values: Reading[] } | null {
  let at = x;
  if (axis === "step") {
    let near = Infinity;
    for (const line of lines) for (const one of line.x) if (Math.abs(one - x) < Math.abs(near - x)) near = one;
    if (!Number.isFinite(near)) return null;
    at = near;
  }
  const values = lines.map((line) => ({ line, value: held(line, at) }));
  return values.some(({ value }) => value !== null) ? { at, values } : null;
}

const time = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
export function placeOf(at: number, axis: Axis): string {
  if (axis === "step") return `step ${step(Math.round(at))}`;
  return axis === "relative" ? `after ${duration(at * 1e6)}` : time.format(dateOf(at * 1e6));
}

/** Where there are many lines, those nearest to the pointer, highest first. */
function nearest(values: readonly Reading[], y: number | null): Reading[] {
  const known = values.filter(({ value }) => value !== null);
  const near = y === null ? known : [...known].sort((a, b) => Math.abs((a.value ?? 0) - y) - Math.abs((b.value ?? 0) - y));
  const picked = near.slice(0, SHOWN);
  return known.length > 5 ? picked.sort((a, b) => (b.value ?? 0) - (a.value ?? 0)) : picked;
}

function row(reading: Reading, named: boolean): HTMLElement {
  const line = document.createElement("div");
  const swatch = document.createElement("span");
  swatch.dataset.swatch = String(dashIndex(reading.line.look));
  swatch.style.borderTopColor = colourVar(reading.line.look);
  const label = document.createElement("span");
  label.dir = "auto";
  label.textContent = named ? reading.line.label : "";
  const value = document.createElement("b");
  value.textContent = metric(reading.value);
  line.append(swatch, label, value);
  return line;
}

/** Written straight into the page: the crosshair moves far more often than React should draw. */
export function showTip(tip: HTMLElement, plot: uPlot, lines: readonly Shaped[], axis: Axis): void {
  const { left, top } = plot.cursor;
  const read = left === undefined || left === null || left < 0 ? null : readings(lines, plot.posToVal(left, "x"), axis);
  tip.hidden = read === null;
  if (read === null || left === undefined) return;
  const head = document.createElement("div");
  head.className = "m";
  head.textContent = placeOf(read.at, axis);
  const y = top !== undefined && top !== null && top >= 0 ? plot.posToVal(top, "y") : null;
  const shown = nearest(read.values, y);
  const rows = shown.map((reading) => row(reading, lines.length > 1));
  const more = read.values.length - shown.length;
  if (more > 0) {
    const rest = document.createElement("div");
    rest.className = "m";
    rest.textContent = `and ${more} more`;
    rows.push(rest);
  }
  tip.replaceChildren(head, ...rows);
  place(tip, plot, left, shown);
}

/** Beside the crosshair, on the side that has more room; above or below, where the first line is not. */
function place(tip: HTMLElement, plot: uPlot, left: number, shown: readonly Reading[]): void {
  const x = plot.over.offsetLeft + left;
  const onLeft = left > plot.over.clientWidth / 2;
  const first = shown[0]?.value;
  const high = first !== undefined && first !== null && plot.valToPos(first, "y") < plot.over.clientHeight / 2;
  tip.style.left = onLeft ? "auto" : `${x + 10}px`;
  tip.style.right = onLeft ? `${plot.width - x + 10}px` : "auto";
  tip.style.top = high ? "auto" : "4px";
  tip.style.bottom = high ? "28px" : "auto";
}
