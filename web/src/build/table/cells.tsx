import type { MetricValue, RunRow } from "../../api/types";
import { hrefOf, itemAddress } from "../../items/address";
import { Avatar } from "../../ui/Avatar";
import { duration, metric } from "../../ui/format";
import { State } from "../../ui/State";
import { Time } from "../../ui/Time";
import { humanise } from "../../ui/vocabulary";
import styles from "./RunTable.module.css";

const moment = (value: unknown): number | null => (typeof value === "number" && value > 0 ? value : null);

export function NameCell({ row: { item } }: { row: RunRow }) {
  return (
    <a href={hrefOf(itemAddress(item))} className={styles.name} data-row title={item.title}>
      <State type="run" state={item.state} iconOnly />
      <span className="ell" dir="auto">
        {item.title}
      </span>
    </a>
  );
}

/** How long a finished run took; of one that goes on, how long it has been going. */
export function lengthOf({ item }: RunRow, now: number = Date.now()): string {
  const [started, ended] = [moment(item.fields.started), moment(item.fields.ended)];
  const until = ended ?? (item.state === "running" ? now * 1000 : null);
  return started !== null && until !== null && until > started ? duration(until - started) : "";
}

/** A metric in its digits, anything else as it was logged, nothing where the run has no such value. */
export function shownCell(row: RunRow, column: string): string {
  if (!(column in row.cells)) return "";
  const value = row.cells[column] ?? null;
  return /^(metric|min|max)\./.test(column) ? metric(value as MetricValue) : String(value ?? "");
}

export const isMetric = (column: string): boolean => /^(metric|min|max)\./.test(column);
/** Columns of numbers stand at the right. */
export const isNumber = (column: string): boolean => isMetric(column) || column.startsWith("param.") || column === "length";

/** What a column shows of a run. */
export function Cell({ row, column }: { row: RunRow; column: string }) {
  const { item } = row;
  const at = column === "created" ? (moment(item.fields.started) ?? item.created) : moment(item.fields[column]);
  const user = String(item.fields.user ?? "");
  switch (column) {
    case "length":
      return lengthOf(row);
    case "user":
      return user && <Avatar name={user} alone />;
    case "created":
    case "ended":
      return at !== null && <Time at={at} />;
    case "state":
      return humanise(item.state ?? "");
    case "commit":
      return <span className="mono">{String(item.fields.commit ?? "").slice(0, 8)}</span>;
    case "source":
      return String(item.fields.source ?? "").split("/").pop();
    default:
      return shownCell(row, column);
  }
}
