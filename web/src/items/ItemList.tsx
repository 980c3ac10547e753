import { Button, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconChevronDown, IconChevronRight, IconFilterOff } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";

import { type ListView, listQuery } from "../api/items";
import type { Item, ItemType } from "../api/types";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { count } from "../ui/format";
import { isPhone } from "../ui/screen";
import { TypeIcon } from "../ui/State";
import { useRowKeys } from "../ui/useRowKeys";
import { ItemRow } from "./ItemRow";
import { type ListSearch, isDescending } from "./listView";
import styles from "./ItemList.module.css";

export interface Group {
  type: ItemType;
  /** How many there are, where the server counted them: not under a text filter. */
  total: number | null;
}
type Line = { kind: "group"; group: Group; open: boolean } | { kind: "item"; item: Item } | { kind: "more" };

/** Groups with their loaded items as one flat list of lines, for the virtual list. */
export function linesOf(groups: readonly Group[], closed: ReadonlySet<string>, items: readonly Item[], more: boolean): Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    const own = items.filter((item) => item.type === group.type.name);
    const open = !closed.has(group.type.name);
    if (group.total === 0 || (group.total === null && own.length === 0)) continue;
    if (groups.length > 1) lines.push({ kind: "group", group, open });
    if (open) for (const item of own) lines.push({ kind: "item", item });
  }
  if (more) lines.push({ kind: "more" });
  return lines;
}

interface Props {
  projectKey: string;
  view: ListSearch;
  groups: Group[];
  empty: ReactNode;
  onClear: () => void;
}

/** Items of several types under a heading each; 10,000 of them scroll as well as ten. */
export function ItemList({ projectKey, view, groups, empty, onClear }: Props) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const shown = groups.filter((group) => (!view.type || group.type.name === view.type) && (!view.state || group.type.states.some((state) => state.name === view.state)));
  const types = shown.filter((group) => group.total !== 0 && !closed.has(group.type.name)).map((group) => group.type.name);
  const asked: ListView = { types, state: view.state, text: view.q, sort: view.sort ?? "updated", desc: isDescending(view) };
  const query = useInfiniteQuery({ ...listQuery(projectKey, asked), placeholderData: (before) => before });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const known = useMemo(() => groups.map((group) => group.type), [groups]);
  const lines = linesOf(shown, closed, items, query.hasNextPage);

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone() ? 44 : 32),
    overscan: 12,
  });
  const visible = virtual.getVirtualItems();
  const last = visible[visible.length - 1]?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= lines.length - 40) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, lines.length]);

  useRowKeys(scroller, lines.length, (index) => lines[index]?.kind === "item", (index) => virtual.scrollToIndex(index));

  if (query.error && items.length === 0) return <div className={styles.pad}><ErrorNote error={query.error} retry={() => void query.refetch()} /></div>;
  if (query.isPending && types.length > 0) return <div className={styles.pad}><Skeleton rows={8} /></div>;
  if (lines.length === 0) {
    const filtered = view.q || view.state || view.type;
    if (!filtered) return <>{empty}</>;
    return (
      <Empty icon={IconFilterOff} title="Nothing fits this filter" action={<Button onClick={onClear}>Clear the filter</Button>}>
        There are other items here; the filter leaves them out.
      </Empty>
    );
  }
  const toggle = (name: string) => setClosed((before) => (before.has(name) ? new Set([...before].filter((one) => one !== name)) : new Set([...before, name])));
  return (
    <div ref={scroller} className={styles.scroll}>
      <div role="list" className={styles.lines} style={{ height: virtual.getTotalSize() }}>
        {visible.map((row) => {
          const line = lines[row.index];
          if (!line) return null;
          return (
            <div key={row.key} role="listitem" data-line={row.index} className={styles.line} style={{ transform: `translateY(${row.start}px)` }}>
              {line.kind === "item" && <ItemRow item={line.item} types={known} />}
              {line.kind === "group" && <GroupHead group={line.group} open={line.open} onToggle={() => toggle(line.group.type.name)} />}
              {line.kind === "more" && <span className={styles.more}>Loading more…</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function GroupHead({ group, open, onToggle }: { group: Group; open: boolean; onToggle: () => void }) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton className={clsx(styles.group, group.type.phase)} aria-expanded={open} onClick={onToggle}>
      <Chevron className="i s m" aria-hidden />
      <span className="hue row">
        <TypeIcon type={group.type.name} />
      </span>
      <span className="st">{group.type.plural}</span>
      {group.total !== null && <span className="m num sm">{count(group.total)}</span>}
    </UnstyledButton>
  );
}
