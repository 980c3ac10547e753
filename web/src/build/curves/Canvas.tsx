import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { Crosshair } from "./crosshair";
import type { Frame } from "./frame";
import type { Guides } from "./guides";
import { cornersOf, makePlot } from "./plot";
import type { Shaped } from "./shape";
import { showTip } from "./tip";
import type { Axis } from "./view";
import styles from "./Chart.module.css";

interface Props {
  label: string;
  lines: readonly Shaped[];
  frame: Frame;
  axis: Axis;
  smoothing: boolean;
  log: boolean;
  xlog: boolean;
  sync: Crosshair;
  hot: string | null;
  guides: Guides;
  height: number;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
}

/** The width of the place, so that the canvas follows it. */
function useWidth() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!place.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return [place, width] as const;
}

/** The canvas of a chart with its crosshair. It is made anew only when its axes change; points, zoom and highlight are only set. */
export function Canvas(props: Props) {
  const { label, lines, frame, guides, axis, log, xlog, sync, hot, height, smoothing } = props;
  const [place, width] = useWidth();
  const plot = useRef<uPlot | null>(null);
  const tip = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const wide = width > 0;

  useEffect(() => {
    if (!place.current || !wide) return undefined;
    const made = makePlot(place.current, {
      width: place.current.clientWidth,
      height,
      axis,
      log,
      xlog,
      scene: () => latest.current,
      onZoom: (from, to) => latest.current.onZoom(from, to),
      onReset: () => latest.current.onReset(),
      onCursor: (one) => {
        if (tip.current) showTip(tip.current, one, latest.current.lines, axis);
        sync.moved(one);
      },
    });
    plot.current = made;
    const leave = sync.join(made);
    return () => {
      leave();
      plot.current = null;
      made.destroy();
    };
  }, [place, wide, height, axis, log, xlog, sync]);

  useEffect(() => {
    if (wide) plot.current?.setSize({ width, height });
  }, [width, wide, height]);
  useEffect(() => {
    plot.current?.setData(cornersOf(frame));
  }, [lines, frame]);
  useEffect(() => {
    plot.current?.redraw(false);
  }, [scheme, hot, smoothing, guides]);

  return (
    <div className={styles.place}>
      <div ref={place} className={styles.canvas} style={{ height }} role="img" aria-label={label} />
      <div ref={tip} className={styles.tip} hidden />
    </div>
  );
}
