import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconAlertTriangle, IconBan } from "@tabler/icons-react";
import { clsx } from "clsx";

import { typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Concern, Concerns, ItemType } from "../api/types";
import { endAddress, keyOf } from "../items/address";
import { openIssues } from "../items/issues";
import type { ListSearch } from "../items/listView";
import { Avatar } from "../ui/Avatar";
import { count, dayBefore, isoDay } from "../ui/format";
import { Section } from "../ui/Page";
import row from "../ui/Row.module.css";
import { humanise } from "../ui/vocabulary";
import styles from "./HubConcerns.module.css";

/** So many the server tells. */
const MOST = 8;

/** What blocks it leads to the blocker: the reason's last words are its name. */
function Reason({ concern }: { concern: Concern }) {
  const address = concern.blocker && endAddress(concern.blocker);
  const name = concern.blocker && (keyOf({ id: concern.blocker.id, key: concern.blocker.key }) ?? concern.blocker.title);
  const place = name ? concern.reason.indexOf(name) : -1;
  if (!address || !name || concern.what !== "blocked" || place < 0) return concern.reason;
  return (
    <>
      {concern.reason.slice(0, place)}
      <Link {...address} title={concern.blocker?.title ?? undefined}>
        {name}
      </Link>
      {concern.reason.slice(place + name.length)}
    </>
  );
}

function Row({ concern }: { concern: Concern }) {
  const late = concern.what === "late";
  const Icon = late ? IconAlertTriangle : IconBan;
  const address = endAddress(concern.item);
  if (!address) return null;
  return (
    <li className={clsx(row.row, styles.row)}>
      <span className={clsx(styles.icon, late ? "warn" : "bad")} title={humanise(concern.what)}>
        <Icon className="i" stroke={1.75} aria-hidden />
        <span className="vh">{humanise(concern.what)}:</span>
      </span>
      <span className={row.key}>{keyOf({ id: concern.item.id, key: concern.item.key }) ?? humanise(concern.item.type ?? "").toLowerCase()}</span>
      <Link {...address} className={clsx("ell", styles.title)} dir="auto">
        {concern.item.title}
      </Link>
      <span className={clsx(styles.reason, late ? "warn" : "bad")}>
        <Reason concern={concern} />
      </span>
      <span className={styles.person}>{concern.person && <Avatar name={concern.person} alone />}</span>
    </li>
  );
}

/** Issues that are not done and were due before today, as the workspace's time zone has it; the oldest first. */
export function lateIssues(types: readonly ItemType[], zone = "UTC", now: Date = new Date()): ListSearch {
  const day = dayBefore(isoDay(now, zone));
  return { type: "issue", ...openIssues(types), where: [["due", "<=", day]], sort: "due", dir: "asc" };
}

/** What is late or blocked, by whom and why: the few that matter most. */
export function HubConcerns({ concerns, projectKey }: { concerns: Concerns; projectKey: string }) {
  const types = useQuery(typesQuery).data ?? [];
  const zone = useQuery(sessionQuery).data?.zone;
  // What is late and blocked counts in both; where all of them are shown, they can be counted.
  const every = concerns.shown.length < MOST ? concerns.shown.length : concerns.late + concerns.blocked;
  if (every === 0) {
    return (
      <Section title="Late or blocked">
        <p className="m2 sm">Nothing is late and nothing is blocked.</p>
      </Section>
    );
  }
  // No list holds late and blocked items of every type: it leads to the late issues, or, where none is, to the open ones.
  const more = every > concerns.shown.length;
  const late = concerns.shown.some(({ what, item }) => what === "late" && item.type === "issue");
  return (
    <Section
      title="Late or blocked"
      hint={count(every)}
      end={
        more && (
          <Link to="/p/$key/$phase" params={{ key: projectKey, phase: "plan" }} search={late ? lateIssues(types, zone) : { type: "issue", ...openIssues(types) }} className="sm m2">
            {late ? "Late issues" : "Open issues"}
          </Link>
        )
      }
    >
      <ul>
        {concerns.shown.map((concern) => (
          <Row key={concern.item.id} concern={concern} />
        ))}
      </ul>
    </Section>
  );
}
