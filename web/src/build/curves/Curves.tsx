import { Button, SegmentedControl, Slider } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconChartLine, IconZoomReset } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useMemo, useState } from "react";

import { curvesQuery } from "../../api/runs";
import type { MetricLatest } from "../../api/types";
import { ErrorNote } from "../../ui/Feedback";
import { metric, step } from "../../ui/format";
import { Chart } from "./Chart";
import { type ChartGroup, byWeight, chartData, chartGroups } from "./lines";
import styles from "./Curves.module.css";

const FIRST = 12;
const KEYS = 100;
const BUCKETS = 600;
const SMOOTHING = 0.6;

export interface CurveView {
  smooth?: number;
  log?: boolean;
  from?: number;
  to?: number;
}

interface Props {
  projectKey: string;
  run: string;
  metrics: readonly MetricLatest[];
  live: boolean;
  view: CurveView;
  setView: (change: { [Name in keyof CurveView]: CurveView[Name] | undefined }) => void;
  /** Only the charts, in one column. */
  bare?: boolean;
}

/** Changes whenever the run has new points. */
const seenOf = (metrics: readonly MetricLatest[]): string => `${metrics.length}/${Math.max(0, ...metrics.map((one) => one.time))}/${metrics.reduce((sum, one) => sum + one.step, 0)}`;

/** A metric with more than one point. A single value is a number, not a curve. */
const moves = (one: MetricLatest): boolean => one.step !== 0 || one.min !== one.max;

function noteOf(group: ChartGroup, metrics: readonly MetricLatest[]): string {
  const [line] = group.lines;
  const found = group.lines.length === 1 ? metrics.find((one) => one.key === line?.key) : undefined;
  return found ? `last ${metric(found.last)}` : "";
}

/** All curves of a run as small charts with one crosshair; a drag over one of them zooms all. */
export function Curves({ projectKey, run, metrics, live, view, setView, bare = false }: Props) {
  const [all, setAll] = useState(false);
  const [smooth, setSmooth] = useState(view.smooth ?? SMOOTHING);
  const [weight] = useDebouncedValue(smooth, 30);
  const groups = useMemo(() => chartGroups(byWeight(metrics.filter(moves).map((one) => one.key))), [metrics]);
  const shown = all ? groups : groups.slice(0, FIRST);
  const keys = shown.flatMap((group) => group.lines.map((line) => line.key)).slice(0, KEYS);
  const range = useMemo((): [number, number] | null => (view.from !== undefined && view.to !== undefined && view.to > view.from ? [view.from, view.to] : null), [view.from, view.to]);
  const zoom = range ? { from_step: range[0], to_step: range[1] } : {};
  const query = useQuery(curvesQuery(projectKey, { runs: [run], keys, buckets: BUCKETS, ...zoom }, seenOf(metrics)));
  const curves = useMemo(() => new Map(query.data?.curves.map((curve) => [curve.key, curve])), [query.data]);
  const log = view.log ?? false;
  const data = useMemo(() => shown.map((group) => chartData(group, curves, weight, log)), [shown, curves, weight, log]);

  return (
    <section aria-label="Curves">
      <header className={styles.head} hidden={bare}>
        <h2>Curves</h2>
        {live && (
          <span className={styles.live}>
            <span className={styles.pulse} aria-hidden />
            live
          </span>
        )}
        {range && (
          <Button variant="subtle" leftSection={<IconZoomReset className="i s" aria-hidden />} onClick={() => setView({ from: undefined, to: undefined })}>
            Steps {step(range[0])} to {step(range[1])}: show all
          </Button>
        )}
        <span className={styles.tools}>
          <span className={styles.smooth} aria-hidden>
            Smoothing <span className="num">{smooth.toFixed(2)}</span>
          </span>
          <Slider
            className={styles.slider ?? ""}
            thumbLabel="Smoothing"
            size="xs"
            min={0}
            max={0.99}
            step={0.01}
            label={null}
            value={smooth}
            onChange={setSmooth}
            onChangeEnd={(value) => setView({ smooth: value === SMOOTHING ? undefined : value })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Vertical axis"
            value={log ? "log" : "linear"}
            data={[
              { value: "linear", label: "Linear" },
              { value: "log", label: "Log" },
            ]}
            onChange={(value) => setView({ log: value === "log" || undefined })}
          />
        </span>
      </header>
      {query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {groups.length === 0 && (
        <p className="m sm row">
          <IconChartLine className="i" stroke={1.75} aria-hidden />
          {live ? "No curve yet. The first points show up here by themselves." : metrics.length > 0 ? "Each metric has a single value: see the table below." : "This run logged no metrics."}
        </p>
      )}
      <div className={clsx(styles.grid, bare && styles.single)}>
        {shown.map((group, index) => {
          const one = data[index];
          if (!one) return null;
          return (
            <Chart
              key={group.lines.map((line) => line.key).join(" ")}
              name={group.name}
              data={one}
              smoothing={weight}
              log={log}
              sync={`run-${run}`}
              range={range}
              onZoom={(from, to) => setView({ from, to })}
              note={noteOf(group, metrics)}
            />
          );
        })}
      </div>
      {groups.length > FIRST && (
        <Button variant="subtle" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `${groups.length - FIRST} more charts`}
        </Button>
      )}
    </section>
  );
}
