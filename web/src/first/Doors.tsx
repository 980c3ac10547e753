import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconBinaryTree2, IconEye, IconPlug, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import type { ReactNode } from "react";

import { projectsQuery } from "../api/projects";
import type { Project } from "../api/types";
import { createProject } from "../projects/createProject";
import styles from "./Doors.module.css";

const Inside = ({ icon: Picture, title, children }: { icon: Icon; title: string; children: ReactNode }) => (
  <>
    <Picture className="i hue" stroke={1.75} aria-hidden />
    <b>{title}</b>
    <span>{children}</span>
  </>
);

/** The doors on Home, for as long as there is no project of one's own. */
export function FirstDoors({ projects }: { projects: readonly Project[] }) {
  if (projects.some((project) => !project.special)) return null;
  return (
    <div className={styles.first}>
      <h2>How do you want to begin?</h2>
      <Doors />
    </div>
  );
}

/** Three ways to begin. Each is one click; none closes the others. */
export function Doors() {
  const example = useQuery(projectsQuery).data?.find((project) => project.special === "example");
  return (
    <nav className={styles.doors} aria-label="Ways to begin">
      {example ? (
        <Link to="/p/$key" params={{ key: example.key }} className={clsx(styles.door, "watch")}>
          <Inside icon={IconEye} title="Look at the example">
            A finished story: two families of models that really trained on this machine, from the first requirement to the plan for staging.
          </Inside>
        </Link>
      ) : (
        <div className={clsx(styles.door, styles.shut)}>
          <Inside icon={IconEye} title="The example is not here">
            <code>rootnode example</code> on the server brings it: a minute of real training and six weeks of planning to look through.
          </Inside>
        </div>
      )}
      <Link to="/connect" className={clsx(styles.door, "build")}>
        <Inside icon={IconPlug} title="Connect my code">
          Two lines to copy, and your first curve draws itself. Code that logs to MLflow runs as it is.
        </Inside>
      </Link>
      <button type="button" className={clsx(styles.door, "plan")} onClick={() => createProject.open(true)}>
        <Inside icon={IconBinaryTree2} title="Start a project">
          Give it a name. Requirements, work, runs, deployments and what happens in production hang beneath it.
        </Inside>
      </button>
    </nav>
  );
}
