import { Menu, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { IconBinaryTree2, IconHome, IconInbox, IconKeyboard, IconLogout, IconSearch, IconSettings, IconSelector } from "@tabler/icons-react";
import { useState } from "react";

import { projectsQuery } from "../api/projects";
import { sessionQuery, useSignOut } from "../api/session";
import { Avatar, ProjectMark } from "../ui/Avatar";
import { InboxCount } from "../talk/InboxCount";
import { modKey, useShortcuts } from "../ui/shortcuts";
import { Logo } from "../ui/Logo";
import { OfflineBanner } from "./OfflineBanner";
import { Palette, openPalette } from "./Palette";
import { ShortcutSheet } from "./ShortcutSheet";
import styles from "./Shell.module.css";

function Account() {
  const session = useQuery(sessionQuery).data;
  const signOut = useSignOut();
  const name = session?.person?.name ?? "";
  // A full load after signing out: nothing of the last person stays in memory.
  const leave = () => signOut.mutate(undefined, { onSettled: () => location.assign("/sign-in") });
  return (
    <Menu position="bottom-start" width={200}>
      <Menu.Target>
        <UnstyledButton className={styles.workspace}>
          <Logo />
          <span className="ell">{session?.workspace || "Rootnode"}</span>
          <span className="vh">, account of {name}</span>
          <IconSelector className="i s" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span className="row">
            <Avatar name={name} />
            <span className="ell">
              {name} · {session?.person?.email}
            </span>
          </span>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings" leftSection={<IconSettings className="i s" aria-hidden />}>
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout className="i s" aria-hidden />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Sidebar({ onSheet }: { onSheet: () => void }) {
  const projects = useQuery(projectsQuery).data ?? [];
  return (
    <nav className={styles.side} aria-label="Main">
      <Account />
      <UnstyledButton className={styles.find} onClick={openPalette}>
        <IconSearch className="i s" aria-hidden />
        <span>Find or do…</span>
        <kbd>{modKey} K</kbd>
      </UnstyledButton>
      <Link to="/" className={styles.link} activeOptions={{ exact: true }}>
        <IconHome className="i" stroke={1.75} aria-hidden />
        <span className="ell">Home</span>
      </Link>
      <Link to="/inbox" className={styles.link}>
        <IconInbox className="i" stroke={1.75} aria-hidden />
        <span className="ell grow">Inbox</span>
        <InboxCount />
      </Link>
      {projects.length > 0 && <h3>Projects</h3>}
      {projects.map((project) => (
        <Link key={project.id} to="/p/$key" params={{ key: project.key }} className={styles.link} title={project.name}>
          <ProjectMark projectKey={project.key} />
          <span className="ell">{project.name}</span>
        </Link>
      ))}
      <div className={styles.foot}>
        <Link to="/settings" className={styles.link}>
          <IconSettings className="i" stroke={1.75} aria-hidden />
          <span className="ell">Settings</span>
        </Link>
        <UnstyledButton className={styles.link} onClick={onSheet}>
          <IconKeyboard className="i" stroke={1.75} aria-hidden />
          <span className="ell">Shortcuts</span>
          <kbd className={styles.end}>?</kbd>
        </UnstyledButton>
      </div>
    </nav>
  );
}

function TabBar() {
  const projects = useQuery(projectsQuery).data;
  const here = useParams({ strict: false }).key ?? projects?.[0]?.key;
  return (
    <nav className={styles.tabbar} aria-label="Main">
      <Link to="/" activeOptions={{ exact: true }}>
        <IconHome stroke={1.75} aria-hidden />
        Home
      </Link>
      {here && (
        <Link to="/p/$key" params={{ key: here }}>
          <IconBinaryTree2 stroke={1.75} aria-hidden />
          Project
        </Link>
      )}
      <UnstyledButton onClick={openPalette}>
        <IconSearch stroke={1.75} aria-hidden />
        Find
      </UnstyledButton>
      <Link to="/settings">
        <IconSettings stroke={1.75} aria-hidden />
        Settings
      </Link>
    </nav>
  );
}

/** What stands round every page of a signed-in person. */
export function Shell() {
  const [sheet, showSheet] = useState(false);
  const navigate = useNavigate();
  const { key } = useParams({ strict: false });
  const projects = useQuery(projectsQuery).data;
  const project = key ?? projects?.[0]?.key;
  useShortcuts({
    "mod+k": openPalette,
    "?": () => showSheet(true),
    "g h": () => void navigate({ to: "/" }),
    "g i": () => void navigate({ to: "/inbox" }),
    "g p": () => void (project ? navigate({ to: "/p/$key", params: { key: project } }) : navigate({ to: "/" })),
    "g s": () => void navigate({ to: "/settings" }),
  });
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <Sidebar onSheet={() => showSheet(true)} />
      <div className={styles.main}>
        <OfflineBanner />
        <Outlet />
      </div>
      <TabBar />
      <Palette onSheet={() => showSheet(true)} />
      <ShortcutSheet opened={sheet} onClose={() => showSheet(false)} />
    </div>
  );
}
