import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { createElement } from "react";

import type { ItemType, Task } from "../api/types";
import { endAddress, keyOf } from "../items/address";
import { myIssues } from "../items/issues";
import { count } from "../ui/format";
import { Section } from "../ui/Page";
import row from "../ui/Row.module.css";
import { State } from "../ui/State";
import { documentIcon, humanise, stateLabel, titled } from "../ui/vocabulary";
import styles from "./HomeTasks.module.css";

/** The runbook, protocol or guideline that fits the task. */
function Fitting({ document }: { document: NonNullable<Task["document"]> }) {
  const address = endAddress(document.document);
  if (!address) return null;
  return (
    <Link {...address} className={clsx(styles.document, "scope")} title={`${humanise(document.category)}, ${document.reason}`}>
      {createElement(documentIcon(document.category), { className: "i s hue", stroke: 1.75, "aria-hidden": true })}
      <span className="ell" dir="auto">
        {titled(document.document.title ?? "", document.category)}
      </span>
      <span className={styles.why}>{document.reason}</span>
    </Link>
  );
}

function Row({ task, types }: { task: Task; types: readonly ItemType[] }) {
  const { item } = task;
  const address = endAddress(item);
  if (!address) return null;
  const label = stateLabel(types.find((one) => one.name === item.type), item.state);
  return (
    <li className={styles.task}>
      <div className={clsx(row.row, styles.row)}>
        <State type={item.type} state={item.state} label={label} iconOnly />
        <span className={row.key}>{keyOf({ id: item.id, key: item.key })}</span>
        <Link {...address} className={clsx("ell", styles.title)} dir="auto" data-row>
          {item.title}
        </Link>
        <span className={clsx("ell", styles.project)}>{task.project}</span>
        <span className={clsx(styles.reason, task.tone === "plain" ? "m" : task.tone)}>{task.reason}</span>
      </div>
      {task.document && <Fitting document={task.document} />}
    </li>
  );
}

/** What waits for the person, across projects: late, then due soon, then what holds others up, then by priority. */
export function HomeTasks({ tasks, total, types, me }: { tasks: readonly Task[]; total: number; types: readonly ItemType[]; me: string }) {
  return (
    <Section title="My work" hint={total > 0 ? count(total) : undefined}>
      {tasks.length === 0 && <p className="m2 sm">Nothing waits for you. What is assigned to you shows up here: late first, then what is due soon, then what holds others up.</p>}
      <ul>
        {tasks.map((task) => (
          <Row key={task.item.id} task={task} types={types} />
        ))}
      </ul>
      {total > tasks.length && (
        <p className="m sm">
          and {count(total - tasks.length)} more that can wait.{" "}
          <Link to="/issues" search={myIssues(types, me)} className="m2">
            Open issues assigned to me
          </Link>
        </p>
      )}
    </Section>
  );
}
