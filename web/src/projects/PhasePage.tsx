import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconPlug, IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { summaryQuery, typesQuery } from "../api/projects";
import type { Phase } from "../api/types";
import { Connect } from "../build/Connect";
import { RunTable } from "../build/RunTable";
import { createItem } from "../items/createItem";
import { type Group, ItemList } from "../items/ItemList";
import { ListTools, type SetView } from "../items/ListTools";
import { type ListSearch, listSearch, typesOfPhase } from "../items/listView";
import { Empty, ErrorNote } from "../ui/Feedback";
import { PHASE, isPhase } from "../ui/phases";
import { phaseCounts } from "./counts";
import { ProjectPage } from "./ProjectPage";

function useView(): [ListSearch, SetView] {
  const view = useSearch({ from: "/app/p/$key/$phase" });
  const navigate = useNavigate({ from: "/p/$key/$phase" });
  const setView: SetView = (change) => void navigate({ search: (before) => listSearch({ ...before, ...change }), replace: true });
  return [view, setView];
}

/** Build shows its runs unless another type, or every type, is asked for. */
const ANY = "all";
function buildView(view: ListSearch, setView: SetView): [ListSearch, SetView] {
  const { type = "run", ...rest } = view;
  const shown = type === ANY ? rest : { ...rest, type };
  return [shown, (change) => setView("type" in change && change.type === undefined ? { ...change, type: ANY } : change)];
}

/** How many of a type fit the filter, where that can be told from the counts alone. */
function groupsOf(counts: ReturnType<typeof phaseCounts>, phase: Phase, view: ListSearch): Group[] {
  return counts[phase].types.map((row) => ({
    type: row.type,
    total: view.q ? (row.total === 0 ? 0 : null) : view.state ? (row.states[view.state] ?? 0) : row.total,
  }));
}

function NewButton({ projectKey, phase, type }: { projectKey: string; phase: Phase; type: string | undefined }) {
  return (
    <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => createItem.open({ project: projectKey, phase, ...(type && { type }) })}>
      New
    </Button>
  );
}

/** All items of one phase; the runs of Build in a table of their own. */
export function PhasePage() {
  const { key, phase: name } = useParams({ from: "/app/p/$key/$phase" });
  // The route lets only phases through.
  const phase = isPhase(name) ? name : "scope";
  const [asked, setAsked] = useView();
  const navigate = useNavigate();
  const summary = useQuery(summaryQuery(key));
  const types = useQuery(typesQuery);
  const error = summary.error ?? types.error;
  const counts = summary.data && types.data ? phaseCounts(types.data, summary.data.counts) : null;
  const own = typesOfPhase(types.data ?? [], phase);
  const runs = counts?.build.types.find((row) => row.type.name === "run")?.total ?? 0;
  const [view, setView] = runs > 0 && phase === "build" ? buildView(asked, setAsked) : [asked, setAsked];
  const asTable = runs > 0 && view.type === "run";
  // Once it waits for the first run it stays until one leaves: the run that comes is shown in it.
  const [connecting, setConnecting] = useState<string | null>(null);
  const place = `${key}/${phase}`;
  if (phase === "build" && counts?.build.total === 0 && connecting === null) setConnecting(place);
  const waiting = connecting === place;
  const { label, icon, purpose } = PHASE[phase];
  const clear = () => setView({ type: undefined, state: undefined, q: undefined });

  return (
    <ProjectPage
      projectKey={key}
      title={label}
      documentTitle={`${label} · ${summary.data?.project.name ?? key}`}
      here={phase}
      createType={view.type}
      fixed={!waiting}
      actions={
        waiting ? null : (
          <>
            {phase === "build" && (
              <Button className="hide" leftSection={<IconPlug className="i s" aria-hidden />} onClick={() => void navigate({ to: "/p/$key/connect", params: { key } })}>
                Connect code
              </Button>
            )}
            <NewButton projectKey={key} phase={phase} type={view.type} />
          </>
        )
      }
    >
      <h1 className="vh">{label}</h1>
      {error && <ErrorNote error={error} retry={() => void Promise.all([summary.refetch(), types.refetch()])} />}
      {waiting && <Connect projectKey={key} onAll={runs > 0 ? () => setConnecting("") : undefined} />}
      {counts && !waiting && !asTable && (
        <>
          <ListTools view={view} setView={setView} types={own} />
          <ItemList
            key={`${key}/${phase}`}
            projectKey={key}
            view={view}
            groups={groupsOf(counts, phase, view)}
            onClear={clear}
            empty={<Empty icon={icon} hue={phase} title={`Nothing in ${label} yet`}>{`${purpose} Press C to create the first.`}</Empty>}
          />
        </>
      )}
      {counts && asTable && <RunTable projectKey={key} view={view} setView={setView} types={own} total={runs} />}
    </ProjectPage>
  );
}
