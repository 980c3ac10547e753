import { IconChartLine } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";

import type { MetricLatest } from "../../api/types";
import { metric } from "../../ui/format";
import { Board } from "./Board";
import type { Mark } from "./guides";
import { type ChartSpec, byWeight } from "./lines";
import type { CurveView, SetCurveView } from "./view";
import styles from "./Curves.module.css";

interface Props {
  projectKey: string;
  run: string;
  metrics: readonly MetricLatest[];
  live: boolean;
  view: CurveView;
  setView: SetCurveView;
  /** Only the charts, in one column. */
  bare?: boolean;
  /** The run that it is measured by. */
  rival?: { id: string; title: string } | undefined;
  /** Versions that were made of it. */
  marks?: readonly Mark[];
}

/** A metric with more than one point. A single value is a number, not a curve. */
const moves = (one: MetricLatest): boolean => one.step !== 0 || one.min !== one.max;

/** The best or the last value of a chart's only metric. */
function noteOf(chart: ChartSpec, metrics: readonly MetricLatest[]): string | undefined {
  const found = chart.keys.length === 1 ? metrics.find((one) => one.key === chart.keys[0]) : undefined;
  return found && `last ${metric(found.last)}`;
}

/** All curves of one run. */
export function Curves({ projectKey, run, metrics, live, view, setView, bare = false, rival, marks }: Props) {
  const names = byWeight(metrics.filter(moves).map((one) => one.key)).join("\n");
  const keys = useMemo(() => (names ? names.split("\n") : []), [names]);
  const runs = useMemo(() => [{ id: run, title: "", look: 0 }], [run]);
  const [rivalId, rivalTitle] = [rival?.id, rival?.title];
  const other = useMemo(() => (rivalId ? { id: rivalId, title: rivalTitle ?? "", look: 0 } : undefined), [rivalId, rivalTitle]);
  const latest = useMemo(() => new Map(metrics.map((one) => [one.key, `${one.step}/${one.time}/${one.last}`])), [metrics]);
  const seen = useCallback((of: readonly string[]) => of.map((key) => latest.get(key) ?? "").join(" "), [latest]);
  const reason = live ? "No curve yet. The first points show up here by themselves." : metrics.length > 0 ? "Each metric has a single value: see the table below." : "This run logged no metrics.";
  return (
    <Board
      projectKey={projectKey}
      runs={runs}
      rival={other}
      keys={keys}
      seen={seen}
      view={view}
      setView={setView}
      note={(chart) => noteOf(chart, metrics)}
      bare={bare}
      marks={marks}
      title={
        <>
          <h2>Curves</h2>
          {live && (
            <span className={styles.live}>
              <span className={styles.pulse} aria-hidden />
              live
            </span>
          )}
        </>
      }
      empty={
        <p className="m sm row">
          <IconChartLine className="i" stroke={1.75} aria-hidden />
          {reason}
        </p>
      }
    />
  );
}
