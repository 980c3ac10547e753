import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconPlug, IconPlus } from "@tabler/icons-react";
import { clsx } from "clsx";

import { findQuery } from "../api/items";
import { summaryQuery, typesQuery } from "../api/projects";
import type { ItemType, Phase, ProjectSummary } from "../api/types";
import { Tasks } from "../first/Tasks";
import { createItem } from "../items/createItem";
import { ItemRow } from "../items/ItemRow";
import { Loaded } from "../ui/Feedback";
import { count, counted } from "../ui/format";
import { Section } from "../ui/Page";
import { PHASE, PHASES } from "../ui/phases";
import { type PhaseCounts, phaseCounts, sentence } from "./counts";
import { ProjectPage } from "./ProjectPage";
import styles from "./Hub.module.css";

/** The fullest type of a phase in words, such as "41 issues". */
function biggest(counts: PhaseCounts, phase: Phase): string {
  const rows = counts[phase].types.filter((row) => row.total > 0).sort((a, b) => b.total - a.total);
  return rows
    .slice(0, 2)
    .map((row) => counted(row.total, row.type.label.toLowerCase(), row.type.plural.toLowerCase()))
    .join(", ");
}

function Phases({ projectKey, counts }: { projectKey: string; counts: PhaseCounts }) {
  return (
    <nav className={styles.phases} aria-label="Phases in numbers">
      {PHASES.map((phase) => {
        const { icon: Icon, label } = PHASE[phase];
        const { total, open } = counts[phase];
        return (
          <Link key={phase} to="/p/$key/$phase" params={{ key: projectKey, phase }} className={clsx(styles.phase, phase)}>
            <span className={styles.bar} style={{ width: total > 0 ? `${Math.max(4, (100 * (total - open)) / total)}%` : 0 }} />
            <span className={styles.head}>
              <Icon className="i hue" stroke={1.75} aria-hidden />
              {label}
              <span className={styles.open}>{open > 0 && `${count(open)} open`}</span>
            </span>
            <span className={styles.big}>
              <b>{count(total)}</b> <span className="hide">{total === 1 ? "item" : "items"}</span>
            </span>
            <span className={clsx("ell", styles.sub)}>{total > 0 ? biggest(counts, phase) : "nothing yet"}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function Recent({ projectKey, types }: { projectKey: string; types: ItemType[] }) {
  const items = useQuery(findQuery(projectKey, "", 12));
  return (
    <Section title="Changed lately">
      <Loaded query={items}>
        {(list) => {
          const shown = list.filter((item) => item.type !== "project");
          if (shown.length > 0) return shown.map((item) => <ItemRow key={item.id} item={item} types={types} withType />);
          return <p className="m2 sm">Nothing has happened yet. What people and code change shows up here.</p>;
        }}
      </Loaded>
    </Section>
  );
}

function Start({ projectKey }: { projectKey: string }) {
  return (
    <div className={styles.start}>
      <Link to="/p/$key/connect" params={{ key: projectKey }} className={clsx(styles.way, "build")}>
        <IconPlug className="i hue" stroke={1.75} aria-hidden />
        <b>Connect my code</b>
        <span>See a first curve in two minutes. Code that logs to MLflow runs as it is.</span>
      </Link>
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
    </div>
  );
}

function HubBody({ summary, types }: { summary: ProjectSummary; types: ItemType[] }) {
  const { project } = summary;
  const counts = phaseCounts(types, summary.counts);
  const says = sentence(counts);
  const empty = PHASES.every((phase) => counts[phase].total === 0);
  return (
    <>
      <div className={styles.title}>
        <div className="row">
          <h1 className="ell">{project.name}</h1>
          <span className="mono sm m">{project.key}</span>
        </div>
        <p className={styles.line}>
          {says.alarm && <b className="bad">{says.alarm} </b>}
          {says.rest}
        </p>
        {project.summary && <p className="m sm">{project.summary}</p>}
      </div>
      {project.special === "example" && <Tasks projectKey={project.key} />}
      <Phases projectKey={project.key} counts={counts} />
      <div className={styles.body}>
        {empty && <Start projectKey={project.key} />}
        {!empty && <Recent projectKey={project.key} types={types} />}
      </div>
    </>
  );
}

export function Hub() {
  const { key } = useParams({ from: "/app/p/$key/" });
  const summary = useQuery(summaryQuery(key));
  const types = useQuery(typesQuery).data ?? [];
  return (
    <ProjectPage
      projectKey={key}
      actions={
        <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => createItem.open({ project: key })}>
          New
        </Button>
      }
    >
      <Loaded query={summary}>{(data) => <HubBody summary={data} types={types} />}</Loaded>
    </ProjectPage>
  );
}
