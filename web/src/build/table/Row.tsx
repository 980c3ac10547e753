import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type MouseEvent, memo } from "react";

import type { Curve, RunGroup, RunRow } from "../../api/types";
import { Later } from "../../ui/Feedback";
import { counted, metric } from "../../ui/format";
import { colourVar } from "../curves/look";
import { Cell, NameCell, isMetric, isNumber } from "./cells";
import { Spark } from "./Spark";
import styles from "./RunTable.module.css";

export interface Column {
  name: string;
  width: number | null;
  /** Where it stays when the table is moved sideways. */
  left: number | null;
}

const pinnedAt = ({ left }: Column) => (left === null ? {} : { style: { left }, "data-fixed": true });
export const sourceOf = (name: string): string => name.split(".")[0] ?? name;

interface RowProps {
  row: RunRow;
  columns: readonly Column[];
  index: number;
  first: boolean;
  sort: string;
  look: number | undefined;
  curve: Curve | undefined;
  onSelect: (id: string, event: MouseEvent) => void;
}

/** Drawn again only when the run, the columns, its curve or its selection change. */
export const RunLine = memo(function RunLine({ row, columns, index, first, sort, look, curve, onSelect }: RowProps) {
  const selected = look !== undefined;
  return (
    <tr data-line={index} aria-rowindex={index + 2} aria-selected={selected} className={clsx(selected && styles.selected)}>
      {columns.map((column) => {
        const { name } = column;
        if (name === "select") {
          return (
            <td key={name} data-column={name} {...pinnedAt(column)}>
              <input type="checkbox" aria-label={`Select ${row.item.title}`} checked={selected} style={selected ? { accentColor: colourVar(look) } : {}} onChange={() => undefined} onClick={(event) => onSelect(row.item.id, event)} />
            </td>
          );
        }
        if (name === "name") {
          return (
            <td key={name} data-column={name} className="ell" {...pinnedAt(column)}>
              <NameCell row={row} />
            </td>
          );
        }
        if (name === "spark") {
          return (
            <td key={name} data-column={name}>
              <Spark curve={curve} look={look} />
            </td>
          );
        }
        const best = first && name === sort && isMetric(name);
        return (
          <td key={name} data-column={sourceOf(name)} className={clsx("ell", isNumber(name) && styles.right, name.startsWith("param.") && "mono", best && styles.best)} title={name.startsWith("param.") || name.startsWith("tag.") ? String(row.cells[name] ?? "") : undefined} {...pinnedAt(column)}>
            <Cell row={row} column={name} />
          </td>
        );
      })}
    </tr>
  );
});

interface GroupProps {
  group: RunGroup;
  columns: number;
  index: number;
  open: boolean;
  none: string;
  descending: boolean;
  onOpen: () => void;
}

/** The heading of a group: how many runs, and the sorted metric among them. */
export function GroupLine({ group, columns, index, open, none, descending, onOpen }: GroupProps) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const best = descending ? group.max : group.min;
  return (
    <tr data-line={index} className={styles.group} aria-rowindex={index + 2}>
      <td colSpan={columns}>
        <span className={styles.groupLine}>
          <UnstyledButton className={styles.fold} aria-expanded={open} onClick={onOpen} data-row>
            <Chevron className="i s" aria-hidden />
            <span className="ell st" dir="auto">
              {group.value === null ? none : group.label}
            </span>
            <span className="m sm num">{counted(group.runs, "run", "runs")}</span>
          </UnstyledButton>
          {group.mean !== null && (
            <span className={styles.sums}>
              <span className="hide">
                mean {metric(group.mean)} ± {metric(group.sd ?? 0)}
              </span>
              <span>best {metric(best ?? undefined)}</span>
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}

export function MoreLine({ group, shown, columns, index, onMore }: { group: RunGroup; shown: number; columns: number; index: number; onMore: (() => void) | undefined }) {
  return (
    <tr data-line={index} aria-rowindex={index + 2}>
      <td colSpan={columns}>
        <span className={styles.groupLine}>
          {onMore ? (
            <Button variant="subtle" onClick={onMore}>
              Show more of {group.label}
            </Button>
          ) : (
            <span className="m sm">
              The first {shown} of {group.runs}: filter to see the others.
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}

export function WaitLine({ columns, index }: { columns: number; index: number }) {
  return (
    <tr data-line={index} aria-rowindex={index + 2}>
      <td colSpan={columns}>
        <span className={styles.groupLine}>
          <Later>
            <span className="m sm" role="status">
              Loading
            </span>
          </Later>
        </span>
      </td>
    </tr>
  );
}
