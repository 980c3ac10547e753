import { clsx } from "clsx";
import { useId, useMemo, useState } from "react";

import { loadCurves } from "../../api/curves";
import type { Target } from "../../api/champion";
import { ErrorNote } from "../../ui/Feedback";
import { metric } from "../../ui/format";
import { Canvas } from "./Canvas";
import { ChartMenu } from "./ChartMenu";
import { ChartTable } from "./ChartTable";
import type { Crosshair } from "./crosshair";
import { frameOf } from "./frame";
import { type Guides, type Mark, guidesIn, marksOn, targetText } from "./guides";
import { Legend } from "./Legend";
import type { ChartSpec } from "./lines";
import { curvesCsv, svgOf } from "./picture";
import { type Shaped, lastOf, lineId } from "./shape";
import { useCurves } from "./useCurves";
import { useInView } from "./useInView";
import { type Axis, type CurveView, rangeOf } from "./view";
import styles from "./Chart.module.css";

interface Props {
  projectKey: string;
  spec: ChartSpec;
  view: CurveView;
  smoothing?: number;
  /** Shared by the charts of a page. */
  sync: Crosshair;
  seen: string;
  hot: string | null;
  note?: string | undefined;
  /** What a requirement asks of the metric. */
  target?: Target | undefined;
  /** Versions that were made of the run. */
  marks?: readonly Mark[] | undefined;
  /** The page has no legend for its lines: the chart names them itself. */
  named?: boolean;
  height?: number;
  pinned: boolean;
  onPin?: (() => void) | undefined;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
}

const AXES: Record<Axis, string> = { step: "step", relative: "time since the start", wall: "time" };

/** In words, for those who cannot see it. */
function described(name: string, lines: readonly Shaped[], axis: Axis): string {
  const lasts = lines.slice(0, 10).map((line) => `${line.label} ${metric(lastOf(line) ?? undefined)}`);
  return `${name} by ${AXES[axis]}; last values: ${lasts.join(", ")}`;
}

/** Points that cannot be drawn are said in words. */
function oddNote(lines: readonly Shaped[]): string {
  const counts = new Map<string, number>();
  for (const { odd } of lines) for (const { value } of odd) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${count} × ${value}`).join(", ");
}

const buckets = (lines: number): number => Math.max(100, Math.min(5_000, Math.floor(600_000 / Math.max(1, lines))));

/** One chart: its curves, what can be done with it, and its points as a table. Nothing is asked for until it is scrolled into view. */
export function Chart({ projectKey, spec, view, smoothing, sync, seen, hot: given, note, target, marks, named = false, height = 150, pinned, onPin, onZoom, onReset }: Props) {
  const [place, near] = useInView();
  const [asTable, setAsTable] = useState(false);
  const label = useId();
  const { x: axis = "step", log = false, clip = false } = view;
  const xlog = axis !== "wall" && (view.xlog ?? false);
  const { curves, lines, error, isPending, retry } = useCurves(projectKey, spec, view, smoothing, seen, near);
  const zoom = rangeOf(view);
  const [from, to] = zoom ?? [];
  const started = curves[0]?.started;
  const guides = useMemo((): Guides => ({ target: target ?? null, marks: marksOn(axis, marks ?? [], started) }), [target, axis, marks, started]);
  const frame = useMemo(
    () => frameOf(lines, from !== undefined && to !== undefined ? [from, to] : null, { log, xlog, clip, target: target?.value, marks: guides.marks.map(({ at }) => at) }),
    [lines, from, to, log, xlog, clip, target, guides],
  );
  const empty = lines.every((line) => line.x.length === 0);
  const odd = oddNote(lines);
  const [pointed, setPointed] = useState<string | null>(null);
  const [kept, setKept] = useState<string | null>(null);
  const hot = given ?? pointed ?? kept;
  // One that does not fit is at least said.
  const far = target !== undefined && guidesIn(guides, frame).target === null && targetText(target);

  const csv = async () => {
    const runs = [...new Set(spec.lines.map((line) => line.run))];
    const range = zoom && axis === "step" ? zoom : null;
    const curves = await loadCurves({ project: projectKey, runs, keys: spec.keys, buckets: buckets(runs.length), range });
    const names = new Map(spec.keys.length === 1 ? spec.lines.map((line) => [line.run, line.label]) : []);
    return curvesCsv(curves, names);
  };
  const picture = { name: spec.name, svg: () => svgOf({ name: spec.name, lines, frame, axis, log, xlog, guides: guidesIn(guides, frame) }), csv };

  return (
    <figure className={styles.chart} aria-labelledby={label} ref={place}>
      <figcaption className={styles.head}>
        <span className={clsx("ell", styles.name)} title={spec.name} id={label}>
          {spec.name}
        </span>
        {named && spec.lines.length > 1 && <Legend bare lines={spec.lines.map(({ run, key, label: name, look }) => ({ id: lineId(run, key), label: name, look }))} hot={hot} kept={kept} onHot={setPointed} onKeep={setKept} />}
        <span className="grow" />
        {odd && <span className={clsx("num", styles.odd)}>{odd}</span>}
        <span className={clsx("m", styles.note)}>{[note, far].filter(Boolean).join(", ")}</span>
        <ChartMenu picture={picture} pinned={pinned} zoomed={zoom !== null} asTable={asTable} onPin={onPin} onReset={onReset} onTable={() => setAsTable(!asTable)} />
      </figcaption>
      {error ? (
        <ErrorNote error={error} retry={retry} />
      ) : asTable ? (
        <ChartTable lines={lines} axis={axis} height={height} />
      ) : near ? (
        <Canvas label={described(spec.name, lines, axis)} {...{ lines, frame, axis, log, xlog, sync, hot, guides, height, onZoom, onReset }} smoothing={(smoothing ?? 1) > 0} />
      ) : (
        <div style={{ height }} />
      )}
      {near && empty && !isPending && !error && <p className={styles.none}>No points here</p>}
    </figure>
  );
}
