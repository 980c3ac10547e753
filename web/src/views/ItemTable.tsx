import { Button, UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";

import type { Item } from "../api/types";
import type { SetView } from "../items/ListTools";
import { Avatar, ProjectMark } from "../ui/Avatar";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import { count } from "../ui/format";
import { usePhone } from "../ui/screen";
import { State, TypeIcon } from "../ui/State";
import { usePlainLinks } from "../ui/usePlainLinks";
import { useRowKeys } from "../ui/useRowKeys";
import { Row, type RowContext } from "./Cells";
import { TITLE_LEAST, type Column, leastWidth } from "./columns";
import type { Line, RowGroup } from "./groups";
import { SelectionBar } from "./SelectionBar";
import { useListKeys } from "./useListKeys";
import type { Selection } from "./useSelection";
import styles from "./ItemTable.module.css";

const AHEAD = 100;
const OVERSCAN = 4;

const template = (columns: readonly Column[]): string => `32px ${columns.map((column) => (column.width ? `${column.width}px` : `minmax(${TITLE_LEAST}px, 1fr)`)).join(" ")}`;

interface HeadProps {
  column: Column;
  sort: string;
  descending: boolean;
  setView: SetView;
}

/** A column's name; a click sorts by it, a second one turns the order round. */
function Head({ column, sort, descending, setView }: HeadProps) {
  const on = column.sort !== undefined && column.sort === sort;
  const Way = descending ? IconArrowDown : IconArrowUp;
  const first = column.sort === "updated" || column.sort === "created" ? "desc" : "asc";
  const choose = () => setView({ sort: column.sort, dir: on ? (descending ? "asc" : "desc") : first });
  return (
    <span
      role="columnheader"
      data-column={column.name}
      className={clsx(column.name !== "title" && styles.cell, column.name === "title" && styles.title, column.right && styles.right)}
      {...(on && { "aria-sort": descending ? ("descending" as const) : ("ascending" as const) })}
    >
      {column.sort ? (
        <UnstyledButton className={styles.sort} onClick={choose}>
          <span className="ell">{column.label}</span>
          {on && <Way className="i s" aria-hidden />}
        </UnstyledButton>
      ) : (
        <span className="ell">{column.label}</span>
      )}
    </span>
  );
}

function GroupLook({ group }: { group: RowGroup }) {
  switch (group.look) {
    case "type":
      return <span className={clsx("hue row", group.type?.phase)}><TypeIcon type={group.type?.name ?? null} /></span>;
    case "state":
      return <State type={group.type?.name ?? null} state={group.id} label="" />;
    case "person":
      return <Avatar name={group.label} />;
    case "project":
      return <ProjectMark projectKey={group.id} />;
    case "plain":
      return null;
  }
}

function GroupHead({ group, open, onToggle }: { group: RowGroup; open: boolean; onToggle: () => void }) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <span role="cell" className={styles.groupCell}>
      <UnstyledButton className={styles.group} aria-expanded={open} onClick={onToggle}>
        <Chevron className="i s m" aria-hidden />
        <GroupLook group={group} />
        <span className="st ell">{group.label}</span>
        {group.count !== null && <span className="m num sm">{count(group.count)}</span>}
      </UnstyledButton>
    </span>
  );
}

interface Data {
  error: unknown;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface Props {
  label: string;
  lines: readonly Line[];
  total: number | null;
  columns: readonly Column[];
  context: RowContext;
  sort: string;
  descending: boolean;
  setView: SetView;
  data: Data;
  selection: Selection;
  onToggle: (group: string) => void;
  empty: ReactNode;
}

/** The next page is asked for before the last loaded row comes into sight. */
function usePages(data: Data, last: number, lines: number): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = data;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= lines - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, lines]);
}

const keyOfLine = (line: Line | undefined): string => (line?.kind === "item" ? `${line.group.id}/${line.item.id}` : line?.kind === "group" ? `group/${line.group.id}` : "more");

function useLines(scroller: RefObject<HTMLDivElement | null>, lines: readonly Line[], phone: boolean) {
  const height = phone ? 44 : 32;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    // Stable functions: with new ones it would measure all lines anew whenever a page comes.
    estimateSize: useCallback(() => height, [height]),
    overscan: OVERSCAN,
    // Rows are made in a task of their own, then laid out and painted in the next frame's: together they would hold one frame up too long.
    useFlushSync: false,
    paddingStart: phone ? 0 : 32,
  });
  // A phone that is turned has rows of another height.
  useEffect(() => virtual.measure(), [virtual, height]);
  return virtual;
}

/** A table over any type. Only the rows on screen are drawn, and pages come while it scrolls. */
export function ItemTable({ label, lines, total, columns, context, sort, descending, setView, data, selection, onToggle, empty }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [choosing, setChoosing] = useState(false);
  const phone = usePhone();
  const links = usePlainLinks();
  const virtual = useLines(scroller, lines, phone);
  const visible = virtual.getVirtualItems();
  usePages(data, visible[visible.length - 1]?.index ?? 0, lines.length);
  useRowKeys(scroller, lines.length, (index) => lines[index]?.kind === "item", (index) => virtual.scrollToIndex(index, { align: "auto" }));
  const itemAt = (index: number): Item | undefined => {
    const line = lines[index];
    return line?.kind === "item" ? line.item : undefined;
  };
  useListKeys(scroller, itemAt, selection, context);
  // Rows are memoised: what they call must stay the same function.
  const latest = useRef(selection);
  useEffect(() => {
    latest.current = selection;
  });
  const select = useCallback((item: Item, range: boolean) => latest.current.toggle(item, range), []);

  const nothing = lines.length === 0;
  return (
    <>
      <div ref={scroller} className={clsx(styles.scroll, (choosing || selection.chosen.size > 0) && styles.choosing)}>
        {nothing && data.error !== null && data.error !== undefined && <div className={styles.pad}><ErrorNote error={data.error} retry={() => void data.refetch()} /></div>}
        {nothing && !data.error && (data.isPending ? <div className={styles.pad}><Skeleton rows={8} /></div> : empty)}
        {!nothing && (
          <div role="table" aria-label={label} aria-rowcount={total === null ? -1 : total + 1} className={styles.table} style={{ "--columns": template(columns), "--least": `${leastWidth(columns)}px`, height: virtual.getTotalSize() } as React.CSSProperties}>
            <div role="rowgroup" className={styles.head}>
              <div role="row" className={styles.row}>
                <span role="columnheader" className={styles.check}><span className="vh">Select</span></span>
                {columns.map((column) => <Head key={column.name} column={column} sort={sort} descending={descending} setView={setView} />)}
              </div>
            </div>
            <div role="rowgroup" {...links}>
              {visible.map((row) => {
                const line = lines[row.index];
                if (!line) return null;
                const chosen = line.kind === "item" && selection.chosen.has(line.item.id);
                return (
                  <div
                    key={keyOfLine(line)}
                    role="row"
                    data-line={row.index}
                    aria-rowindex={row.index + 2}
                    {...(line.kind === "item" && { "aria-selected": chosen })}
                    className={clsx(styles.row, styles.line, line.kind === "group" && styles.heading, chosen && styles.chosen)}
                    style={{ top: row.start }}
                  >
                    {line.kind === "item" && <Row item={line.item} columns={columns} context={context} selected={chosen} phone={phone} onSelect={select} />}
                    {line.kind === "group" && <GroupHead group={line.group} open={line.open} onToggle={() => onToggle(line.group.id)} />}
                    {line.kind === "more" && <span role="cell" className={styles.more}>{data.error ? <Button onClick={() => void data.refetch()}>The rest did not come: try again</Button> : "Loading more…"}</span>}
                  </div>
                );
              })}
            </div>
          </div>
        )}
      </div>
      <SelectionBar selection={selection} context={context} total={total} choosing={choosing} onChoose={nothing ? undefined : () => setChoosing(!choosing)} />
    </>
  );
}
