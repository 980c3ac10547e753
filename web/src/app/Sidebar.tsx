import { Menu, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  IconKeyboard,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconSearch,
  IconSelector,
  IconSettings,
  IconTable,
} from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, memo } from "react";

import { healthsQuery } from "../api/hub";
import { projectsQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Pin } from "../api/types";
import { pinsQuery } from "../api/views";
import { endAddress } from "../items/address";
import { HealthIcon } from "../projects/Sentence";
import { Avatar, ProjectMark } from "../ui/Avatar";
import { Logo } from "../ui/Logo";
import { InboxCount } from "../talk/InboxCount";
import { modKey } from "../ui/shortcuts";
import { TypeIcon } from "../ui/State";
import { viewAddress } from "../views/address";
import { openPalette } from "./openPalette";
import { openShortcuts } from "./openShortcuts";
import { useLeave, usePlaces } from "./places";
import styles from "./Shell.module.css";

function Account() {
  const session = useQuery(sessionQuery).data;
  const leave = useLeave();
  const name = session?.person?.name ?? "";
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

function PinEntry({ pin }: { pin: Pin }) {
  const address = pin.item ? endAddress(pin.item) : pin.view ? viewAddress(pin.view) : null;
  if (!address) return null;
  const title = pin.item?.title ?? pin.view?.name ?? "";
  return (
    <Link {...address} className={styles.link} title={title} activeOptions={{ includeSearch: true }}>
      {pin.item ? <TypeIcon type={pin.item.type} /> : <IconTable className="i" stroke={1.75} aria-hidden />}
      <span className="ell">{title}</span>
    </Link>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return <h3 className={styles.heading}>{children}</h3>;
}

interface Props {
  folded: boolean;
  onFold?: (() => void) | undefined;
}

/** Where one can go: pages, projects with how they stand, what is pinned. Folded it is icons only. */
export const Sidebar = memo(function Sidebar({ folded, onFold }: Props) {
  const projects = (useQuery(projectsQuery).data ?? []).filter((project) => project.state !== "archived");
  const pins = useQuery(pinsQuery).data ?? [];
  const places = usePlaces();
  const healths = useQuery(healthsQuery).data ?? {};
  const Fold = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav className={clsx(styles.side, folded && styles.folded)} aria-label="Main">
      <Account />
      <UnstyledButton className={styles.find} onClick={openPalette} title={folded ? "Find or do" : undefined}>
        <IconSearch className="i s" aria-hidden />
        <span>Find or do…</span>
        <kbd>{modKey} K</kbd>
      </UnstyledButton>
      {places.map(({ to, label, icon: Picture }) => (
        <Link key={to} to={to} className={styles.link} activeOptions={{ exact: to === "/", includeSearch: false }} title={folded ? label : undefined}>
          <Picture className="i" stroke={1.75} aria-hidden />
          <span className="ell">{label}</span>
          {to === "/inbox" && <InboxCount />}
        </Link>
      ))}
      {projects.length > 0 && <Heading>Projects</Heading>}
      {projects.map((project) => (
        <Link key={project.id} to="/p/$key" params={{ key: project.key }} className={styles.link} title={project.name}>
          <ProjectMark projectKey={project.key} />
          <span className="ell">{project.name}</span>
          <span className={styles.end}>{!folded && <HealthIcon health={healths[project.key]} />}</span>
        </Link>
      ))}
      {pins.length > 0 && <Heading>Pinned</Heading>}
      {pins.map((pin) => <PinEntry key={pin.id} pin={pin} />)}
      <div className={styles.foot}>
        <Link to="/settings" className={styles.link} title={folded ? "Settings" : undefined}>
          <IconSettings className="i" stroke={1.75} aria-hidden />
          <span className="ell">Settings</span>
        </Link>
        <UnstyledButton className={styles.link} onClick={openShortcuts} title={folded ? "Shortcuts" : undefined}>
          <IconKeyboard className="i" stroke={1.75} aria-hidden />
          <span className="ell">Shortcuts</span>
          <kbd className={styles.end}>?</kbd>
        </UnstyledButton>
        {onFold && (
          <UnstyledButton className={styles.link} onClick={onFold} title={folded ? "Unfold" : undefined}>
            <Fold className="i" stroke={1.75} aria-hidden />
            <span className="ell">{folded ? "Unfold the sidebar" : "Fold"}</span>
          </UnstyledButton>
        )}
      </div>
    </nav>
  );
});
