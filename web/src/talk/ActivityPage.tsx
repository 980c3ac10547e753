import { Button, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconFilterOff, IconHistory } from "@tabler/icons-react";
import { useEffect, useMemo, useRef } from "react";

import { type ActivityView, activityQuery } from "../api/activity";
import { useUndo } from "../api/items";
import { peopleQuery } from "../api/people";
import { typesQuery } from "../api/projects";
import type { Act } from "../api/types";
import { useReadOnly } from "../items/ItemPage";
import { ProjectPage } from "../projects/ProjectPage";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { clock, dateOf, dayName, exact } from "../ui/format";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { ActIcon, ActWords } from "./ActLine";
import { byDay } from "./days";
import styles from "./Activity.module.css";

function ActRow({ act, onUndo }: { act: Act; onUndo: (() => void) | null }) {
  return (
    <li className={styles.act}>
      <time className="m num sm" dateTime={dateOf(act.at).toISOString()} title={exact(act.at)}>
        {clock(act.at)}
      </time>
      <ActIcon act={act} />
      <span className={styles.words}>
        <ActWords act={act} />
      </span>
      {onUndo && (
        <Button variant="subtle" className={styles.undo ?? ""} onClick={onUndo}>
          Undo
        </Button>
      )}
    </li>
  );
}

function Filters({ view, set }: { view: ActivityView; set: (view: ActivityView) => void }) {
  const people = useQuery(peopleQuery).data ?? [];
  const types = useQuery(typesQuery).data ?? [];
  return (
    <div className={styles.filters}>
      <Select size="xs" searchable clearable aria-label="Who" placeholder="Everybody" data={people.map((one) => ({ value: one.id, label: one.name }))} value={view.person ?? null} onChange={(person) => set({ ...view, person: person ?? undefined })} />
      <Select size="xs" searchable clearable aria-label="Type" placeholder="All types" data={types.map((one) => ({ value: one.name, label: one.plural }))} value={view.type ?? null} onChange={(type) => set({ ...view, type: type ?? undefined })} />
    </div>
  );
}

function Days({ projectKey, view, clear }: { projectKey: string; view: ActivityView; clear: () => void }) {
  const query = useInfiniteQuery(activityQuery(projectKey, view));
  const readOnly = useReadOnly(projectKey);
  const undo = useUndo();
  const days = useMemo(() => byDay(query.data?.pages.flatMap((page) => page.acts) ?? []), [query.data]);
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pages = query.data?.pages.length ?? 0;
  // A page may hold nothing that fits: the end stays in sight, and the next page is asked for.
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return undefined;
    const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && void fetchNextPage(), { rootMargin: "400px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, pages]);

  const takeBack = (act: Act) => tell(undo, act.operation, { onSuccess: () => done("Undone"), onError: (error) => refused("It could not be undone", error) });
  if (query.error && days.length === 0) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton rows={10} />;
  if (days.length === 0 && !hasNextPage) {
    if (!view.person && !view.type) return <Empty icon={IconHistory} title="Nothing has happened yet">What people and code do in this project is told here, act by act. Each can be undone.</Empty>;
    return (
      <Empty icon={IconFilterOff} title="Nothing fits this filter" action={<Button onClick={clear}>Clear the filter</Button>}>
        Other things have happened here; the filter leaves them out.
      </Empty>
    );
  }
  const now = new Date();
  return (
    <>
      {days.map((day) => (
        <section key={day.at} className={styles.day}>
          <h2>{dayName(day.at, now)}</h2>
          <ol>
            {day.acts.map((act) => (
              <ActRow key={act.number} act={act} onUndo={act.undoable && !readOnly ? () => takeBack(act) : null} />
            ))}
          </ol>
        </section>
      ))}
      {hasNextPage && (
        <div ref={end} className={styles.end} role="status">
          Looking further back…
        </div>
      )}
      {!hasNextPage && <p className="m sm">That is where it began.</p>}
    </>
  );
}

/** What happened in a project, act by act. */
export function ActivityPage() {
  const { key } = useParams({ from: "/app/p/$key/activity" });
  const view = useSearch({ from: "/app/p/$key/activity" });
  const navigate = useNavigate({ from: "/p/$key/activity" });
  const set = (next: ActivityView) => void navigate({ search: next, replace: true });
  return (
    <ProjectPage projectKey={key} title="Activity">
      <div className={styles.page}>
        <header className={styles.head}>
          <h1 className="grow">Activity</h1>
          <Filters view={view} set={set} />
        </header>
        <Days key={`${view.person} ${view.type}`} projectKey={key} view={view} clear={() => set({})} />
      </div>
    </ProjectPage>
  );
}
