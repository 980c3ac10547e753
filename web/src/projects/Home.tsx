import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconLock, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useState } from "react";

import { homeQuery } from "../api/hub";
import { typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Home as Day } from "../api/types";
import { FirstDoors } from "../first/Doors";
import { endAddress, keyOf } from "../items/address";
import { ProjectMark } from "../ui/Avatar";
import { Loaded } from "../ui/Feedback";
import { count, counted } from "../ui/format";
import { Page, Section } from "../ui/Page";
import row from "../ui/Row.module.css";
import { useShortcuts } from "../ui/shortcuts";
import { State } from "../ui/State";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { Time } from "../ui/Time";
import { createProject } from "./createProject";
import { HomeTasks } from "./HomeTasks";
import { type Block, homeOrder } from "./homeOrder";
import { lastVisit } from "./lastVisit";
import { HealthWord, Sentence } from "./Sentence";
import styles from "./Home.module.css";

function Projects({ day }: { day: Day }) {
  return (
    <Section title="Projects" hint={count(day.projects_in_all)}>
      <ul>
        {day.projects.map(({ project, health }) => (
          <li key={project.id} className={styles.project}>
            <Link to="/p/$key" params={{ key: project.key }} className={styles.name} data-row>
              <ProjectMark projectKey={project.key} />
              <span className="ell st" dir="auto">
                {project.name}
              </span>
              <span className="mono sm m">{project.key}</span>
              {project.access === "private" && <IconLock className="i s m" aria-label="Private" role="img" />}
              {project.access === "teams" && <IconUsersGroup className="i s m" aria-label="Only for its teams" role="img" />}
            </Link>
            <HealthWord health={health} small />
            <p className={styles.says}>
              <Sentence pieces={health.sentence} projectKey={project.key} />
            </p>
          </li>
        ))}
      </ul>
      {day.projects_in_all > day.projects.length && (
        <Link to="/projects" className="m2 sm">
          All {count(day.projects_in_all)} projects
        </Link>
      )}
    </Section>
  );
}

function Running({ day }: { day: Day }) {
  return (
    <Section title="My running runs" hint={day.running.length > 0 ? count(day.running.length) : undefined}>
      {day.running.length === 0 && <p className="m2 sm">None of your runs is training. One shows up here as soon as your code begins it.</p>}
      <ul>
        {day.running.map(({ run, project, started }) => {
          const address = endAddress(run);
          return (
            address && (
              <li key={run.id}>
                <Link {...address} className={clsx(row.row, "build")} data-row>
                  <State type="run" state="running" iconOnly />
                  <span className="ell st">{run.title}</span>
                  <span className={clsx("ell", row.end)}>
                    {project}, <Time at={started} />
                  </span>
                </Link>
              </li>
            )
          );
        })}
      </ul>
    </Section>
  );
}

function News({ day }: { day: Day }) {
  const since = day.since === null ? "in the last day" : "since you were last here";
  return (
    <Section title="What changed" hint={since}>
      {day.news.length === 0 && <p className="m2 sm">Nobody else changed anything {since}.</p>}
      <ul>
        {day.news.map(({ at, by, item, words }) => {
          const address = endAddress(item);
          return (
            address && (
              <li key={item.id} className={styles.news}>
                <Link {...address} className="ell" dir="auto">
                  <span className="mono sm m">{keyOf({ id: item.id, key: item.key })}</span> {item.title}
                </Link>
                <span className="sm m ell">
                  {words}, {by}, <Time at={at} />
                </span>
              </li>
            )
          );
        })}
      </ul>
    </Section>
  );
}

/** The day in a sentence, as the project hubs have theirs. */
function says({ tasks, tasks_in_all: all, running }: Day): string {
  const late = tasks.filter((task) => task.tone === "bad").length;
  const soon = tasks.filter((task) => task.tone === "warn").length;
  const parts = [late > 0 && `${count(late)} ${late === 1 ? "is" : "are"} late`, soon > 0 && `${count(soon)} due within a week`].filter(Boolean);
  const work = all === 0 ? "Nothing waits for you" : `${counted(all, "item waits", "items wait")} for you${parts.length > 0 ? `: ${parts.join(", ")}` : ", none of them late"}`;
  return `${work}.${running.length > 0 ? ` ${counted(running.length, "run of yours is", "runs of yours are")} training.` : ""}`;
}

function Blocks({ day, blocks }: { day: Day; blocks: readonly Block[] }) {
  const types = useQuery(typesQuery).data ?? [];
  const me = useQuery(sessionQuery).data?.person?.id ?? "";
  const made: Record<Block, ReactNode> = {
    tasks: <HomeTasks key="tasks" tasks={day.tasks} total={day.tasks_in_all} types={types} me={me} />,
    projects: <Projects key="projects" day={day} />,
    running: <Running key="running" day={day} />,
    news: <News key="news" day={day} />,
  };
  return blocks.map((block) => made[block]);
}

function Today({ day }: { day: Day }) {
  const session = useQuery(sessionQuery).data;
  const person = session?.person;
  const { main, side } = homeOrder(session?.focus ?? null);
  return (
    <>
      <div className={styles.title}>
        <h1>Home</h1>
        <p className={styles.line}>
          {person ? `${person.name.split(" ")[0] ?? ""}, ` : ""}
          {person ? says(day).replace(/^\w/, (letter) => letter.toLowerCase()) : says(day)}
        </p>
      </div>
      <div className={styles.home}>
        <div>
          <Blocks day={day} blocks={main} />
        </div>
        <aside aria-label="Runs and changes">
          <Blocks day={day} blocks={side} />
        </aside>
      </div>
    </>
  );
}

const newProject = (
  <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => createProject.open(true)}>
    New project
  </Button>
);

/** A person's day across their projects. */
export function Home() {
  const [since] = useState(lastVisit);
  const day = useQuery(homeQuery(since));
  useShortcuts({ c: () => createProject.open(true) });
  const some = (day.data?.projects.length ?? 0) > 0;
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
      <Loaded query={day} rows={10}>
        {(data) => (
          <>
            <FirstDoors projects={data.projects.map(({ project }) => project)} />
            {data.projects_in_all > 0 && <Today day={data} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}
