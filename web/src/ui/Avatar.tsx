import { clsx } from "clsx";

import { initials } from "./format";
import styles from "./Avatar.module.css";

/** A person as initials. `alone` where no name stands beside it: then it says the name itself. */
export function Avatar({ name, large = false, alone = false }: { name: string; large?: boolean; alone?: boolean }) {
  const said = alone ? ({ role: "img", "aria-label": name, title: name } as const) : ({ "aria-hidden": true } as const);
  return (
    <span className={clsx(styles.avatar, large && styles.large)} {...said}>
      {name && initials(name)}
    </span>
  );
}

/** The two letters of a project in the sidebar. */
export function ProjectMark({ projectKey }: { projectKey: string }) {
  return (
    <span className={styles.project} aria-hidden>
      {projectKey.slice(0, 2)}
    </span>
  );
}
