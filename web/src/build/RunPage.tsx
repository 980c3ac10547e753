import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconClock, IconFolder, IconGitCommit, IconTerminal2, IconUser } from "@tabler/icons-react";

import { itemQuery } from "../api/items";
import { typesQuery } from "../api/projects";
import { isLive, runQuery } from "../api/runs";
import type { MetricLatest, Run } from "../api/types";
import { ItemContext } from "../items/ItemContext";
import { ItemMenu, Saved, StateMenu, Title, TrashNote, useReadOnly, useSave } from "../items/ItemPage";
import { Links } from "../items/Links";
import { LongText } from "../items/LongText";
import { ProjectPage } from "../projects/ProjectPage";
import { Discussion } from "../talk/Discussion";
import { Follow } from "../talk/Follow";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import { duration, exact, metric } from "../ui/format";
import { Time } from "../ui/Time";
import { Curves } from "./curves/Curves";
import { weightOf } from "./curves/lines";
import { Files } from "./Files";
import { runSearch } from "./runView";
import { Metrics, Pairs } from "./Tables";
import styles from "./RunPage.module.css";

const number = (value: unknown): number | null => (typeof value === "number" && value > 0 ? value : null);
const words = (value: unknown): string => (typeof value === "string" ? value : "");

/** Tags that only the client's own machinery reads come last. */
function ordered(tags: Record<string, string>): Record<string, string> {
  const own = (name: string) => name.startsWith("mlflow.");
  return Object.fromEntries(Object.entries(tags).sort(([a], [b]) => Number(own(a)) - Number(own(b)) || a.localeCompare(b)));
}

function Facts({ run, projectKey }: { run: Run; projectKey: string }) {
  const { fields, parent, created } = run.item;
  const experiment = useQuery({ ...itemQuery(parent ?? ""), enabled: parent !== null }).data;
  const started = number(fields.started) ?? created;
  const ended = number(fields.ended);
  const until = ended ?? Math.max(started, ...run.metrics.map((one) => one.time));
  return (
    <div className={styles.facts}>
      {words(fields.user) && (
        <span>
          <IconUser className="i s" stroke={1.75} aria-hidden />
          {words(fields.user)}
        </span>
      )}
      <span title={`${exact(started)}${ended ? ` to ${exact(ended)}` : ""}`}>
        <IconClock className="i s" stroke={1.75} aria-hidden />
        <span>
          {until > started && `${duration(until - started)}, `}
          <Time at={started} />
        </span>
      </span>
      {experiment && (
        <Link to="/p/$key/items/$ref" params={{ key: projectKey, ref: experiment.key }}>
          <IconFolder className="i s" stroke={1.75} aria-hidden />
          {experiment.title}
        </Link>
      )}
      {words(fields.commit) && (
        <span title={words(fields.commit)}>
          <IconGitCommit className="i s" stroke={1.75} aria-hidden />
          <span className="mono">{words(fields.commit).slice(0, 8)}</span>
        </span>
      )}
      {words(fields.source) && (
        <span className={styles.source} title={words(fields.source)}>
          <IconTerminal2 className="i s" stroke={1.75} aria-hidden />
          <span className="ell mono">{words(fields.source).split("/").pop()}</span>
        </span>
      )}
    </div>
  );
}

function Numbers({ metrics }: { metrics: readonly MetricLatest[] }) {
  const shown = [...metrics].sort((a, b) => weightOf(a.key) - weightOf(b.key)).slice(0, 5);
  if (shown.length === 0) return null;
  return (
    <div className={styles.numbers}>
      {shown.map((one) => (
        <div key={one.key}>
          <div className="m sm ell" title={one.key}>
            {one.key}
          </div>
          <div className={styles.value}>{metric(one.last)}</div>
          <div className="m sm num ell">
            {one.min === one.max ? `one value` : `${metric(one.min)} to ${metric(one.max)}`}
          </div>
        </div>
      ))}
    </div>
  );
}

function Body({ run, projectKey, readOnly }: { run: Run; projectKey: string; readOnly: boolean }) {
  const types = useQuery(typesQuery).data ?? [];
  const view = useSearch({ from: "/app/p/$key/runs/$id" });
  const navigate = useNavigate({ from: "/p/$key/runs/$id" });
  // The run is polled while it goes; the item alone is what edits paint on.
  const item = useQuery({ ...itemQuery(run.item.id), initialData: run.item }).data;
  const save = useSave(item);
  const live = isLive(run);
  const fixed = readOnly || item.trashed !== null;
  const type = types.find((one) => one.name === "run");
  const note = type?.fields.find((field) => field.name === "note");
  return (
    <>
      <TrashNote item={item} readOnly={readOnly} />
      <div className={styles.head}>
        <div className={styles.title}>
          <Title item={item} save={save} readOnly={fixed} />
          <StateMenu item={{ ...item, state: run.item.state }} type={type} save={save} readOnly />
        </div>
        <Facts run={run} projectKey={projectKey} />
      </div>
      <Numbers metrics={run.metrics} />
      <div className={styles.body}>
        <Curves
          projectKey={projectKey}
          run={item.id}
          metrics={run.metrics}
          live={live}
          view={view}
          setView={(change) => void navigate({ search: (before) => runSearch({ ...before, ...change }), replace: true })}
        />
        <div className={styles.two}>
          <Pairs title="Params" pairs={run.params} none="No param has been logged." />
          <Metrics metrics={run.metrics} />
        </div>
        <Files run={item.id} live={live} />
        <Pairs title="Tags" pairs={ordered(run.tags)} none="No tag was set." />
      </div>
      <div className={styles.links}>
        <Links item={item} types={types} readOnly={fixed} />
      </div>
      {note && (
        <div className={styles.body}>
          <LongText id={item.id} name="note" label={note.label} help="What is worth knowing about this run." value={words(item.fields.note)} readOnly={fixed} onSave={(text) => save({ fields: { note: text } })} />
        </div>
      )}
      <Discussion item={item} />
    </>
  );
}

export function RunPage() {
  const { key, id } = useParams({ from: "/app/p/$key/runs/$id" });
  const query = useQuery(runQuery(id));
  const types = useQuery(typesQuery).data ?? [];
  const readOnly = useReadOnly(key);
  const run = query.data;
  return (
    <ProjectPage
      projectKey={key}
      crumbs={[
        <Link to="/p/$key/$phase" params={{ key, phase: "build" }} search={{}}>
          Runs
        </Link>,
      ]}
      title={run?.item.title ?? "Run"}
      documentTitle={run?.item.title ?? "Run"}
      here="build"
      actions={
        run && (
          <>
            <Saved id={run.item.id} />
            <Follow item={run.item.id} />
            <ItemMenu item={run.item} />
          </>
        )
      }
      context={run && <ItemContext item={run.item} types={types} readOnly={readOnly} />}
    >
      {run ? (
        <Body key={run.item.id} run={run} projectKey={key} readOnly={readOnly} />
      ) : (
        <div className={styles.head}>{query.error ? <ErrorNote error={query.error} retry={() => void query.refetch()} /> : <Skeleton />}</div>
      )}
    </ProjectPage>
  );
}
