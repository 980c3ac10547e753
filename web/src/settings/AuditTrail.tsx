import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { clsx } from "clsx";

import { type AuditEntry, auditQuery } from "../api/admin";
import { projectsQuery } from "../api/projects";
import type { Project } from "../api/types";
import { Empty, Loaded, NextPage } from "../ui/Feedback";
import { Table, wide } from "../ui/Table";
import { Time } from "../ui/Time";
import { factsOf } from "./facts";
import styles from "./Settings.module.css";

const WORDS: Record<string, string> = {
  "session.opened": "Signed in",
  "session.refused": "Was refused signing in",
  "session.ended": "Signed out",
  "call.denied": "Was refused",
  "invitation.accepted": "Joined by an invitation",
  "workspace.set_up": "Set the server up",
  "workspace.zone_changed": "Changed the time zone",
  "person.created": "Made an account",
  "person.role": "Changed a role",
  "person.suspended": "Suspended a person",
  "person.restored": "Let a person back in",
  "password.changed": "Changed the password",
  "password.set": "Set a password",
  "project.quota": "Set a quota",
  "job.retried": "Tried a job again",
  "backup.made": "Made a backup",
  "backup.verified": "Verified a backup",
  "item.purged": "Removed an item for good",
};

/** "token.created" as "Token created", where there is no better word. */
const worded = (what: string) => WORDS[what] ?? what.charAt(0).toUpperCase() + what.slice(1).replaceAll(".", " ");

function Row({ entry, projects }: { entry: AuditEntry; projects: readonly Project[] }) {
  return (
    <tr>
      <td>
        <Time at={entry.at} />
      </td>
      <td>{entry.actor_name || entry.actor}</td>
      <td>{worded(entry.what)}</td>
      <td className="hide">
        <div className={styles.reason}>{factsOf(entry.facts, projects)}</div>
      </td>
      <td className={clsx("hide", styles.left)}>
        <code>{entry.address}</code>
      </td>
    </tr>
  );
}

/** Who signed in, was refused, or changed people, tokens and the server; newest first. */
export function AuditTrail() {
  const audit = useInfiniteQuery(auditQuery);
  const projects = useQuery(projectsQuery).data ?? [];
  return (
    <>
      <h1>Audit trail</h1>
      <p className={styles.lead}>Sign-ins, refused calls, and changes of people, roles, teams, tokens and the server. Nobody can change it here.</p>
      <Loaded query={audit} rows={8}>
        {({ pages }) => {
          const list = pages.flatMap((page) => page.entries);
          if (list.length === 0)
            return (
              <Empty icon={IconHistory} title="Nothing yet">
                What is done to accounts and to the server is noted here.
              </Empty>
            );
          return (
            <>
              <Table heads={["When", "Who", "What", wide("Details"), wide("From")]} scrolls>
                {list.map((entry) => (
                  <Row key={entry.number} entry={entry} projects={projects} />
                ))}
              </Table>
              <NextPage of={audit} variant="default" mt={8}>Show older</NextPage>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
