import { useComputedColorScheme } from "@mantine/core";
import { clsx } from "clsx";
import { useEffect, useId, useRef, useState } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { metric, step } from "../../ui/format";
import type { ChartData } from "./lines";
import { joined, makePlot, readings } from "./plot";
import styles from "./Chart.module.css";

interface Props {
  name: string;
  data: ChartData;
  smoothing: number;
  log: boolean;
  sync: string;
  range: [number, number] | null;
  onZoom: (from: number, to: number) => void;
  note?: string;
  height?: number;
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

const empty = (data: ChartData): boolean => data.tables.every((table) => table[0].length === 0);

/** In words, for those who cannot see it. */
function described(name: string, data: ChartData): string {
  const lasts = data.drawn.map((line) => `${line.label} ${metric(line.smooth.findLast((value) => value !== null) ?? undefined)}`);
  return `${name} by step; last values: ${lasts.join(", ")}`;
}

/** One chart with its crosshair. The canvas is made anew only when its look changes; new points are only set. */
export function Chart({ name, data, smoothing, log, sync, range, onZoom, note, height = 150 }: Props) {
  const [place, width] = useWidth();
  const plot = useRef<uPlot | null>(null);
  const tip = useRef<HTMLDivElement>(null);
  const label = useId();
  const scheme = useComputedColorScheme("light");
  const latest = useRef({ data, range, onZoom });
  useEffect(() => {
    latest.current = { data, range, onZoom };
  });
  const lines = data.drawn.length;
  const look = `${lines}/${log}/${smoothing > 0}/${sync}`;

  useEffect(() => {
    if (!place.current || width === 0) return undefined;
    const options = {
      width,
      height,
      data: latest.current.data,
      smoothing,
      log,
      sync,
      get range() {
        return latest.current.range;
      },
      onZoom: (from: number, to: number) => latest.current.onZoom(from, to),
      onCursor: (one: uPlot) => tip.current && showTip(tip.current, one, latest.current.data),
    };
    const made = makePlot(place.current, options);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
    // `smoothing` changes the data, not the look, except for being on or off.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [look, height, width === 0]);

  useEffect(() => {
    plot.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    plot.current?.setData(joined(data));
  }, [data, range]);
  useEffect(() => {
    plot.current?.redraw(false);
  }, [scheme]);

  return (
    <figure className={styles.chart} aria-labelledby={label}>
      <figcaption className={styles.head}>
        <span className={clsx("ell", styles.name)} title={name}>
          {name}
        </span>
        {lines > 1 &&
          data.drawn.map((line, index) => (
            <span key={line.label} className={styles.legend}>
              <span className={styles.swatch} data-line={index} aria-hidden />
              {line.label}
            </span>
          ))}
        <span className="grow" />
        <span className="m ell">{note}</span>
      </figcaption>
      <div ref={place} className={styles.canvas} style={{ height }} role="img" aria-label={described(name, data)} id={label} />
      <div ref={tip} className={styles.tip} hidden />
      {empty(data) && <p className={styles.none}>No points yet</p>}
    </figure>
  );
}

/** Written straight into the page: the crosshair moves far more often than React should draw. */
function showTip(tip: HTMLDivElement, plot: uPlot, data: ChartData): void {
  const read = readings(plot, data.drawn.length);
  tip.hidden = read === null;
  if (read === null) return;
  const head = document.createElement("div");
  head.className = "m";
  head.textContent = `step ${step(read.at)}`;
  const rows = data.drawn.map((line, index) => {
    const row = document.createElement("div");
    const swatch = document.createElement("span");
    swatch.className = styles.swatch ?? "";
    swatch.dataset.line = String(index);
    const value = document.createElement("b");
    value.textContent = metric(read.values[index] ?? null);
    row.append(swatch, ` ${data.drawn.length > 1 ? `${line.label} ` : ""}`, value);
    return row;
  });
  tip.replaceChildren(head, ...rows);
  // Beside the crosshair, on the side that has more room.
  const x = plot.over.offsetLeft + (plot.cursor.left ?? 0);
  const onLeft = (plot.cursor.left ?? 0) > plot.over.clientWidth / 2;
  tip.style.left = onLeft ? "auto" : `${x + 10}px`;
  // And above or below, where the first line is not.
  const first = read.values.find((value) => value !== null);
  const high = first !== undefined && first !== null && plot.valToPos(first, "y") < plot.over.clientHeight / 2;
  tip.style.top = high ? "auto" : "32px";
  tip.style.bottom = high ? "28px" : "auto";
  tip.style.right = onLeft ? `${plot.width - x + 10}px` : "auto";
}
