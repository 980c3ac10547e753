import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconFilterOff } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { type RunView, runColumnsQuery } from "../api/runs";
import type { ItemType, RunRow } from "../api/types";
import type { SetView } from "../items/ListTools";
import { type ListSearch, isDescending } from "../items/listView";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { usePhone } from "../ui/screen";
import { atOnce, useShortcuts } from "../ui/shortcuts";
import { usePlainLinks } from "../ui/usePlainLinks";
import { useRowKeys } from "../ui/useRowKeys";
import { chosenColumns, columnNames, remember, remembered } from "./columns";
import { fieldName, markOf } from "./table/conditions";
import { Foot } from "./table/Foot";
import { Head } from "./table/Head";
import { layoutOf } from "./table/layout";
import { GroupLine, MoreLine, RunLine, WaitLine } from "./table/Row";
import { RunTools } from "./table/RunTools";
import { MOST_SELECTED } from "./table/search";
import { SidePanel } from "./table/SidePanel";
import { type Entry, useRuns } from "./table/useRuns";
import { useSelection } from "./table/useSelection";
import { useSparks } from "./table/useSparks";
import styles from "./table/RunTable.module.css";

interface Props {
  projectKey: string;
  view: ListSearch;
  setView: SetView;
  types: ItemType[];
  total: number;
}

/** What the server is asked for. */
function asked(view: ListSearch, chosen: readonly string[]): RunView {
  const named = view.q ? [{ field: "name", op: "contains" as const, value: view.q }] : [];
  const filter = [...(view.filter ?? []), ...named];
  return { columns: chosen.filter((name) => name.includes(".")), sort: view.sort ?? "created", desc: isDescending({ ...view, sort: "created" }), state: view.state, filter: filter.length ? JSON.stringify(filter) : undefined };
}

/** Names of what is usually one number at the end of a run: no curve. */
const SINGLE = /^(best|final|test|min|max|total)(?![a-z])/i;

/** The metric of the small curves: what was chosen, else what the table is sorted by, else the first metric shown that looks like a curve. */
function sparkOf({ spark, sort }: ListSearch, chosen: readonly string[]): string | null {
  if (spark) return spark === "none" ? null : spark;
  const metrics = [sort ?? "", ...chosen].filter((name) => name.startsWith("metric.")).map((name) => name.slice("metric.".length));
  return metrics.find((name) => !SINGLE.test(name)) ?? metrics[0] ?? null;
}

const rowOf = (entry: Entry | undefined): RunRow | null => (entry?.kind === "run" ? entry.row : null);

/** The runs of a project with chosen metrics, params and tags as columns. Only the rows on screen are drawn. */
export function RunTable({ projectKey, view, setView, types, total }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const used = useQuery(runColumnsQuery(projectKey)).data;
  const known = columnNames(used);
  const [kept, setKept] = useState(() => remembered(projectKey));
  const chosen = useMemo(() => chosenColumns(view.cols ?? kept, used), [view.cols, kept, used]);
  const spark = sparkOf(view, chosen);
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  const runView = asked(view, chosen);
  const runs = useRuns(projectKey, runView, view.group, view.open, sizes);
  const { entries } = runs;
  // Rows fade only where the answer takes its time: at each letter that is typed they would flicker.
  const [waited] = useDebouncedValue(runs.isStale, 200);
  const { columns, width } = useMemo(() => layoutOf(chosen, view.fix ?? [], spark !== null), [chosen, view.fix, spark]);
  const select = useCallback((sel: string | undefined) => setView({ sel, side: undefined }), [setView]);
  const selection = useSelection(view.sel, select);

  const phone = usePhone();
  const links = usePlainLinks();
  const height = phone ? 44 : 32;
  // As in ItemTable: rows are made in a task of their own.
  const virtual = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: useCallback(() => height, [height]), overscan: 4, useFlushSync: false });
  // A phone that is turned has rows of another height.
  useEffect(() => virtual.measure(), [virtual, height]);
  const visible = virtual.getVirtualItems();
  const [firstIndex, lastIndex] = [visible[0]?.index ?? 0, visible[visible.length - 1]?.index ?? 0];
  const rows = useMemo(() => entries.map(rowOf), [entries]);
  const curves = useSparks(projectKey, spark, rows, firstIndex, lastIndex);
  const { more } = runs;
  useEffect(() => {
    if (more && lastIndex >= entries.length - 60) more();
  }, [more, lastIndex, entries.length]);

  const ids = () => rows.flatMap((row) => (row ? [row.item.id] : []));
  // Rows are memoised: what they call must stay the same function.
  const toggle = (id: string, range: boolean) => selection.toggle(id, range ? ids() : undefined);
  const latest = useRef(toggle);
  useEffect(() => {
    latest.current = toggle;
  });
  const onSelect = useCallback((id: string, event: MouseEvent) => latest.current(id, event.shiftKey), []);
  const here = () => rows[Number(document.activeElement?.closest("[data-line]")?.getAttribute("data-line") ?? NaN)]?.item.id;
  useRowKeys(scroller, entries.length, (index) => entries[index]?.kind === "run" || entries[index]?.kind === "group", (index) => virtual.scrollToIndex(index));
  const selectRow = (id: string | undefined) => id && selection.toggle(id);
  useShortcuts({
    x: { act: atOnce(() => selectRow(here())), what: "Select the row", group: "In a list" },
    o: { act: () => setView({ side: view.side === "off" ? undefined : "off" }), what: "Show or hide the selected runs beside", group: "In a list" },
    ...(selection.ids.length > 0 && { Escape: { act: selection.clear, what: "Select nothing", group: "In a list" } }),
  });

  const openMarks = view.open ?? entries.flatMap((entry) => (entry.kind === "group" && entry.open ? [entry.mark] : []));
  const fold = (mark: string) => setView({ open: openMarks.includes(mark) ? openMarks.filter((one) => one !== mark) : [...openMarks, mark] });
  const onColumns = (cols: string) => {
    remember(projectKey, cols);
    setKept(cols);
    setView({ cols });
  };
  const labels = useMemo(() => new Map(entries.flatMap((entry) => (entry.kind === "group" && entry.group.value !== null ? [[entry.group.value, entry.group.label] as const] : []))), [entries]);
  const beside = selection.ids.length > 0 && view.side !== "off";

  const before = visible[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (visible[visible.length - 1]?.end ?? 0);
  const line = (entry: Entry, index: number) => {
    if (entry.kind === "group") {
      return <GroupLine key={`group ${entry.mark}`} group={entry.group} columns={columns.length} index={index} open={entry.open} none={`No ${fieldName(view.group ?? "")}`} descending={runView.desc} onOpen={() => fold(entry.mark)} />;
    }
    if (entry.kind === "wait") return <WaitLine key={`wait ${entry.mark}`} columns={columns.length} index={index} />;
    if (entry.kind === "more") {
      const mark = markOf(entry.group);
      return <MoreLine key={`more ${mark}`} group={entry.group} shown={entry.shown} columns={columns.length} index={index} onMore={entry.shown < 500 ? () => setSizes(new Map(sizes).set(mark, entry.shown * 4)) : undefined} />;
    }
    const { id } = entry.row.item;
    return <RunLine key={id} row={entry.row} columns={columns} index={index} first={entry.first} sort={runView.sort} look={selection.looks.get(id)} curve={curves.get(id)} onSelect={onSelect} />;
  };

  return (
    <>
      <RunTools projectKey={projectKey} view={view} setView={setView} types={types} known={known} chosen={chosen} spark={spark} labels={labels} onColumns={onColumns} />
      {runs.error && <ErrorNote error={runs.error} retry={runs.retry} />}
      <div className={styles.split}>
        <div className={styles.main}>
          {runs.isPending && !runs.error && <Skeleton rows={8} />}
          {!runs.isPending && !runs.error && entries.length === 0 && (
            <Empty icon={IconFilterOff} title="No run fits this filter" action={<Button onClick={() => setView({ state: undefined, filter: undefined, q: undefined })}>Clear the filter</Button>} />
          )}
          <div ref={scroller} className={styles.scroll} tabIndex={-1}>
            <table className={clsx(styles.table, runs.isStale && waited && styles.stale)} style={phone ? {} : { minWidth: width }} aria-label="Runs" aria-rowcount={(runs.total ?? total) + 1} hidden={entries.length === 0}>
              <colgroup>
                {columns.map(({ name, width: wide }) => (
                  <col key={name} data-column={name.split(".")[0]} {...(wide !== null && { style: { width: wide } })} />
                ))}
              </colgroup>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <Head key={column.name} column={column} sort={runView.sort} descending={runView.desc} selected={selection.ids.length} setView={setView} onSelect={() => (selection.ids.length ? selection.clear() : select(ids().slice(0, MOST_SELECTED).join(",") || undefined))} />
                  ))}
                </tr>
              </thead>
              <tbody {...links}>
                {before > 0 && <tr style={{ height: before }} aria-hidden />}
                {visible.map(({ index }) => {
                  const entry = entries[index];
                  return entry && line(entry, index);
                })}
                {after > 0 && <tr style={{ height: after }} aria-hidden />}
              </tbody>
            </table>
          </div>
          <Foot projectKey={projectKey} shown={rows.reduce((sum, row) => sum + Number(row !== null), 0)} fits={runs.total} total={total} live={rows.reduce((sum, row) => sum + Number(row?.item.state === "running"), 0)} selection={selection} side={view.side} setView={setView} />
        </div>
        {beside && <SidePanel projectKey={projectKey} view={view} setView={setView} selection={selection} known={known} sort={runView.sort} />}
      </div>
    </>
  );
}
