import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { IconHome, IconKeyboard, IconPlug, IconPlus, IconSettings, type Icon } from "@tabler/icons-react";
import { useState } from "react";

import { findQuery } from "../api/items";
import { projectsQuery } from "../api/projects";
import type { Item } from "../api/types";
import { useSearched } from "../first/searched";
import { itemAddress, keyOf } from "../items/address";
import { createItem } from "../items/createItem";
import { createProject } from "../projects/createProject";
import { ProjectMark } from "../ui/Avatar";
import { type Command, CommandList } from "../ui/CommandList";
import { opener } from "../ui/opener";
import { State, TypeIcon } from "../ui/State";
import styles from "./Palette.module.css";

const palette = opener<true>();
export const openPalette = (): void => palette.open(true);

const PROJECTS = 4;

/** Words in any order, each found somewhere. */
const fits = (text: string, query: string): boolean => query.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

const Said = ({ icon: Picture, text, keys }: { icon: Icon; text: string; keys?: string | undefined }) => (
  <>
    <Picture className="i m" stroke={1.75} aria-hidden />
    <span className="ell">{text}</span>
    {keys && <kbd className={styles.end}>{keys}</kbd>}
  </>
);

const Found = ({ item }: { item: Item }) => (
  <>
    <TypeIcon type={item.type} />
    {keyOf(item) && <span className={styles.key}>{keyOf(item)}</span>}
    <span className="ell" dir="auto">
      {item.title}
    </span>
    <span className={styles.end}>
      <State type={item.type} state={item.state} />
    </span>
  </>
);

/** Items of the project one is in, or of the first few, that have all the words. */
function useFound(text: string, projects: string[]): Item[] {
  const enabled = text.length > 1;
  const answers = useQueries({ queries: projects.map((key) => ({ ...findQuery(key, text), enabled })) });
  return enabled ? answers.flatMap((answer) => answer.data ?? []).slice(0, 12) : [];
}

function Body({ onSheet }: { onSheet: () => void }) {
  const [query, setQuery] = useState("");
  const [text] = useDebouncedValue(query.trim(), 120);
  const navigate = useNavigate();
  const { key } = useParams({ strict: false });
  const projects = useQuery(projectsQuery).data ?? [];
  const home = key ?? projects[0]?.key;
  const items = useFound(text, key ? [key] : projects.slice(0, PROJECTS).map((project) => project.key));

  const opened = useSearched(text.length > 1, items.length);

  const places = projects
    .filter((project) => fits(`${project.name} ${project.key}`, query))
    .slice(0, 8)
    .map((project): Command => ({
      id: project.id,
      group: "Projects",
      act: () => void navigate({ to: "/p/$key", params: { key: project.key } }),
      content: (
        <>
          <ProjectMark projectKey={project.key} />
          <span className="ell">{project.name}</span>
          <span className={styles.key}>{project.key}</span>
        </>
      ),
    }));
  const found = items.map((item, index): Command => ({ id: item.id, group: "Items", act: () => (opened(index + 1), void navigate(itemAddress(item))), content: <Found item={item} /> }));
  const deeds: [text: string, icon: Icon, act: () => void, keys?: string][] = [
    ["New project", IconPlus, () => createProject.open(true)],
    ["Go to Home", IconHome, () => void navigate({ to: "/" }), "G H"],
    ["Go to Settings", IconSettings, () => void navigate({ to: "/settings" }), "G S"],
    ["Show all shortcuts", IconKeyboard, onSheet, "?"],
  ];
  if (home) {
    deeds.unshift(["Create an item", IconPlus, () => createItem.open({ project: home }), "C"]);
    deeds.push(["Connect my code", IconPlug, () => void navigate({ to: "/p/$key/connect", params: { key: home } })]);
  }
  const actions = deeds
    .filter(([name]) => fits(name, query))
    .map(([name, icon, act, keys]): Command => ({ id: name.replaceAll(" ", "-"), group: "Do", act, content: <Said icon={icon} text={name} keys={keys} /> }));

  return (
    <CommandList
      label="Find or do"
      query={query}
      onQuery={setQuery}
      commands={[...found, ...places, ...actions]}
      onDone={palette.close}
      nothing={query.trim().length < 2 ? "Type two letters or more." : "Nothing found. It looks for titles, projects and actions."}
    />
  );
}

/** Finds and does anything. */
export function Palette({ onSheet }: { onSheet: () => void }) {
  return (
    <Modal.Root opened={palette.useOpened() !== null} onClose={palette.close} lockScroll={false} transitionProps={{ duration: 0 }} size={600} yOffset="10dvh">
      <Modal.Overlay />
      <Modal.Content aria-label="Find or do">
        <Modal.Body className={styles.body ?? ""}>
          <Body onSheet={onSheet} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
