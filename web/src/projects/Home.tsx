import { Button } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconLock, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { clsx } from "clsx";

import { projectsQuery, summaryQuery, typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { ItemType, Project, ProjectSummary } from "../api/types";
import { FirstDoors } from "../first/Doors";
import { ProjectMark } from "../ui/Avatar";
import { Loaded } from "../ui/Feedback";
import { count, counted } from "../ui/format";
import { Page } from "../ui/Page";
import { PHASE, PHASES } from "../ui/phases";
import { useShortcuts } from "../ui/shortcuts";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { createProject } from "./createProject";
import { phaseCounts, sentence } from "./counts";
import styles from "./Home.module.css";

const SUMMARIES = 50;

function ProjectRow({ project, summary, types }: { project: Project; summary: ProjectSummary | undefined; types: ItemType[] | undefined }) {
  const counts = summary && types ? phaseCounts(types, summary.counts) : null;
  const says = counts && sentence(counts);
  return (
    <li className={styles.project}>
      <Link to="/p/$key" params={{ key: project.key }} className={styles.name}>
        <ProjectMark projectKey={project.key} />
        <span className="ell st">{project.name}</span>
        <span className="mono sm m">{project.key}</span>
        {project.access === "private" && <IconLock className="i s" aria-label="Private" role="img" />}
        {project.access === "teams" && <IconUsersGroup className="i s" aria-label="Only for its teams" role="img" />}
      </Link>
      <p className={clsx("ell", styles.says)}>
        {says?.alarm && <span className="bad">{says.alarm} </span>}
        <span className="m2">{says?.rest ?? project.summary}</span>
      </p>
      <span className={styles.phases}>
        {PHASES.map((phase) => {
          const { icon: Icon, label } = PHASE[phase];
          const total = counts?.[phase].total ?? 0;
          return (
            <Link key={phase} to="/p/$key/$phase" params={{ key: project.key, phase }} className={clsx(styles.phase, phase)} aria-label={`${label}: ${total}`} title={label}>
              <Icon className="i s hue" stroke={1.75} aria-hidden />
              <span className="num">{counts ? count(total) : ""}</span>
            </Link>
          );
        })}
      </span>
    </li>
  );
}

function Projects({ projects }: { projects: Project[] }) {
  const types = useQuery(typesQuery).data;
  const summaries = useQueries({ queries: projects.slice(0, SUMMARIES).map((project) => summaryQuery(project.key)) });
  const name = useQuery(sessionQuery).data?.person?.name.split(" ")[0];
  return (
    <div className={styles.home}>
      <h1>Home</h1>
      <p className={styles.line}>
        Welcome{name ? `, ${name}` : ""}. You see {counted(projects.length, "project", "projects")}.
      </p>
      <ul className={styles.list}>
        {projects.map((project, index) => (
          <ProjectRow key={project.id} project={project} summary={summaries[index]?.data} types={types} />
        ))}
      </ul>
    </div>
  );
}

const newProject = (
  <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => createProject.open(true)}>
    New project
  </Button>
);

export function Home() {
  const projects = useQuery(projectsQuery);
  useShortcuts({ c: () => createProject.open(true) });
  const some = (projects.data?.length ?? 0) > 0;
  return (
    <Page
      title="Home"
      documentTitle="Home"
      actions={
        <>
          {some && newProject}
          <ThemeSwitch />
        </>
      }
    >
      <Loaded query={projects}>
        {(list) => (
          <>
            {list.length > 0 && <Projects projects={list} />}
            <FirstDoors projects={list} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
