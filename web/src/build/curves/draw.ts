import type uPlot from "uplot";

import { token } from "../../ui/picture";
import { type Guides, targetText } from "./guides";
import { colourOf, dashOf } from "./look";
import type { Shaped } from "./shape";

type Column = readonly (number | null)[];

/** So many lines can have their band and their raw values shown without drowning each other. */
const MANY = 10;

export interface Strokes {
  smoothing: boolean;
  /** The line that the reader points at; the others fade. */
  hot: string | null;
}

function trace(context: CanvasRenderingContext2D, xs: readonly number[], ys: Column): void {
  let open = false;
  context.beginPath();
  xs.forEach((x, index) => {
    const y = ys[index];
    if (y === null || y === undefined) open = false;
    else if (open) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      open = true;
    }
  });
  context.stroke();
}

/** The area between two columns, piece by piece where values are missing. */
function area(context: CanvasRenderingContext2D, xs: readonly number[], low: Column, high: Column): void {
  let start = 0;
  const fill = (end: number) => {
    if (end - start < 2) return;
    context.beginPath();
    for (let index = start; index < end; index += 1) context.lineTo(xs[index] ?? 0, high[index] ?? 0);
    for (let index = end - 1; index >= start; index -= 1) context.lineTo(xs[index] ?? 0, low[index] ?? 0);
    context.fill();
  };
  for (let index = 0; index <= xs.length; index += 1) {
    if (index < xs.length && low[index] !== null && high[index] !== null) continue;
    fill(index);
    start = index + 1;
  }
}

function dots(context: CanvasRenderingContext2D, xs: readonly number[], ys: Column, radius: number): void {
  xs.forEach((x, index) => {
    const y = ys[index];
    if (y === null || y === undefined) return;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  });
}

/** Points without a neighbour, which no line shows. */
const lonely = (ys: Column, all: boolean): Column => (all ? ys : ys.map((y, index) => ((ys[index - 1] ?? null) === null && (ys[index + 1] ?? null) === null ? y : null)));

/** NaN is a cross on the axis, an infinity a triangle at its edge. */
function marks(context: CanvasRenderingContext2D, plot: uPlot, line: Shaped, size: number): void {
  const { top, height } = plot.bbox;
  context.setLineDash([]);
  for (const { x: at, value } of line.odd) {
    const x = plot.valToPos(at, "x", true);
    const y = value === "∞" ? top + size : top + height - size;
    const way = value === "∞" ? -1 : 1;
    context.beginPath();
    if (value === "NaN") {
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x + size, y - size);
      context.lineTo(x - size, y + size);
      context.stroke();
    } else {
      context.moveTo(x - size, y - way * size);
      context.lineTo(x + size, y - way * size);
      context.lineTo(x, y + way * size);
      context.fill();
    }
  }
}

function band(context: CanvasRenderingContext2D, xs: readonly number[], low: Column, high: Column, strength: number): void {
  context.globalAlpha = 0.16 * strength;
  area(context, xs, low, high);
  // The edges of the band are drawn too: a spike of one bucket is a line, not a shade.
  context.globalAlpha = 0.25 * strength;
  trace(context, xs, low);
  trace(context, xs, high);
}

function drawLine(context: CanvasRenderingContext2D, plot: uPlot, line: Shaped, { smoothing }: Strokes, strength: number, rich: boolean): void {
  const ratio = devicePixelRatio || 1;
  const xs = line.x.map((at) => plot.valToPos(at, "x", true));
  const place = (values: Column) => values.map((value) => (value === null ? null : plot.valToPos(value, "y", true)));
  const colour = colourOf(line.look);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  const smooth = place(line.smooth);
  if (rich) {
    context.setLineDash([]);
    context.lineWidth = ratio;
    if (!line.exact) band(context, xs, place(line.low), place(line.high), strength);
    context.globalAlpha = 0.4 * strength;
    if (smoothing) trace(context, xs, place(line.mean));
  }
  context.globalAlpha = strength;
  context.lineWidth = 1.75 * ratio;
  context.setLineDash(dashOf(line.look).map((length) => length * ratio));
  trace(context, xs, smooth);
  context.setLineDash([]);
  dots(context, xs, lonely(smooth, xs.length < 3), 3 * ratio);
  context.lineWidth = 1.5 * ratio;
  marks(context, plot, line, 3.5 * ratio);
}

/** A word on the canvas that can be read over lines. */
function word(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  context.setLineDash([]);
  context.lineWidth = 3 * (devicePixelRatio || 1);
  context.strokeStyle = token("--bg");
  context.fillStyle = colour;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** What a requirement asks of the metric as a dashed line across, and versions that were made as thin lines upright; each says what it is. */
export function drawGuides(plot: uPlot, { target, marks }: Guides): void {
  const ratio = devicePixelRatio || 1;
  const { left, top, width, height } = plot.bbox;
  const context = plot.ctx;
  const line = (fromX: number, fromY: number, toX: number, toY: number, colour: string, dash: readonly number[]) => {
    context.strokeStyle = colour;
    context.lineWidth = 1.25 * ratio;
    context.setLineDash(dash.map((length) => length * ratio));
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  };
  context.save();
  context.font = `${11 * ratio}px "Inter Variable", Inter, sans-serif`;
  context.lineJoin = "round";
  if (target) {
    const y = plot.valToPos(target.value, "y", true);
    const under = y - top < 16 * ratio;
    line(left, y, left + width, y, token("--good-solid"), [5, 4]);
    context.textBaseline = under ? "top" : "bottom";
    // What is to rise begins below the line at the left, what is to fall ends below it at the right.
    const first = target.comparison === "at least";
    context.textAlign = first ? "left" : "right";
    word(context, targetText(target), first ? left + 4 * ratio : left + width - 4 * ratio, y + (under ? 3 : -2) * ratio, token("--good-text"));
  }
  for (const { at, label } of marks) {
    const x = plot.valToPos(at, "x", true);
    const before = x > left + width / 2;
    line(x, top, x, top + height, token("--build-solid"), [2, 2]);
    context.textBaseline = "bottom";
    context.textAlign = before ? "right" : "left";
    word(context, label, x + (before ? -4 : 4) * ratio, top + height - 3 * ratio, token("--build-text"));
  }
  context.restore();
}

/** Min-max band, faint raw mean, and the smooth line over it, for each line; the one pointed at last, so that it lies on top. */
export function drawLines(plot: uPlot, lines: readonly Shaped[], strokes: Strokes): void {
  const context = plot.ctx;
  const { left, top, width, height } = plot.bbox;
  context.save();
  context.beginPath();
  context.rect(left - 4, top, width + 8, height);
  context.clip();
  context.lineJoin = "round";
  const known = lines.some((line) => line.id === strokes.hot);
  const order = [...lines].sort((a, b) => Number(a.id === strokes.hot) - Number(b.id === strokes.hot));
  for (const line of order) {
    const hot = line.id === strokes.hot;
    drawLine(context, plot, line, strokes, known && !hot ? 0.18 : 1, hot || (lines.length <= MANY && !known));
  }
  context.restore();
}

