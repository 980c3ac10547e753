import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCircle, IconCircleCheck, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";

import { tasksQuery, useMarkTask } from "../api/first";
import type { ExampleTask } from "../api/types";
import { modKey } from "../ui/shortcuts";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import styles from "./Tasks.module.css";

const TEXTS: Record<ExampleTask["task"], () => { title: string; how: string }> = {
  find_refuted: () => ({ title: "Find the refuted idea", how: `${modKey} K, then type half, and open it.` }),
  move_and_undo: () => ({ title: "Move an issue, and undo it", how: `Open an issue, give it another state, then undo it with ${modKey} Z.` }),
};

/** Small tasks on the example's hub. They tick themselves when they have really been done. */
export function Tasks({ projectKey }: { projectKey: string }) {
  const tasks = useQuery({ ...tasksQuery, refetchOnMount: "always" }).data ?? [];
  const mark = useMarkTask();
  const shown = tasks.filter((task) => task.project_key === projectKey.toUpperCase() && !task.dismissed);
  if (shown.length === 0) return null;
  const ready = shown.filter((task) => task.done).length;
  const away = (task: ExampleTask) => tell(mark, { task: task.task, dismissed: true, opened: null }, { onError: (error) => refused("It was not put away", error) });
  return (
    <section className={styles.tasks} aria-label="Try it">
      <h2>
        Try it <span className="m sm">{ready === shown.length ? "All done." : `${ready} of ${shown.length} done. They tick themselves.`}</span>
      </h2>
      <ul>
        {shown.map((task) => {
          const { title, how } = TEXTS[task.task]();
          const Picture = task.done ? IconCircleCheck : IconCircle;
          return (
            <li key={task.task} className={styles.task}>
              <Picture className={clsx("i", task.done ? "good" : "m")} stroke={1.75} aria-hidden />
              <span className="vh">{task.done ? "Done: " : "To do: "}</span>
              <span className={clsx(task.done && "m", "st")}>{title}</span>
              <span className={clsx("m sm", styles.how)}>{how}</span>
              <ActionIcon variant="subtle" aria-label={`Put away: ${title}`} title="Put away" onClick={() => away(task)}>
                <IconX className="i s" aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
