import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconPlug, IconPlus } from "@tabler/icons-react";
import { clsx } from "clsx";

import { hubQuery } from "../api/hub";
import type { Hub as HubFacts } from "../api/types";
import { Tasks } from "../first/Tasks";
import { createItem, mayAdd } from "../items/createItem";
import { HereNow } from "../talk/PeopleHere";
import { Loaded } from "../ui/Feedback";
import { clock } from "../ui/format";
import { PHASE } from "../ui/phases";
import { HubConcerns } from "./HubConcerns";
import { HubPhases } from "./HubPhases";
import { HubResources } from "./HubResources";
import { HubSide } from "./HubSide";
import { HubTarget } from "./HubTarget";
import { HubWeek } from "./HubWeek";
import { ProjectPage } from "./ProjectPage";
import { HealthWord, Sentence } from "./Sentence";
import styles from "./Hub.module.css";

function Start({ projectKey, adds }: { projectKey: string; adds: boolean }) {
  return (
    <div className={styles.start}>
      <Link to="/p/$key/connect" params={{ key: projectKey }} className={clsx(styles.way, "build")}>
        <IconPlug className="i hue" stroke={1.75} aria-hidden />
        <b>Connect my code</b>
        <span>See a first curve in two minutes. Code that logs to MLflow runs as it is.</span>
      </Link>
      {adds && (
        <>
          <button type="button" className={clsx(styles.way, "scope")} onClick={() => createItem.open({ project: projectKey, type: "requirement" })}>
            <PHASE.scope.icon className="i hue" stroke={1.75} aria-hidden />
            <b>Write down the target</b>
            <span>A requirement says which metric must reach what, on which data.</span>
          </button>
          <button type="button" className={clsx(styles.way, "plan")} onClick={() => createItem.open({ project: projectKey, type: "issue" })}>
            <PHASE.plan.icon className="i hue" stroke={1.75} aria-hidden />
            <b>Plan the first step</b>
            <span>An issue is a piece of work; it can be linked to runs and data.</span>
          </button>
        </>
      )}
    </div>
  );
}

function Head({ hub }: { hub: HubFacts }) {
  const { project, health } = hub;
  return (
    <div className={styles.title}>
      <div className="row">
        <h1 className="ell" dir="auto">
          {project.name}
        </h1>
        <span className="mono sm m">{project.key}</span>
        <HealthWord health={health} />
        <span className="grow" />
        <span className="sm m hide num" style={{ whiteSpace: "nowrap" }}>Facts as of {clock(hub.as_of)}</span>
      </div>
      <p className={styles.line}>
        <Sentence pieces={health.sentence} projectKey={project.key} />
      </p>
      {project.summary && (
        <p className="m sm" dir="auto">
          {project.summary}
        </p>
      )}
    </div>
  );
}

function Body({ hub }: { hub: HubFacts }) {
  const { project, aim, line } = hub;
  const adds = mayAdd(project.role);
  const resources = <HubResources items={hub.resources} total={hub.resources_in_all} projectKey={project.key} mayAdd={adds} />;
  const empty = hub.phases.every((phase) => phase.done === 0 && phase.of === null) && hub.concerns.shown.length === 0 && hub.week.length === 0;
  if (empty) {
    return (
      <div className={styles.empty}>
        <Start projectKey={project.key} adds={adds} />
        {resources}
      </div>
    );
  }
  return (
    <div className={styles.hub}>
      <div>
        {aim && line && <HubTarget aim={aim} line={line} aims={hub.aims} now={hub.as_of} projectKey={project.key} />}
        <HubConcerns concerns={hub.concerns} projectKey={project.key} />
        <HubWeek week={hub.week} now={hub.as_of} projectKey={project.key} />
        {resources}
      </div>
      <aside aria-label="Live, documents, people">
        <HubSide endpoints={hub.endpoints} documents={hub.documents} people={<HereNow projectKey={project.key} />} />
      </aside>
    </div>
  );
}

/** A project in ten seconds: how it is, its phases, the gap, what is late, what happened. */
export function Hub() {
  const { key } = useParams({ from: "/app/p/$key/" });
  const hub = useQuery(hubQuery(key));
  return (
    <ProjectPage
      projectKey={key}
      actions={
        mayAdd(hub.data?.project.role) && (
          <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => createItem.open({ project: key })}>
            New
          </Button>
        )
      }
    >
      <Loaded query={hub} rows={10}>
        {(data) => (
          <>
            <Head hub={data} />
            {data.project.special === "example" && <Tasks projectKey={data.project.key} />}
            <HubPhases phases={data.phases} projectKey={data.project.key} />
            <Body hub={data} />
          </>
        )}
      </Loaded>
    </ProjectPage>
  );
}
