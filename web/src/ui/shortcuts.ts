import { useEffect, useRef, useState } from "react";

/**
 * Keyboard shortcuts. A name is one key ("c", "?", "/", "Escape"), a key with "mod" (Ctrl, or Cmd on a Mac: "mod+k"),
 * a letter with "shift" ("shift+x"), or two keys one after the other ("g h"). The innermost view that knows a name gets it,
 * the latest of several side by side. Where it says what it does, the sheet of shortcuts lists it for as long as it holds.
 */
export type Shortcuts = Record<string, Act | Described>;
export interface Described {
  act: Act;
  what: string;
  group?: string;
}
/** What a shortcut does: soon after the key, or `now`, so that the very next key finds it done. */
export type Act = (() => void) & { now?: true };

const SECOND_KEY_MS = 1_000;
/** The only one that also works while somebody types or a dialog is open. */
const ALWAYS = "mod+k";
interface Layer {
  readonly shortcuts: { current: Shortcuts };
  readonly place: number;
}
/** Outer views first. */
const layers: Layer[] = [];
let rendered = 0;
/** By first render, which goes from the page inwards; effects go from the inside out when all is mounted at once. */
const nextPlace = (): number => (rendered += 1);
let first: { key: string; at: number } | null = null;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.getAttribute("type") ?? "")));

/** Whether something lay over the page as the key went down: what hears the key first, such as a menu its Escape, is gone by the time it gets here. */
let covered = false;
const look = (): void => {
  covered = dialogIsOpen();
};
const dialogIsOpen = (): boolean => document.querySelector("[role=dialog], [role=menu], [role=listbox]:not([data-hidden])") !== null;

function find(name: string): Act | undefined {
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const found = layers[index]?.shortcuts.current[name];
    if (found) return typeof found === "function" ? found : found.act;
  }
  return undefined;
}

/** What a key event asks for, given the key before it. Exported for its test. */
export function named(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey"> & { shiftKey?: boolean }, before: string | null): string[] {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) return [];
  const shifted = event.shiftKey === true && /^[a-z]$/.test(key);
  if (event.ctrlKey || event.metaKey) return [`mod+${shifted ? "shift+" : ""}${key}`];
  if (shifted) return [`shift+${key}`, key];
  return before === null ? [key] : [`${before} ${key}`, key];
}

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || (event.repeat && !/^[jk]$/i.test(event.key))) return;
  const before = first !== null && event.timeStamp - first.at < SECOND_KEY_MS ? first.key : null;
  const names = named(event, before);
  const quiet = isTyping(event.target) || covered || dialogIsOpen();
  first = quiet || names.length === 0 ? null : { key: event.key.toLowerCase(), at: event.timeStamp };
  for (const name of names) {
    if (quiet && name !== ALWAYS) continue;
    const act = find(name);
    if (!act) continue;
    event.preventDefault();
    first = null;
    // After the event: a menu opened during it would take the rest of it for a reason to close.
    if (act.now) act();
    else setTimeout(act);
    return;
  }
}

/** Shortcuts for as long as the calling view is shown. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  const [place] = useState(nextPlace);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (layers.length === 0) {
      document.addEventListener("keydown", look, { capture: true });
      document.addEventListener("keydown", listen);
    }
    const layer: Layer = { shortcuts: latest, place };
    layers.push(layer);
    layers.sort((a, b) => a.place - b.place);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length > 0) return;
      document.removeEventListener("keydown", look, { capture: true });
      document.removeEventListener("keydown", listen);
    };
  }, [place]);
}

/** Words for the shortcuts that many views have. */
const USUAL: Record<string, [what: string, group: string]> = {
  c: ["Create", "Everywhere"],
  "/": ["Filter by text", "In a list"],
  j: ["Next row", "In a list"],
  k: ["Row before", "In a list"],
  e: ["Edit", "On an item"],
  s: ["Change the state", "On an item"],
};

export interface Listed {
  name: string;
  what: string;
  group: string;
}

/** Every shortcut that holds on this page now, each once: the one that would act. */
export function shortcutsHere(): Listed[] {
  const found = new Map<string, Listed>();
  for (const layer of layers) {
    for (const [name, one] of Object.entries(layer.shortcuts.current)) {
      const [what, group] = typeof one === "function" ? (USUAL[name] ?? []) : [one.what, one.group];
      if (what) found.set(name, { name, what, group: group ?? "On this page" });
    }
  }
  return [...found.values()];
}

/** Marks an act as one to do at once. */
export const atOnce = (act: () => void): Act => Object.assign(act, { now: true as const });

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const modKey = isMac ? "⌘" : "Ctrl";
