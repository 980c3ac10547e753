import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconPlug, IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { summaryQuery, typesQuery } from "../api/projects";
import type { Phase } from "../api/types";
import { RunTable } from "../build/RunTable";
import { createItem, mayAdd } from "../items/createItem";
import type { SetView } from "../items/ListTools";
import { type ListSearch, isTyping, listSearch, typesOfPhase } from "../items/listView";
import { Empty, ErrorNote, Skeleton } from "../ui/Feedback";
import { PHASE, isPhase } from "../ui/phases";
import { ShortButton } from "../ui/ShortButton";
import { type FixedTab, ViewTabs } from "../views/ViewTabs";
import { TableView } from "../views/TableView";
import { TypeIcon } from "../ui/State";
import { type PhaseCounts, phaseCounts } from "./counts";
import { ProjectPage } from "./ProjectPage";

/** Where no run has come yet: it draws curves, which are large. */
const Connect = lazy(() => import("../build/Connect").then((module) => ({ default: module.Connect })));

function useView(): [ListSearch, SetView] {
  const view = useSearch({ from: "/app/p/$key/$phase" });
  const navigate = useNavigate({ from: "/p/$key/$phase" });
  const setView: SetView = (change) => void navigate({ search: (before) => listSearch({ ...before, ...change }), replace: isTyping(view, change) });
  return [view, setView];
}

/** Build shows its runs unless another type, or every type, is asked for. */
const ANY = "all";
function buildView(view: ListSearch, setView: SetView): [ListSearch, SetView] {
  const { type = "run", ...rest } = view;
  const shown = type === ANY ? rest : { ...rest, type };
  return [shown, (change) => setView("type" in change && change.type === undefined ? { ...change, type: ANY } : change)];
}

/** Tabs of a phase: everything, then each type that there is. */
function tabsOf(phase: Phase, counts: PhaseCounts, build: boolean): FixedTab[] {
  const types = counts[phase].types.filter((row) => row.total > 0);
  const own = types.map((row) => ({ id: row.type.name, label: row.type.plural, icon: <span className={phase}><span className="hue row"><TypeIcon type={row.type.name} small /></span></span>, count: row.total, search: { type: row.type.name } }));
  const all = { id: ANY, label: "All", icon: null, count: counts[phase].total, search: build ? { type: ANY } : {} };
  return types.length > 1 ? [all, ...own] : own;
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
  const adds = mayAdd(summary.data?.project.role);
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
  const { label, icon, purpose, first } = PHASE[phase];
  const begin = own.find((type) => type.name === first);
  const none = (
    <Empty
      icon={icon}
      hue={phase}
      title={`Nothing in ${label} yet`}
      action={
        adds &&
        begin && (
          <Button title="Create (C)" onClick={() => createItem.open({ project: key, phase, type: first })}>
            New {begin.label.toLowerCase()}
          </Button>
        )
      }
    >
      {purpose}
    </Empty>
  );
  // Tools stand over what there is to look at.
  const listed = counts !== null && !waiting && (counts[phase].total > 0 || Object.keys(asked).length > 0);
  const show = (search: ListSearch) => void navigate({ to: "/p/$key/$phase", params: { key, phase }, search });

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
            {phase === "build" && <ShortButton icon={IconPlug} label="Connect code" variant="default" onClick={() => void navigate({ to: "/p/$key/connect", params: { key } })} />}
            {adds && <NewButton projectKey={key} phase={phase} type={view.type} />}
          </>
        )
      }
    >
      <h1 className="vh">{label}</h1>
      {error && <ErrorNote error={error} retry={() => void Promise.all([summary.refetch(), types.refetch()])} />}
      {waiting && (
        <Suspense fallback={<Skeleton rows={6} />}>
          <Connect projectKey={key} onAll={runs > 0 ? () => setConnecting("") : undefined} />
        </Suspense>
      )}
      {counts && !waiting && !listed && none}
      {listed && (
        <ViewTabs project={key} place={phase} view={asked} tabs={tabsOf(phase, counts, runs > 0 && phase === "build")} active={view.type ?? ANY} onShow={show} />
      )}
      {listed && !asTable && (
        <TableView
          key={`${key}/${phase}/${view.type ?? ANY}`}
          scope={key}
          view={view}
          setView={setView}
          types={counts[phase].types}
          empty={none}
        />
      )}
      {counts && asTable && <RunTable projectKey={key} view={view} setView={setView} types={own} total={runs} />}
    </ProjectPage>
  );
}
