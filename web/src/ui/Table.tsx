import { clsx } from "clsx";
import type { ReactNode } from "react";

import styles from "./Table.module.css";

/** A column by its name; `wide`: left out on a phone; `heard`: said by a screen reader only, as over a column of buttons. */
export type Head = string | { name: string; only: "wide" | "heard" };

export const wide = (name: string): Head => ({ name, only: "wide" });
export const heard = (name: string): Head => ({ name, only: "heard" });

function HeadCell({ head }: { head: Head }) {
  if (typeof head === "string") return <th scope="col">{head}</th>;
  return (
    <th scope="col" className={head.only === "wide" ? "hide" : undefined}>
      {head.only === "heard" ? <span className="vh">{head.name}</span> : head.name}
    </th>
  );
}

interface Props {
  heads: readonly Head[];
  /** Its cells keep to one line each, and what does not fit is scrolled to. */
  scrolls?: boolean;
  /** Names it as a place that is scrolled to by keys, too. */
  label?: string;
  /** Its rows come in bodies of their own, each with its heading. */
  parted?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A short table, all of whose rows are there. Its last column is for what can be done. */
export function Table({ heads, scrolls = false, label, parted = false, className, children }: Props) {
  return (
    <div className={clsx(scrolls && styles.scroll, className)} {...(label !== undefined && { tabIndex: 0, role: "region", "aria-label": label })}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <HeadCell key={typeof head === "string" ? head : head.name} head={head} />
            ))}
          </tr>
        </thead>
        {parted ? children : <tbody>{children}</tbody>}
      </table>
    </div>
  );
}
