import { Link } from "@tanstack/react-router";

import type { MetricValue, RunRow } from "../api/types";
import { duration, metric } from "../ui/format";
import { State } from "../ui/State";
import { Time } from "../ui/Time";
import styles from "./RunTable.module.css";

const moment = (value: unknown): number | null => (typeof value === "number" && value > 0 ? value : null);

export function NameCell({ row: { item } }: { row: RunRow }) {
  return (
    <Link to="/p/$key/runs/$id" params={{ key: item.project_key, id: item.id }} className={styles.name} data-row>
      <State type="run" state={item.state} iconOnly />
      <span className="ell" dir="auto">
        {item.title}
      </span>
    </Link>
  );
}

export const StartedCell = ({ row: { item } }: { row: RunRow }) => <Time at={moment(item.fields.started) ?? item.created} />;

/** How long a finished run took. */
export function lengthOf({ item }: RunRow): string {
  const [started, ended] = [moment(item.fields.started), moment(item.fields.ended)];
  return started !== null && ended !== null ? duration(ended - started) : "";
}

/** A metric in its digits, anything else as it was logged, nothing where the run has no such value. */
export function shownCell(row: RunRow, column: string): string {
  if (!(column in row.cells)) return "";
  const value = row.cells[column] ?? null;
  return column.startsWith("metric.") ? metric(value as MetricValue) : String(value ?? "");
}
