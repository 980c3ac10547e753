import uPlot from "uplot";

import { step } from "../../ui/format";
import { drawLines, drawTarget } from "./draw";
import { type Frame, isRound, seconds, tick } from "./frame";
import { token } from "../../ui/picture";
import type { Shaped } from "./shape";
import type { Axis } from "./view";

/** What a plot looks at whenever it draws. */
export interface Scene {
  lines: readonly Shaped[];
  frame: Frame;
  smoothing: boolean;
  hot: string | null;
  target?: number | undefined;
}

export interface PlotOptions {
  width: number;
  height: number;
  axis: Axis;
  log: boolean;
  xlog: boolean;
  scene: () => Scene;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
  onCursor: (plot: uPlot) => void;
}

const FONT = '11px "Inter Variable", Inter, sans-serif';
const SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000];

function xAxis({ axis, xlog }: PlotOptions): uPlot.Axis {
  const common: uPlot.Axis = { stroke: () => token("--text-3"), font: FONT, ticks: { show: false }, grid: { show: false }, size: 22, gap: 4, space: 64 };
  if (axis === "wall") return common;
  const label = axis === "relative" ? seconds : (value: number) => (Number.isInteger(value) ? step(value, true) : "");
  const incrs = axis === "relative" && !xlog ? { incrs: SECONDS } : {};
  return { ...common, ...incrs, values: (_plot, splits) => splits.map((value) => (xlog && !isRound(value) ? "" : label(value))) };
}

const yAxis = (log: boolean): uPlot.Axis => ({
  stroke: () => token("--text-3"),
  font: FONT,
  ticks: { show: false },
  grid: { stroke: () => token("--line"), width: 1 },
  size: (_plot, values) => Math.max(36, 8 + 6.2 * Math.max(0, ...(values ?? []).map((value) => value?.length ?? 0))),
  gap: 6,
  space: 34,
  values: (_plot, splits) => splits.map((value) => (log && !isRound(value) ? "" : tick(value))),
});

/** uPlot has the frame, the axes, the crosshair and the drag; the lines lie on their own positions and are drawn by ourselves. */
export const cornersOf = ({ x, y }: Frame): uPlot.AlignedData => [x, y];

export function makePlot(place: HTMLElement, options: PlotOptions): uPlot {
  const { axis, log, xlog, scene } = options;
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      series: [{}, { points: { show: false }, paths: () => null }],
      axes: [xAxis(options), yAxis(log)],
      legend: { show: false },
      padding: [8, 12, 0, 0],
      scales: {
        x: { time: axis === "wall", distr: xlog ? 3 : 1, range: () => scene().frame.x },
        y: { distr: log ? 3 : 1, range: () => scene().frame.y },
      },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            options.onReset();
            return null;
          },
        },
      },
      hooks: {
        draw: [
          (plot) => {
            const { lines, target, ...strokes } = scene();
            if (target !== undefined) drawTarget(plot, target);
            drawLines(plot, lines, strokes);
          },
        ],
        setCursor: [options.onCursor],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            if (axis === "step") options.onZoom(Math.floor(from), Math.ceil(to));
            else options.onZoom(Number(from.toPrecision(14)), Number(to.toPrecision(14)));
          },
        ],
      },
    },
    cornersOf(scene().frame),
    place,
  );
}
