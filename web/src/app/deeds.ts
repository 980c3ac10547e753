import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { IconArrowBackUp, IconCircleDot, IconFlag, IconFolderSymlink, IconKeyboard, IconLink, IconLogout, IconMoon, IconPin, IconPlug, IconPlus, IconSettings, IconSun, IconTag, IconUser, type Icon } from "@tabler/icons-react";

import { projectsQuery, typesQuery } from "../api/projects";
import type { Item } from "../api/types";
import { pinsQuery, usePin } from "../api/views";
import { createItem, mayAdd } from "../items/createItem";
import { keyOf } from "../items/address";
import { movable, moveToProject } from "../items/moveToProject";
import { createProject } from "../projects/createProject";
import { copyText } from "../ui/copyText";
import { PHASE, PHASES } from "../ui/phases";
import { modKey } from "../ui/shortcuts";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { typeIcon } from "../ui/vocabulary";
import { useTheme } from "../ui/useTheme";
import { pickOf } from "../views/pick";
import { openPick } from "../views/useListKeys";
import { useGoing } from "./going";
import { openShortcuts } from "./openShortcuts";
import { useLeave, usePlaces } from "./places";
import { useUndoLast } from "./undo";

/** Something that the palette does. */
export interface Deed {
  text: string;
  group: string;
  icon: Icon;
  act: () => void;
  keys?: string | undefined;
  href?: string | undefined;
  /** Other words for it. */
  also?: string;
}

/** What can be done with the item whose page is open. */
function useItemDeeds(item: Item | undefined): Deed[] {
  const types = useQuery(typesQuery).data ?? [];
  const role = useQuery(projectsQuery).data?.find((project) => project.id === item?.project)?.role;
  const pinned = useQuery(pinsQuery).data?.some((pin) => pin.id === item?.id) ?? false;
  const pin = usePin();
  if (!item) return [];
  const group = keyOf(item) ?? item.title;
  const context = { types: new Map(types.map((type) => [type.name, type])), mayEdit: () => role === "editor" || role === "lead" };
  const type = context.types.get(item.type);
  const change = (key: "s" | "a" | "p" | "l") => () => openPick([item], key, context);
  const person = pickOf("a", item, type);
  const copy = () => void copyText(location.href).then((copied) => done(copied ? "The link is copied." : "Copy the address from the bar above: the browser does not let pages do it."));
  const deeds: Deed[] = [
    { text: "Copy the link", group, icon: IconLink, act: copy, also: "address url" },
    { text: pinned ? "Take out of the sidebar" : "Pin to the sidebar", group, icon: IconPin, also: "unpin", act: () => tell(pin, { id: item.id, on: !pinned }, { onError: (error) => refused("Not pinned", error) }) },
  ];
  if (!context.mayEdit()) return deeds;
  return [
    ...(pickOf("s", item, type) ? [{ text: "Change the state", group, icon: IconCircleDot, act: change("s"), keys: "S", also: "status" }] : []),
    ...(person && person !== "state" ? [{ text: `Change the ${person.label.toLowerCase()}`, group, icon: IconUser, act: change("a"), keys: "A", also: "assign person" }] : []),
    ...(pickOf("p", item, type) ? [{ text: "Change the priority", group, icon: IconFlag, act: change("p"), keys: "P" }] : []),
    ...(pickOf("l", item, type) ? [{ text: "Change the labels", group, icon: IconTag, act: change("l"), keys: "L", also: "tags" }] : []),
    ...(movable(item, type) ? [{ text: "Move to another project", group, icon: IconFolderSymlink, act: () => moveToProject.open({ items: [item] }), also: "transfer" }] : []),
    ...deeds,
  ];
}

/** Everything that the palette can do here, what is nearest first. */
export function useDeeds(item: Item | undefined, home: string | undefined): Deed[] {
  const go = useGoing();
  const places = usePlaces();
  const types = useQuery(typesQuery).data ?? [];
  const own = useItemDeeds(item);
  const leave = useLeave();
  const { undo } = useUndoLast();
  const { setColorScheme } = useTheme();
  const next = useComputedColorScheme("light") === "dark" ? "light" : "dark";
  const { key } = useParams({ strict: false });
  const projects = useQuery(projectsQuery).data ?? [];
  const adds = projects.some((project) => mayAdd(project.role) && (key === undefined || project.key === key.toUpperCase()));
  const make = adds ? types.filter((type) => type.creatable).map((type): Deed => ({ text: `Create ${/^[aeiou]/i.test(type.label) ? "an" : "a"} ${type.label.toLowerCase()}`, group: key ? `Create in ${key}` : "Create", icon: typeIcon(type.name), act: () => createItem.open({ ...(key && { project: key }), type: type.name }), also: "new add" })) : [];
  const phases = home ? PHASES.map((phase): Deed => ({ text: `Go to ${PHASE[phase].label} of ${home}`, group: "Go", icon: PHASE[phase].icon, ...go({ to: "/p/$key/$phase", params: { key: home, phase } }) })) : [];
  return [
    ...own,
    { text: "Undo what I did last", group: "Do", icon: IconArrowBackUp, act: undo, keys: `${modKey} Z` },
    ...make,
    { text: "New project", group: "Do", icon: IconPlus, act: () => createProject.open(true), also: "create" },
    ...places.map((place): Deed => ({ text: `Go to ${place.label}`, group: "Go", icon: place.icon, keys: `G ${place.letter.toUpperCase()}`, ...go({ to: place.to }) })),
    ...phases,
    { text: "Go to Settings", group: "Go", icon: IconSettings, keys: "G S", ...go({ to: "/settings" }) },
    ...(home ? [{ text: "Connect my code", group: "Go", icon: IconPlug, ...go({ to: "/p/$key/connect", params: { key: home } }) }] : []),
    { text: `Switch to ${next}`, group: "Do", icon: next === "dark" ? IconMoon : IconSun, act: () => setColorScheme(next), also: "theme dark light" },
    { text: "Show all shortcuts", group: "Do", icon: IconKeyboard, act: openShortcuts, keys: "?", also: "keyboard help" },
    { text: "Sign out", group: "Do", icon: IconLogout, act: leave, also: "log out leave" },
  ];
}
