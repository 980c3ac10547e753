import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { IconTable, type Icon } from "@tabler/icons-react";
import { useState } from "react";

import { projectsQuery } from "../api/projects";
import type { End, Found } from "../api/types";
import { foundQuery } from "../api/views";
import { useSearched } from "../first/searched";
import { endAddress, keyOf } from "../items/address";
import { Avatar, ProjectMark } from "../ui/Avatar";
import { type Command, CommandList } from "../ui/CommandList";
import { Dialog } from "../ui/Dialog";
import { modKey } from "../ui/shortcuts";
import { State, TypeIcon } from "../ui/State";
import { viewAddress } from "../views/address";
import { type Deed, useDeeds } from "./deeds";
import { useGoing } from "./going";
import { palette } from "./openPalette";
import { recent, useOpenItem } from "./recent";
import styles from "./Palette.module.css";

/** Words in any order, each found somewhere. */
const fits = (text: string, query: string): boolean => query.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

const Said = ({ icon: Picture, text, keys }: { icon: Icon; text: string; keys?: string | undefined }) => (
  <>
    <Picture className="i m" stroke={1.75} aria-hidden />
    <span className="ell">{text}</span>
    {keys && <kbd className={styles.end}>{keys}</kbd>}
  </>
);

const FoundItem = ({ end }: { end: End }) => (
  <>
    <TypeIcon type={end.type} />
    {keyOf(end) && <span className={styles.key}>{keyOf(end)}</span>}
    <span className="ell" dir="auto">
      {end.title}
    </span>
    <span className={styles.end}>
      {!keyOf(end) && <span className={styles.key}>{end.project_key}</span>}
      <State type={end.type} state={end.state} />
    </span>
  </>
);

const NOTHING: Found = { items: [], projects: [], people: [], views: [] };

/** What was found, as commands: never of another text than the one typed, for Enter opens the first of them. */
function useFound(typed: string, home: string | undefined, open: string | undefined): { commands: Command[]; waiting: boolean } {
  const going = useGoing();
  const [text] = useDebouncedValue(typed, 60);
  const answer = useQuery(foundQuery(text));
  const found = typed && typed === text ? (answer.data ?? NOTHING) : NOTHING;
  const ends = typed ? found.items : recent().filter((end) => end.id !== open);
  const items = ends.flatMap((end): Command[] => {
    const address = endAddress(end);
    return address ? [{ id: end.id ?? "", group: typed ? "Items" : "Recent", content: <FoundItem end={end} />, ...going(address) }] : [];
  });
  const projects = found.projects.map((project): Command => ({
    id: project.id,
    group: "Projects",
    content: (
      <>
        <ProjectMark projectKey={project.key} />
        <span className="ell">{project.name}</span>
        <span className={styles.key}>{project.key}</span>
        {project.state !== "active" && <span className={styles.end}><State type="project" state={project.state} /></span>}
      </>
    ),
    ...going({ to: "/p/$key", params: { key: project.key } }),
  }));
  const views = found.views.map((view): Command => ({ id: view.id, group: "Views", content: <Said icon={IconTable} text={view.name} keys={view.project_key ?? undefined} />, ...going(viewAddress(view)) }));
  const people = home === undefined ? [] : found.people.map((person): Command => ({
    id: person.id,
    group: `People: their issues in ${home}`,
    content: (
      <>
        <Avatar name={person.name} />
        <span className="ell">{person.name}</span>
        <span className="ell m">{person.email}</span>
      </>
    ),
    ...going({ to: "/p/$key/$phase", params: { key: home, phase: "plan" }, search: { type: "issue", where: [["assignee", "in", [person.id]]] } }),
  }));
  return { commands: [...items, ...projects, ...views, ...people], waiting: typed !== text || (answer.isFetching && answer.data === undefined) };
}

function Body() {
  const item = useOpenItem();
  const [query, setQuery] = useState("");
  const typed = query.trim();
  const { key } = useParams({ strict: false });
  const projects = useQuery(projectsQuery).data ?? [];
  const home = key ?? projects[0]?.key;
  const { commands, waiting } = useFound(typed, home, item?.id);
  const opened = useSearched(typed.length > 1 && !waiting, commands.length);
  const found = commands.map((command, index): Command => ({ ...command, act: () => (opened(index + 1), command.act()) }));
  const deeds = useDeeds(item, home)
    .filter((deed) => fits(`${deed.text} ${deed.also ?? ""}`, typed))
    .map((deed: Deed): Command => ({ id: deed.text.replaceAll(" ", "-"), group: deed.group, act: deed.act, href: deed.href, content: <Said icon={deed.icon} text={deed.text} keys={deed.keys} /> }));
  return (
    <CommandList
      label="Find or do"
      query={query}
      onQuery={setQuery}
      commands={[...found, ...deeds]}
      onDone={palette.close}
      nothing={waiting ? "Looking…" : "Nothing found. It looks for keys, beginnings of words, projects, people, views and actions."}
    />
  );
}

/** Finds and does anything. */
export function Palette() {
  if (palette.useOpened() === null) return null;
  return (
    <Dialog onClose={palette.close} label="Find or do" size={600} yOffset="10dvh">
      <Body />
      <footer className={styles.foot}>
        <span><kbd>↑</kbd> <kbd>↓</kbd> choose</span>
        <span><kbd>Enter</kbd> open</span>
        <span className="hide"><kbd>{modKey}</kbd> <kbd>Enter</kbd> in a new tab</span>
      </footer>
    </Dialog>
  );
}
