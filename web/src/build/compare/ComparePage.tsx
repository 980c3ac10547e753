import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconArrowsDiff, IconInfoCircle, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";
import { lazy, Suspense, useMemo } from "react";

import { compareQuery } from "../../api/runs";
import type { Comparison } from "../../api/types";
import { ProjectPage } from "../../projects/ProjectPage";
import { Empty, ErrorNote, Later, Skeleton } from "../../ui/Feedback";
import { Swatch } from "../curves/Legend";
import { MOST_NAMED, MOST_SELECTED, runIds } from "../table/search";
import { AddRun } from "./AddRun";
import { CompareCurves } from "./CompareCurves";
import { CompareTables } from "./CompareTables";
import { type CompareSearch, compareSearch } from "./search";
import styles from "./Compare.module.css";

const Scatter = lazy(() => import("./Scatter").then((module) => ({ default: module.Scatter })));
const Parallel = lazy(() => import("./Parallel").then((module) => ({ default: module.Parallel })));

export type SetCompare = (change: { [Name in keyof CompareSearch]: CompareSearch[Name] | undefined }) => void;
export interface CompareProps {
  projectKey: string;
  found: Comparison;
  view: CompareSearch;
  setView: SetCompare;
}

const TABS = [
  ["curves", "Curves"],
  ["params", "Params and metrics"],
  ["scatter", "Scatter"],
  ["parallel", "Parallel coordinates"],
] as const;

function Body(props: CompareProps) {
  switch (props.view.tab ?? "curves") {
    case "params":
      return <CompareTables {...props} />;
    case "scatter":
      return <Scatter {...props} />;
    case "parallel":
      return <Parallel {...props} />;
    default:
      return <CompareCurves {...props} />;
  }
}

interface ChipsProps {
  projectKey: string;
  found: Comparison;
  named: readonly string[];
  /** Whether `found` answers to what is named now, not to what was named before. */
  settled: boolean;
  /** What it is given is what the address names by then. */
  setRuns: (change: (named: readonly string[]) => string[]) => void;
}

/** The runs that are compared, each with its line; a cross takes one out. */
function Chips({ projectKey, found, named, settled, setRuns }: ChipsProps) {
  const shown = new Set(found.runs.map((run) => run.id));
  // Runs that are gone are still named by an old address: they leave it with the next change.
  const gone = settled ? named.slice(0, MOST_SELECTED).filter((id) => !shown.has(id)) : [];
  const without = (ids: readonly string[], out: readonly string[]) => ids.filter((id) => !out.includes(id));
  const many = named.length - gone.length;
  return (
    <ul className={styles.chips} aria-label="Compared runs">
      {found.runs.map(
        (run, look) =>
          named.includes(run.id) && (
            <li key={run.id} className={styles.chip}>
              <Swatch look={look} />
              <Link to="/p/$key/runs/$id" params={{ key: projectKey, id: run.id }} className="ell" title={run.title} dir="auto">
                {run.title}
              </Link>
              <button type="button" aria-label={`Take out ${run.title}`} onClick={() => setRuns((ids) => without(ids, [run.id, ...gone]))}>
                <IconX className="i s" aria-hidden />
              </button>
            </li>
          ),
      )}
      <li>
        {many < MOST_SELECTED ? (
          <AddRun projectKey={projectKey} chosen={named} onAdd={(id) => setRuns((ids) => [...without(ids, gone), id])} />
        ) : (
          many === MOST_SELECTED && <span className="m sm">These are {MOST_SELECTED} runs, the most that can be compared. Take some out to add others.</span>
        )}
      </li>
    </ul>
  );
}

/** An address that was made elsewhere may name more runs than fit; the rest is not left out in silence. */
function TooMany({ named }: { named: number }) {
  if (named <= MOST_SELECTED) return null;
  return (
    <p className={styles.many} role="status">
      <IconInfoCircle className="i" stroke={1.75} aria-hidden />
      <span>
        The address names {named} runs; {MOST_SELECTED} can be compared at once, and these are the first {MOST_SELECTED}. Where you take one out, the next comes in.
      </span>
    </p>
  );
}

/** Runs side by side: their curves, params and metrics, and what moves with what. */
export function ComparePage() {
  const { key } = useParams({ from: "/app/p/$key/compare" });
  const view = useSearch({ from: "/app/p/$key/compare" });
  const navigate = useNavigate({ from: "/p/$key/compare" });
  const setView: SetCompare = (change) => void navigate({ search: (before) => compareSearch({ ...before, ...change }), replace: true });
  const setRuns: ChipsProps["setRuns"] = (change) => void navigate({ search: (before) => compareSearch({ ...before, runs: change(runIds(before.runs, MOST_NAMED)).join(",") }), replace: true });
  const named = useMemo(() => runIds(view.runs, MOST_NAMED), [view.runs]);
  const ids = useMemo(() => named.slice(0, MOST_SELECTED), [named]);
  const query = useQuery(compareQuery(key, ids));
  const found = ids.length ? query.data : undefined;
  const tab = view.tab ?? "curves";
  const title = `Compare ${ids.length} runs`;
  return (
    <ProjectPage
      projectKey={key}
      crumbs={[
        <Link to="/p/$key/$phase" params={{ key, phase: "build" }} search={{ ...(ids.length > 0 && { sel: ids.join(",") }) }}>
          Runs
        </Link>,
      ]}
      title="Compare"
      documentTitle={title}
      here="build"
    >
      <h1 className="vh">{title}</h1>
      {found && (
        <>
          <Chips projectKey={key} found={found} named={named} settled={!query.isPlaceholderData} setRuns={setRuns} />
          <TooMany named={named.length} />
          <nav className={styles.tabs} aria-label="How they are compared">
            {TABS.map(([name, label]) => (
              <button key={name} type="button" className={clsx(styles.tab, tab === name && styles.here)} aria-pressed={tab === name} onClick={() => setView({ tab: name === "curves" ? undefined : name })}>
                {label}
              </button>
            ))}
          </nav>
          <div className={styles.body}>
            {found.cut && <p className="m sm">The runs have more names than are shown here: the first 5,000 of them are.</p>}
            <Suspense fallback={<Later>Loading the charts…</Later>}>
              <Body projectKey={key} found={found} view={view} setView={setView} />
            </Suspense>
          </div>
        </>
      )}
      {!found && query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {!found && ids.length > 0 && query.isPending && <Skeleton rows={8} />}
      {ids.length === 0 && (
        <Empty icon={IconArrowsDiff} title="No run is chosen" action={<Button component={Link} to={`/p/${key}/build`}>Choose runs</Button>}>
          Select runs in the table by their boxes or with X, then press Compare.
        </Empty>
      )}
    </ProjectPage>
  );
}
