import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconAlarm, IconChecks, IconInbox, type Icon } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";

import { type InboxView, VIEWS, inboxCountQuery, inboxQuery, useEntry, useReadAll } from "../api/inbox";
import { typesQuery } from "../api/projects";
import type { InboxEntry } from "../api/types";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { count } from "../ui/format";
import { Page } from "../ui/Page";
import { isPhone } from "../ui/screen";
import { useShortcuts } from "../ui/shortcuts";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { useRowKeys } from "../ui/useRowKeys";
import { InboxRow } from "./InboxRow";
import styles from "./Inbox.module.css";

const LABELS: Record<InboxView, string> = { unread: "Unread", all: "All", snoozed: "Snoozed" };
const EMPTY: Record<InboxView, [title: string, text: string, icon: Icon]> = {
  unread: ["Nothing is waiting for you", "What is assigned to you, mentions you, or happens to what you follow comes here. So do requests for access to projects that you lead.", IconChecks],
  all: ["Your inbox is empty", "Follow an item or a project with the star at the top of its page, and what others do to it comes here.", IconInbox],
  snoozed: ["Nothing is snoozed", "With H you put something out of sight until a time that suits you.", IconAlarm],
};

function Tabs({ view, unread }: { view: InboxView; unread: number | undefined }) {
  return (
    <nav className={styles.tabs} aria-label="Which entries">
      {VIEWS.map((one) => (
        <Link key={one} to="/inbox" search={one === "unread" ? {} : { view: one }} className={styles.tab} {...(one === view && { "data-status": "active", "aria-current": "page" as const })} activeOptions={{ exact: true }}>
          {LABELS[one]}
          {one === "unread" && <span className={styles.count}>{unread === undefined ? "" : unread >= 1000 ? "1,000+" : count(unread)}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** The entry whose row has the focus, by its line. */
const focused = (): number | null => {
  const line = document.activeElement?.closest("[data-line]")?.getAttribute("data-line");
  return line === null || line === undefined ? null : Number(line);
};

function useActs(entries: readonly InboxEntry[]) {
  const act = useEntry();
  const onError = (error: unknown) => refused("The inbox was not changed", error);
  return {
    open: (entry: InboxEntry) => !entry.read && act.mutate({ entry, patch: { read: true } }),
    done: (entry: InboxEntry) => {
      tell(act, { entry, patch: { done: true } }, { onError });
      done("Done", () => tell(act, { entry, patch: { done: false } }, { onError }));
    },
    snooze: (entry: InboxEntry, snoozed: number | null, label: string) => {
      tell(act, { entry, patch: { snoozed } }, { onError });
      if (snoozed === null) done("Back in the inbox");
      else done(`Snoozed: ${label.toLowerCase()}`, () => tell(act, { entry, patch: { snoozed: null } }, { onError }));
    },
    at: (line: number | null): InboxEntry | undefined => (line === null ? undefined : entries[line]),
  };
}

function List({ view }: { view: InboxView }) {
  const query = useInfiniteQuery(inboxQuery(view));
  const types = useQuery(typesQuery).data ?? [];
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const acts = useActs(entries);
  const [later, setLater] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: (index) => (isPhone() ? (entries[index]?.request ? 116 : 72) : 52), overscan: 10, getItemKey: (index) => entries[index]?.id ?? index });
  const lines = virtual.getVirtualItems();
  const last = lines[lines.length - 1]?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= entries.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, entries.length]);

  const reveal = (index: number) => virtual.scrollToIndex(index);
  useRowKeys(scroller, entries.length, () => true, reveal);
  /** The row beside one, which takes the focus when that leaves, so that the next key finds a row. */
  const beside = (line: number): HTMLElement | null | undefined => {
    const row = (at: number) => scroller.current?.querySelector<HTMLElement>(`[data-line="${at}"] [data-row]`);
    return row(line + 1) ?? row(line - 1);
  };
  const finish = (entry: InboxEntry, line: number) => {
    beside(line)?.focus({ preventScroll: true });
    acts.done(entry);
  };
  const withFocused = (act: (entry: InboxEntry, line: number) => void) => () => {
    const line = focused();
    const entry = acts.at(line);
    if (entry && line !== null) act(entry, line);
  };
  useShortcuts({
    e: { act: () => document.activeElement?.closest("[data-line]")?.querySelector<HTMLElement>("[data-row]")?.click(), what: "Open the row", group: "In a list" },
    x: { act: withFocused(finish), what: "Done with the row", group: "In a list" },
    h: { act: withFocused((entry) => setLater(entry.id)), what: "Snooze the row", group: "In a list" },
  });

  if (query.error && entries.length === 0) return <div className={styles.pad}><ErrorNote error={query.error} retry={() => void query.refetch()} /></div>;
  if (query.isPending) return <div className={styles.pad}><Skeleton rows={8} /></div>;
  if (entries.length === 0 && !hasNextPage) {
    const [title, text, icon] = EMPTY[view];
    return <Empty icon={icon} title={title}>{text}</Empty>;
  }
  return (
    <div ref={scroller} className={styles.scroll}>
      <div role="list" className={styles.lines} style={{ height: virtual.getTotalSize() }}>
        {lines.map((line) => {
          const entry = entries[line.index];
          if (!entry) return null;
          return (
            <div key={line.key} role="listitem" data-line={line.index} className={styles.line} style={{ transform: `translateY(${line.start}px)`, height: line.size }}>
              <InboxRow
                entry={entry}
                types={types}
                later={later === entry.id}
                onLater={(open) => setLater(open ? entry.id : null)}
                onOpen={() => acts.open(entry)}
                onDone={() => finish(entry, line.index)}
                onSnooze={(until, label) => {
                  const next = beside(line.index);
                  acts.snooze(entry, until, label);
                  // After the menu has given the focus back to its row.
                  setTimeout(() => next?.focus({ preventScroll: true }));
                }}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const Keys = (): ReactNode => (
  <span className={styles.keys}>
    <kbd>J</kbd> <kbd>K</kbd> walk, <kbd>E</kbd> opens, <kbd>X</kbd> done, <kbd>H</kbd> later
  </span>
);

/** What others want one to know. */
export function InboxPage() {
  const { view = "unread" } = useSearch({ from: "/app/inbox" });
  const unread = useQuery(inboxCountQuery).data;
  const readAll = useReadAll();
  return (
    <Page
      title="Inbox"
      documentTitle={unread ? `Inbox (${unread})` : "Inbox"}
      fixed
      rail={<Tabs view={view} unread={unread} />}
      actions={
        <>
          <Keys />
          {unread ? (
            <Button variant="subtle" loading={readAll.isPending} onClick={() => tell(readAll, undefined, { onSuccess: () => done("All read"), onError: (error) => refused("Not marked", error) })}>
              Mark all as read
            </Button>
          ) : null}
          <ThemeSwitch />
        </>
      }
    >
      <List key={view} view={view} />
    </Page>
  );
}
