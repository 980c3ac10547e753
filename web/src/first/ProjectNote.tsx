import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFlask, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";

import { summaryQuery } from "../api/projects";
import { Settle } from "./Settle";
import styles from "./ProjectNote.module.css";

/** Says on every page of a project what it is, where it is not one like the others: the example, or a sandbox. */
export function ProjectNote({ projectKey }: { projectKey: string }) {
  const project = useQuery(summaryQuery(projectKey)).data?.project;
  const [asking, ask] = useState(false);
  if (project?.special === "example") {
    return (
      <div className={styles.note} role="note">
        <IconInfoCircle className="i" stroke={1.75} aria-hidden />
        <span>
          <b>Example:</b> its runs really ran on this machine; its planning history was played<span className="hide">, by people who do not exist</span>.
        </span>
      </div>
    );
  }
  if (project?.special !== "sandbox") return null;
  return (
    <div className={styles.note} role="note">
      <IconFlask className="i" stroke={1.75} aria-hidden />
      <span>
        <b>Sandbox:</b> only you see it<span className="hide">. With a name it becomes a project, with everything that is in it</span>.
      </span>
      {project.role === "lead" && (
        <Button variant="default" className={styles.act} onClick={() => ask(true)}>
          Make it a project
        </Button>
      )}
      <Settle projectKey={project.key} opened={asking} onClose={() => ask(false)} />
    </div>
  );
}
