import { Drawer, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useCallback, useState } from "react";

import { projectsQuery, typesQuery } from "../api/projects";
import type { Item } from "../api/types";
import { createItem, mayAddSomewhere } from "../items/createItem";
import { createProject } from "../projects/createProject";
import { HEIGHT, useLayer } from "../ui/layers";
import { type Described, atOnce, useShortcuts } from "../ui/shortcuts";
import { pickOf } from "../views/pick";
import { openPick } from "../views/useListKeys";
import { OfflineBanner } from "./OfflineBanner";
import { Palette } from "./Palette";
import { openPalette } from "./openPalette";
import { openShortcuts } from "./openShortcuts";
import { usePlaces } from "./places";
import { useOpenItem } from "./recent";
import { ShortcutSheet } from "./ShortcutSheet";
import { Sidebar } from "./Sidebar";
import { useUndoLast } from "./undo";
import styles from "./Shell.module.css";

const OFTEN = ["/", "/inbox", "/projects"];

function TabBar({ onMore }: { onMore: () => void }) {
  const places = usePlaces().filter((place) => OFTEN.includes(place.to));
  return (
    <nav className={styles.tabbar} aria-label="Main">
      {places.map(({ to, label, icon: Picture }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
          <Picture stroke={1.75} aria-hidden />
          {label}
        </Link>
      ))}
      <UnstyledButton onClick={openPalette}>
        <IconSearch stroke={1.75} aria-hidden />
        Find
      </UnstyledButton>
      <UnstyledButton onClick={onMore}>
        <IconMenu2 stroke={1.75} aria-hidden />
        More
      </UnstyledButton>
    </nav>
  );
}

/** The sidebar of a phone. */
function More({ onClose }: { onClose: () => void }) {
  useLayer(onClose);
  return (
    <Drawer.Root opened onClose={onClose} zIndex={HEIGHT} closeOnEscape={false} returnFocus={false} lockScroll={false} size={288} padding={0} transitionProps={{ duration: 0 }}>
      <Drawer.Overlay />
      <Drawer.Content aria-label="All pages">
        <Drawer.Body className={styles.drawer ?? ""}>
          <Sidebar folded={false} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** S, A, P and L on the page of an item; the page's own view of it comes first. */
function useItemKeys(item: Item | undefined): void {
  const types = useQuery(typesQuery).data ?? [];
  const role = useQuery(projectsQuery).data?.find((project) => project.id === item?.project)?.role;
  const context = { types: new Map(types.map((type) => [type.name, type])), mayEdit: () => role === "editor" || role === "lead" };
  const act = (key: "s" | "a" | "p" | "l", what: string): Described => ({ act: atOnce(() => item && openPick([item], key, context)), what, group: "On an item" });
  const keys = { s: act("s", "Change the state"), a: act("a", "Assign"), p: act("p", "Set the priority"), l: act("l", "Set labels") };
  const open = (key: string) => item !== undefined && item.type !== "project" && pickOf(key as keyof typeof keys, item, context.types.get(item.type)) !== undefined;
  useShortcuts(Object.fromEntries(Object.entries(keys).filter(([key]) => open(key))));
}

/** What holds on every page. */
function useGlobalKeys(): void {
  const navigate = useNavigate();
  const places = usePlaces();
  const { undo, redo } = useUndoLast();
  const adds = mayAddSomewhere(useQuery(projectsQuery).data);
  const go = (to: string, label: string): Described => ({ act: () => void navigate({ to }), what: `Go to ${label}`, group: "Everywhere" });
  useShortcuts({
    "mod+k": { act: atOnce(openPalette), what: "Find or do anything", group: "Everywhere" },
    "?": { act: openShortcuts, what: "All shortcuts of this page", group: "Everywhere" },
    c: () => (adds ? createItem.open({}) : createProject.open(true)),
    "mod+z": { act: undo, what: "Undo what I did last", group: "Everywhere" },
    "mod+shift+z": { act: redo, what: "Do it again", group: "Everywhere" },
    ...Object.fromEntries(places.map(({ to, label, letter }) => [`g ${letter}`, go(to, label)])),
    "g s": go("/settings", "Settings"),
  });
}

/** What stands round every page of a signed-in person. */
export function Shell() {
  // The phone's drawer is open on the page where it was opened: going somewhere closes it.
  const [moreAt, setMoreAt] = useState<string | null>(null);
  const [folded, setFolded] = useLocalStorage({ key: "rootnode.folded", defaultValue: false, getInitialValueInEffect: false });
  const fold = useCallback(() => setFolded((before) => !before), [setFolded]);
  const item = useOpenItem();
  const { pathname } = useLocation();
  useGlobalKeys();
  useItemKeys(item);
  return (
    <div className={clsx(styles.app, folded && styles.narrow)}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <Sidebar folded={folded} onFold={fold} />
      <div className={styles.main}>
        <OfflineBanner />
        <Outlet />
      </div>
      <TabBar onMore={() => setMoreAt(pathname)} />
      {moreAt === pathname && <More onClose={() => setMoreAt(null)} />}
      <Palette />
      <ShortcutSheet />
    </div>
  );
}
