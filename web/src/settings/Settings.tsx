import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconLock } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef } from "react";

import { sessionQuery } from "../api/session";
import type { Session } from "../api/types";
import { Empty } from "../ui/Feedback";
import { Page } from "../ui/Page";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { Account } from "./Account";
import { AuditTrail } from "./AuditTrail";
import { Backups } from "./Backups";
import { General } from "./General";
import { Invitations } from "./Invitations";
import { Jobs } from "./Jobs";
import { People } from "./People";
import { Storage } from "./Storage";
import { Teams } from "./Teams";
import { Tokens } from "./Tokens";
import { Versions } from "./Versions";
import styles from "./Settings.module.css";

interface Tab {
  /** Part of the address; empty for the first. */
  path: string;
  label: string;
  admins?: boolean;
  view: (session: Session, admin: boolean) => ReactNode;
}

const GROUPS: { title: string; tabs: Tab[] }[] = [
  {
    title: "You",
    tabs: [
      { path: "", label: "My account", view: (session) => <Account session={session} /> },
      { path: "tokens", label: "My tokens", view: () => <Tokens /> },
    ],
  },
  {
    title: "Workspace",
    tabs: [
      { path: "general", label: "General", admins: true, view: (session) => <General zone={session.zone} /> },
      { path: "people", label: "People", view: (session, admin) => <People me={session.person?.id ?? ""} admin={admin} /> },
      { path: "teams", label: "Teams", view: (_, admin) => <Teams admin={admin} /> },
      { path: "invitations", label: "Invitations", admins: true, view: () => <Invitations /> },
    ],
  },
  {
    title: "Server",
    tabs: [
      { path: "storage", label: "Storage", admins: true, view: () => <Storage /> },
      { path: "jobs", label: "Jobs", admins: true, view: () => <Jobs /> },
      { path: "backups", label: "Backups", admins: true, view: () => <Backups /> },
      { path: "versions", label: "Versions", admins: true, view: () => <Versions /> },
      { path: "audit", label: "Audit trail", admins: true, view: () => <AuditTrail /> },
    ],
  },
];

function Tabs({ here, admin }: { here: string; admin: boolean }) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    // on a phone the tabs are one row that scrolls; newer browsers answer with a promise, which no effect may return
    const frame = requestAnimationFrame(() => void row.current?.querySelector(`.${styles.here}`)?.scrollIntoView({ inline: "center", block: "nearest" }));
    return () => cancelAnimationFrame(frame); // a frame later: the router puts scroll positions back first
  }, [here]);
  return (
    <nav className={styles.tabs} aria-label="Settings" ref={row}>
      {GROUPS.map(({ title, tabs }) => {
        const shown = tabs.filter((tab) => admin || !tab.admins);
        return (
          shown.length > 0 && (
            <div key={title} className={styles.group}>
              <h2 className={styles.groupTitle}>{title}</h2>
              {shown.map(({ path, label }) => (
                <Link key={path} activeOptions={{ exact: true }} {...(path ? { to: "/settings/$tab" as const, params: { tab: path } } : { to: "/settings" as const })} className={clsx(styles.tab, path === here && styles.here)} aria-current={path === here ? "page" : undefined}>
                  {label}
                </Link>
              ))}
            </div>
          )
        );
      })}
    </nav>
  );
}

/** One's own account, the people of the workspace, and for owners and admins the server. */
export function Settings() {
  const session = useQuery(sessionQuery).data;
  const { tab: here = "" } = useParams({ strict: false });
  const role = session?.person?.role;
  const admin = role === "owner" || role === "admin";
  const tab = GROUPS.flatMap(({ tabs }) => tabs).find(({ path, admins }) => path === here && (admin || !admins));
  if (!session) return null;
  return (
    <Page crumbs={[<Link to="/settings">Settings</Link>]} title={tab?.label ?? "Not here"} documentTitle={`${tab?.label ?? "Not here"} · Settings`} actions={<ThemeSwitch />}>
      <div className={styles.layout}>
        <Tabs here={here} admin={admin} />
        <div className={styles.page} key={here}>
          {tab ? (
            tab.view(session, admin)
          ) : (
            <Empty icon={IconLock} title="Nothing to set here">
              There is no such page, or only owners and admins of the workspace may see it.
            </Empty>
          )}
        </div>
      </div>
    </Page>
  );
}
