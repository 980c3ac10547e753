import uPlot from "uplot";

import { step } from "../../ui/format";
import { token } from "../../ui/picture";
import { drawGuides, drawLines } from "./draw";
import { type Frame, clockTicks, logSplits, seconds, tick } from "./frame";
import { type Guides, guidesIn } from "./guides";
import type { Shaped } from "./shape";
import type { Axis } from "./view";

/** What a plot looks at whenever it draws. */
export interface Scene {
  lines: readonly Shaped[];
  frame: Frame;
  smoothing: boolean;
  hot: string | null;
  guides: Guides;
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

const logged = (log: boolean): Pick<uPlot.Axis, "splits" | "filter"> => (log ? { splits: (_plot, _axis, low, high) => logSplits(low, high), filter: (_plot, splits) => splits } : {});

function xAxis({ axis, xlog }: PlotOptions): uPlot.Axis {
  const common: uPlot.Axis = { stroke: () => token("--text-3"), font: FONT, ticks: { show: false }, grid: { show: false }, size: 22, gap: 4, space: 64 };
  if (axis === "wall") return { ...common, space: 76, values: (_plot, splits, _axis, _space, by) => clockTicks(splits, by) };
  const label = axis === "relative" ? seconds : (value: number) => (Number.isInteger(value) ? step(value, true) : "");
  const incrs = axis === "relative" && !xlog ? { incrs: SECONDS } : {};
  return { ...common, ...incrs, ...logged(xlog), values: (_plot, splits) => splits.map(label) };
}

const yAxis = (log: boolean): uPlot.Axis => ({
  stroke: () => token("--text-3"),
  font: FONT,
  ticks: { show: false },
  grid: { stroke: () => token("--line"), width: 1 },
  size: (_plot, values) => Math.max(36, 8 + 6.2 * Math.max(0, ...(values ?? []).map((value) => value?.length ?? 0))),
  gap: 6,
  space: 34,
  ...logged(log),
  values: (_plot, splits) => splits.map(tick),
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
            const { lines, guides, frame, ...strokes } = scene();
            drawLines(plot, lines, strokes);
            drawGuides(plot, guidesIn(guides, frame));
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
