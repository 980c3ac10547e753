import type { Curve } from "../../api/types";
import { metric, step } from "../../ui/format";
import { csvOf, escaped, token } from "../../ui/picture";
import { type Frame, seconds, tick, ticksOf } from "./frame";
import { type Guides, targetText } from "./guides";
import { colourOf, dashOf } from "./look";
import type { Shaped } from "./shape";
import { placeOf } from "./tip";
import type { Axis } from "./view";

const [WIDTH, HEIGHT] = [800, 420];
const BOX = { left: 64, top: 44, right: 16, bottom: 34 };

interface Picture {
  name: string;
  lines: readonly Shaped[];
  frame: Frame;
  axis: Axis;
  log: boolean;
  xlog: boolean;
  guides: Guides;
}

const share = (value: number, [low, high]: [number, number], log: boolean): number =>
  log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);

/** The chart as a picture that stands by itself, with its title, axes and legend. */
export function svgOf({ name, lines, frame, axis, log, xlog, guides: { target, marks } }: Picture): string {
  const legendRows = Math.ceil(lines.length / 4);
  const bottom = HEIGHT - BOX.bottom;
  const height = HEIGHT + 18 * legendRows;
  const px = (x: number) => BOX.left + share(x, frame.x, xlog) * (WIDTH - BOX.left - BOX.right);
  const py = (y: number) => bottom - share(y, frame.y, log) * (bottom - BOX.top);
  const grid = ticksOf(frame.y, log).map((value) => {
    const y = py(value).toFixed(1);
    return `<line x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${y}" y2="${y}" stroke="${token("--line")}"/><text x="${BOX.left - 8}" y="${y}" dy="4" text-anchor="end">${tick(value)}</text>`;
  });
  const below = ticksOf(frame.x, xlog, 6).map((value) => {
    const label = axis === "step" ? step(value, true) : axis === "relative" ? seconds(value) : placeOf(value, axis);
    return `<text x="${px(value).toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${escaped(label)}</text>`;
  });
  const path = (line: Shaped, values: readonly (number | null)[]) => {
    let open = false;
    return line.x.flatMap((x, index) => {
      const value = values[index] ?? null;
      const lead = open ? "L" : "M";
      open = value !== null;
      return value === null ? [] : [`${lead}${px(x).toFixed(1)} ${py(value).toFixed(1)}`];
    });
  };
  const drawn = lines.map((line) => {
    const colour = colourOf(line.look);
    const faint = [line.low, line.high, line.mean].map((values) => `<path d="${path(line, values).join("")}" stroke="${colour}" opacity=".3"/>`);
    return `${faint.join("")}<path d="${path(line, line.smooth).join("")}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashOf(line.look).join(" ")}"/>`;
  });
  const upright = marks.map(({ at, label }) => {
    const before = at > (frame.x[0] + frame.x[1]) / 2;
    const x = px(at);
    return `<path d="M${x.toFixed(1)} ${BOX.top}V${bottom}" stroke="${token("--build-solid")}" stroke-dasharray="2 2"/><text x="${(x + (before ? -5 : 5)).toFixed(1)}" y="${bottom - 5}" text-anchor="${before ? "end" : "start"}" fill="${token("--build-text")}">${escaped(label)}</text>`;
  });
  const across = target ? [`<path d="M${BOX.left} ${py(target.value).toFixed(1)}H${WIDTH - BOX.right}" stroke="${token("--good-solid")}" stroke-dasharray="5 4"/><text x="${target.comparison === "at least" ? BOX.left + 4 : WIDTH - BOX.right - 4}" y="${(py(target.value) - 5).toFixed(1)}" text-anchor="${target.comparison === "at least" ? "start" : "end"}" fill="${token("--good-text")}">${escaped(targetText(target))}</text>`] : [];
  const odd = lines.flatMap((line) => line.odd.map(({ x, value }) => `<text x="${px(x).toFixed(1)}" y="${value === "∞" ? BOX.top + 10 : bottom - 3}" text-anchor="middle" font-size="10" fill="${colourOf(line.look)}">${{ NaN: "✕", "∞": "▲", "−∞": "▼" }[value]}</text>`));
  const legend = lines.map((line, index) => {
    const [x, y] = [BOX.left + (index % 4) * 184, HEIGHT + 6 + 18 * Math.floor(index / 4)];
    const label = line.label.length > 24 ? `${line.label.slice(0, 23)}…` : line.label;
    return `<path d="M${x} ${y - 4}h18" stroke="${colourOf(line.look)}" stroke-width="2" stroke-dasharray="${dashOf(line.look).join(" ")}"/><text x="${x + 24}" y="${y}">${escaped(label)}</text>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Inter, sans-serif" font-size="12" fill="${token("--text-2")}">` +
    `<rect width="100%" height="100%" fill="${token("--bg")}"/><text x="16" y="26" font-size="14" font-weight="600" fill="${token("--text")}">${escaped(name)}</text>` +
    `${grid.join("")}${below.join("")}<clipPath id="box"><rect x="${BOX.left}" y="${BOX.top}" width="${WIDTH - BOX.left - BOX.right}" height="${bottom - BOX.top}"/></clipPath>` +
    `<g fill="none" clip-path="url(#box)">${drawn.join("")}</g>${[...across, ...upright, ...odd].join("")}<g fill="none">${legend.map((one) => one.replace(/<text.*/, "")).join("")}</g>${legend.map((one) => one.replace(/^<path[^>]*>/, "")).join("")}</svg>`
  );
}

/** Curves as a table of commas: one row for each bucket. */
export function curvesCsv(curves: readonly Curve[], names: ReadonlyMap<string, string>): string {
  const rows = curves.flatMap((curve) =>
    curve.step.map((at, index) => [names.get(curve.run) ?? curve.run, curve.key, at, new Date((curve.time[index] ?? 0) / 1000).toISOString(), curve.min[index] ?? null, curve.mean[index] ?? null, curve.max[index] ?? null]),
  );
  return csvOf([["run", "metric", "step", "time", "min", "mean", "max"], ...rows]);
}

/** The last few points in words: what a chart's table shows. */
export const tableOf = (lines: readonly Shaped[], axis: Axis, most: number): string[][] => {
  const [longest] = [...lines].sort((a, b) => b.x.length - a.x.length);
  const every = Math.max(1, Math.ceil((longest?.x.length ?? 0) / most));
  const picked = (longest?.x ?? []).filter((_, index, all) => index % every === 0 || index === all.length - 1);
  return picked.map((at) => [placeOf(at, axis), ...lines.map((line) => metric(line.smooth[line.x.findLastIndex((x) => x <= at)] ?? null))]);
};
