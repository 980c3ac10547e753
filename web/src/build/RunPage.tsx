import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconArrowsDiff, IconBox } from "@tabler/icons-react";
import { useState } from "react";

import { itemQuery } from "../api/items";
import { typesQuery } from "../api/projects";
import { isLive, runQuery } from "../api/runs";
import type { Item, Run } from "../api/types";
import { ItemContext } from "../items/ItemContext";
import { ItemMenu, Saved, StateMenu, Title, TrashNote, useReadOnly, useSave } from "../items/ItemPage";
import { Links } from "../items/Links";
import { LongText } from "../items/LongText";
import { MakeVersion } from "../models/MakeVersion";
import { ProjectPage } from "../projects/ProjectPage";
import { Refused } from "../projects/Refused";
import { Discussion } from "../talk/Discussion";
import { Follow } from "../talk/Follow";
import { Skeleton } from "../ui/Feedback";
import { isPhone } from "../ui/screen";
import { AddRun } from "./compare/AddRun";
import { Curves } from "./curves/Curves";
import { Files } from "./files/Files";
import { Facts } from "./run/Facts";
import { Nested } from "./run/Nested";
import { Numbers } from "./run/Numbers";
import { differing } from "./run/numbers";
import { Produced } from "./run/Produced";
import { useChampion } from "./run/useChampion";
import { useMarks } from "./run/useMarks";
import { runSearch } from "./runView";
import { Tags } from "./Tags";
import { Metrics, Pairs } from "./Tables";
import styles from "./RunPage.module.css";

const words = (value: unknown): string => (typeof value === "string" ? value : "");

function Body({ run, projectKey, readOnly }: { run: Run; projectKey: string; readOnly: boolean }) {
  const types = useQuery(typesQuery).data ?? [];
  const view = useSearch({ from: "/app/p/$key/runs/$id" });
  const navigate = useNavigate({ from: "/p/$key/runs/$id" });
  // The run is polled while it goes; the item alone is what edits paint on.
  const item = useQuery({ ...itemQuery(run.item.id), initialData: run.item }).data;
  const save = useSave(item);
  const judged = useChampion(projectKey, item.id);
  const { champion } = judged;
  const marks = useMarks(item.id, judged);
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
      <Numbers metrics={run.metrics} champion={champion} projectKey={projectKey} />
      <div className={styles.body}>
        <Curves
          projectKey={projectKey}
          run={item.id}
          metrics={run.metrics}
          live={live}
          marks={marks}
          rival={champion ? { id: champion.run.item.id, title: champion.title } : undefined}
          view={view}
          setView={(change) => void navigate({ search: (before) => runSearch({ ...before, ...change }), replace: true })}
        />
        <div className={styles.two}>
          <Pairs title="Params" pairs={run.params} none="No param has been logged." differs={differing(run, champion?.run)} than={champion?.title} />
          <Metrics metrics={run.metrics} />
        </div>
        <Files run={item.id} live={live} />
        <Tags item={item} tags={run.tags} readOnly={fixed} />
      </div>
      <div className={styles.body}>
        <Nested id={item.id} projectKey={projectKey} metrics={run.metrics} live={live} />
        <Produced id={item.id} projectKey={projectKey} judged={judged} />
      </div>
      <div className={styles.links}>
        <Links item={item} types={types} readOnly={fixed} />
      </div>
      {note && (
        <div className={styles.body}>
          <LongText
            id={item.id}
            name="note"
            label={note.label}
            help="What is worth knowing about this run."
            value={words(item.fields.note)}
            readOnly={fixed}
            onSave={(text, began) => save({ fields: { note: text } }, began === undefined ? undefined : { fields: { note: began || null } })}
          />
        </div>
      )}
      <Discussion item={item} />
    </>
  );
}

/** Leads to this run beside another one. */
function CompareWith({ projectKey, id }: { projectKey: string; id: string }) {
  const navigate = useNavigate();
  return (
    <span className="hide">
      <AddRun label="Compare with…" icon={IconArrowsDiff} variant="default" projectKey={projectKey} chosen={[id]} onAdd={(other) => void navigate({ to: "/p/$key/compare", params: { key: projectKey }, search: { runs: `${id},${other}` } })} />
    </span>
  );
}

/** In the menu of a phone, where the bar has no room for buttons. Others are added on the page itself. */
function OnPhone({ projectKey, id, onMake }: { projectKey: string; id: string; onMake: (() => void) | undefined }) {
  const navigate = useNavigate();
  if (!isPhone()) return null;
  return (
    <>
      <Menu.Item leftSection={<IconArrowsDiff className="i s" aria-hidden />} onClick={() => void navigate({ to: "/p/$key/compare", params: { key: projectKey }, search: { runs: id } })}>
        Compare with…
      </Menu.Item>
      {onMake && (
        <Menu.Item leftSection={<IconBox className="i s" aria-hidden />} onClick={onMake}>
          Make model version
        </Menu.Item>
      )}
    </>
  );
}

/** What can be done with a run; also making a version of a model of what it logged. */
function Actions({ run, projectKey, readOnly }: { run: Item; projectKey: string; readOnly: boolean }) {
  const [making, setMaking] = useState(false);
  const make = !readOnly && run.trashed === null ? () => setMaking(true) : undefined;
  return (
    <>
      <Saved id={run.id} />
      <Follow item={run.id} />
      <CompareWith projectKey={projectKey} id={run.id} />
      {make && (
        <Button className="hide" variant="filled" leftSection={<IconBox className="i s" aria-hidden />} onClick={make}>
          Make model version
        </Button>
      )}
      <ItemMenu item={run}>
        <OnPhone projectKey={projectKey} id={run.id} onMake={make} />
      </ItemMenu>
      {making && <MakeVersion run={run} onClose={() => setMaking(false)} />}
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
      actions={run && <Actions run={run.item} projectKey={key} readOnly={readOnly} />}
      context={run && <ItemContext item={run.item} types={types} readOnly={readOnly} />}
    >
      {run ? (
        <Body key={run.item.id} run={run} projectKey={key} readOnly={readOnly} />
      ) : (
        <div className={styles.head}>{query.error ? <Refused projectKey={key} error={query.error} retry={() => void query.refetch()} /> : <Skeleton />}</div>
      )}
    </ProjectPage>
  );
}
