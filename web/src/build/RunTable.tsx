import { Button, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ColumnDef, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconArrowDown, IconArrowUp, IconFilterOff } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useEffect, useMemo, useRef } from "react";

import { runColumnsQuery, runTableQuery } from "../api/runs";
import type { ItemType, RunRow } from "../api/types";
import { ListTools, type SetView } from "../items/ListTools";
import { type ListSearch, isDescending } from "../items/listView";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { counted } from "../ui/format";
import { isPhone } from "../ui/screen";
import { useRowKeys } from "../ui/useRowKeys";
import { ColumnMenu } from "./ColumnMenu";
import { chosenColumns, columnNames, shortName } from "./columns";
import { NameCell, StartedCell, lengthOf, shownCell } from "./RunCells";
import styles from "./RunTable.module.css";

const features = tableFeatures({});
type Column = ColumnDef<typeof features, RunRow>;

function columnsOf(type: ItemType | undefined, chosen: readonly string[]): Column[] {
  const stateLabel = (name: string) => type?.states.find((state) => state.name === name)?.label;
  return [
    { id: "name", header: "Name", cell: ({ row }) => <NameCell row={row.original} /> },
    { id: "state", header: "State", cell: ({ row }) => stateLabel(row.original.item.state) },
    ...chosen.map((name): Column => ({ id: name, header: shortName(name), cell: ({ row }) => shownCell(row.original, name) })),
    { id: "length", header: "Length", cell: ({ row }) => lengthOf(row.original) },
    { id: "user", header: "Who", cell: ({ row }) => String(row.original.item.fields.user ?? "") },
    { id: "created", header: "Started", cell: ({ row }) => <StartedCell row={row.original} /> },
  ];
}

const sortable = (id: string): boolean => id.includes(".") || id === "created";
const isNumber = (id: string): boolean => id.startsWith("metric.") || id === "length";
const sourceOf = (id: string): string => id.split(".")[0] ?? id;

interface HeadProps {
  id: string;
  label: string;
  sort: string;
  descending: boolean;
  setView: SetView;
}

/** A column's name; a click sorts by it, a second one turns the order round. */
function Head({ id, label, sort, descending, setView }: HeadProps) {
  const on = sort === id;
  const Way = descending ? IconArrowDown : IconArrowUp;
  const choose = () => setView({ sort: id, dir: on && descending ? "asc" : "desc" });
  return (
    <th
      scope="col"
      data-column={sourceOf(id)}
      className={clsx(isNumber(id) && styles.right)}
      title={label}
      {...(on && { "aria-sort": descending ? ("descending" as const) : ("ascending" as const) })}
    >
      {sortable(id) ? (
        <UnstyledButton className={styles.sort} onClick={choose}>
          <span className="ell">{label}</span>
          {on && <Way className="i s" aria-hidden />}
        </UnstyledButton>
      ) : (
        label
      )}
    </th>
  );
}

interface Props {
  projectKey: string;
  view: ListSearch;
  setView: SetView;
  types: ItemType[];
  total: number;
}

/** The runs of a project with chosen metrics, params and tags as columns. Only the rows on screen are drawn. */
export function RunTable({ projectKey, view, setView, types, total }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const known = columnNames(useQuery(runColumnsQuery(projectKey)).data);
  const chosen = chosenColumns(view.cols, known);
  const sort = view.sort && sortable(view.sort) ? view.sort : "created";
  const descending = isDescending({ ...view, sort: "created" });
  const query = useInfiniteQuery(runTableQuery(projectKey, { columns: chosen, sort, desc: descending, state: view.state }));
  const data = useMemo(() => query.data?.pages.flatMap((page) => page.runs) ?? [], [query.data]);
  const virtual = useVirtualizer({ count: data.length, getScrollElement: () => scroller.current, estimateSize: () => (isPhone() ? 44 : 32), overscan: 8 });
  const visible = virtual.getVirtualItems();
  const last = visible[visible.length - 1];

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const lastIndex = last?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastIndex >= data.length - 40) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastIndex, data.length]);

  const chosenText = chosen.join(",");
  const columns = useMemo(() => columnsOf(types.find((type) => type.name === "run"), chosenText ? chosenText.split(",") : []), [types, chosenText]);
  const table = useTable({ features, columns, data, getRowId: (row) => row.item.id });
  const rows = table.getRowModel().rows;
  useRowKeys(scroller, rows.length, () => true, (index) => virtual.scrollToIndex(index));

  const before = visible[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (last?.end ?? 0);
  return (
    <>
      <ListTools view={view} setView={setView} types={types} sorts={false} end={<ColumnMenu known={known} chosen={chosen} setView={setView} />} />
      {query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.error && <Skeleton rows={8} />}
      {query.data && data.length === 0 && (
        <Empty icon={IconFilterOff} title="No run fits this filter" action={<Button onClick={() => setView({ state: undefined })}>Clear the filter</Button>} />
      )}
      <div ref={scroller} className={styles.scroll} tabIndex={-1}>
        <table className={styles.table} aria-label="Runs" aria-rowcount={total + 1} hidden={data.length === 0}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.id} id={column.id ?? ""} label={String(column.header)} sort={sort} descending={descending} setView={setView} />
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr style={{ height: before }} aria-hidden />}
            {visible.map((line) => {
              const row = rows[line.index];
              if (!row) return null;
              return (
                <tr key={row.id} data-line={line.index} aria-rowindex={line.index + 2}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-column={sourceOf(cell.column.id)} className={clsx("ell", isNumber(cell.column.id) && styles.right)}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <tr style={{ height: after }} aria-hidden />}
          </tbody>
        </table>
      </div>
      <footer className={styles.foot}>
        <span>{counted(total, "run", "runs")}</span>
        <span className="hide">
          <kbd>J</kbd> <kbd>K</kbd> move <kbd>Enter</kbd> open
        </span>
      </footer>
    </>
  );
}
