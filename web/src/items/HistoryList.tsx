import { Button } from "@mantine/core";
import { Fragment } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconArrowBackUp, IconArrowMoveRight, IconCirclePlus, IconFolderSymlink, IconLink, IconPencil, IconPointFilled, IconTrash, type Icon } from "@tabler/icons-react";

import { historyQuery, useUndo } from "../api/items";
import { peopleQuery } from "../api/people";
import { projectsQuery } from "../api/projects";
import type { Difference, Entry, FieldChange, ItemType, Person } from "../api/types";
import { eventAlone, isTold } from "../ui/events";
import { Loaded, NextPage } from "../ui/Feedback";
import { Moment } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { fieldLabel, linkWords, stateLabel } from "../ui/vocabulary";
import { FieldText, personName } from "./fields";
import styles from "./HistoryList.module.css";

/** The words of a text that came and went, with a little of what stayed round them. */
export function excerpt(pieces: readonly Difference[], around = 24): Difference[] {
  return pieces.map((piece, index) => {
    if (piece.op !== "same" || piece.text.length <= 2 * around) return piece;
    const head = index === 0 ? "" : piece.text.slice(0, around);
    const tail = index === pieces.length - 1 ? "" : piece.text.slice(-around);
    return { op: "same", text: head && tail ? `${head} … ${tail}` : head ? `${head} …` : `… ${tail}` };
  });
}

function Diff({ pieces }: { pieces: readonly Difference[] }) {
  return (
    <span className={styles.diff} dir="auto">
      {excerpt(pieces).map((piece, index) => {
        if (piece.op === "added") return <ins key={index}>{piece.text}</ins>;
        if (piece.op === "removed") return <del key={index}>{piece.text}</del>;
        return <span key={index}>{piece.text}</span>;
      })}
    </span>
  );
}

interface Known {
  type: ItemType | undefined;
  people: readonly Person[];
}

/** A handful of named values in one line. */
const flat = (value: object): string =>
  Object.entries(value)
    .map(([name, inner]) => `${name} ${typeof inner === "object" ? JSON.stringify(inner) : String(inner)}`)
    .join(", ") || "nothing";

/** By its key; one that may not be seen has none. */
function ProjectKey({ id }: { id: string }) {
  const project = useQuery(projectsQuery).data?.find((one) => one.id === id);
  return project ? <span className="mono">{project.key}</span> : <span className="m">a project you may not see</span>;
}

function Value({ change, value, type, people }: { change: FieldChange; value: FieldChange["after"] } & Known) {
  if (value === null || value === undefined || value === "") return <span className="m">nothing</span>;
  if (change.field === "parent") return <>another item</>;
  if (change.field === "project") return <ProjectKey id={String(value)} />;
  if (change.field === "state") return <>{stateLabel(type, String(value))}</>;
  const field = type?.fields.find((one) => one.name === change.field);
  if (typeof value === "object" && !Array.isArray(value)) return <span className="ell">{flat(value)}</span>;
  if (field) return <FieldText field={field} value={value} people={people} />;
  return <span className="ell">{String(value)}</span>;
}

function ChangeLine({ change, ...known }: { change: FieldChange } & Known) {
  const label = fieldLabel(known.type, change.field);
  if (change.field !== "state" && change.difference.some((piece) => piece.op === "same")) {
    return (
      <div className={styles.change}>
        {label}: <Diff pieces={change.difference} />
      </div>
    );
  }
  return (
    <div className={styles.change}>
      <span>{label}</span>
      {change.before !== null && change.before !== undefined && (
        <>
          <Value change={change} value={change.before} {...known} />
          <span aria-label="to">→</span>
        </>
      )}
      <Value change={change} value={change.after} {...known} />
    </div>
  );
}

/** What an act did to tags: name, before, after. */
function tagsIn({ what, event, payload }: Entry): [string, string | null, string | null][] {
  const set = what === "event" && event === "tags.edited" ? (payload.set as Record<string, [string | null, string | null]> | undefined) : undefined;
  return Object.entries(set ?? {}).map(([name, [before, after]]) => [name, before, after]);
}

function TagLine({ name, before, after }: { name: string; before: string | null; after: string | null }) {
  return (
    <div className={styles.change}>
      <span className="mono">{name}</span>
      {before !== null && (after === null ? <del>{before}</del> : <span className="ell">{before}</span>)}
      {before !== null && after !== null && <span aria-label="to">→</span>}
      {after !== null && <span className="ell">{after}</span>}
    </div>
  );
}

/** What an entry tells, in a word, with its picture. */
export function headline(entry: Entry): { icon: Icon; text: string; changes: readonly FieldChange[] } {
  const changes = entry.changes.filter((change) => isTold(change.field));
  if (entry.what === "link") {
    const made = entry.event !== "unlinked";
    const words = entry.link ? linkWords(entry.link.type, entry.link.direction).toLowerCase() : "";
    const end = entry.link?.end;
    const other = end?.restricted ? "a restricted item" : (end?.title ?? "an item");
    return { icon: IconLink, text: `${made ? "linked" : "unlinked"}: ${words} ${other}`, changes: [] };
  }
  if (entry.what === "event") return { icon: IconPointFilled, text: eventAlone(entry.event ?? "event"), changes: [] };
  const trashed = entry.changes.find((change) => change.field === "trashed");
  if (trashed) return trashed.after === null ? { icon: IconArrowBackUp, text: "restored it", changes: [] } : { icon: IconTrash, text: "put it into the trash", changes: [] };
  if (entry.changes.some((change) => change.field === "kind")) return { icon: IconCirclePlus, text: "created it", changes: [] };
  if (changes.some((change) => change.field === "project")) return { icon: IconFolderSymlink, text: "moved it to another project", changes };
  if (changes.length === 1 && changes[0]?.field === "parent") return { icon: IconArrowMoveRight, text: changes[0].after === null ? "moved it to the top of the project" : "moved it beneath another item", changes: [] };
  return { icon: IconPencil, text: "changed", changes };
}

export interface Told {
  entry: Entry;
  /** So many entries in a row that tell the same. */
  times: number;
}

/** Events that say the same one after the other, told once: a run logs a hundred times. */
export function condensed(entries: readonly Entry[]): Told[] {
  const told: Told[] = [];
  for (const entry of entries) {
    const last = told[told.length - 1];
    const same = last?.entry.what === "event" && entry.what === "event" && tagsIn(entry).length === 0 && last.entry.event === entry.event && last.entry.actor === entry.actor;
    if (same) last.times += 1;
    else told.push({ entry, times: 1 });
  }
  return told;
}

/** One act: what somebody did at one time, in as many entries as it took. */
export interface Act {
  told: Told[];
  operation: string;
}

/** The second entry of a move: under which number it came. The first says all that people want to know. */
const isArrival = ({ changes }: Entry): boolean => changes.some((change) => change.field === "number") && !changes.some((change) => change.field === "kind");

/** Entries of the same act stand together, so that it is told, and undone, as one. */
export function acts(entries: readonly Entry[]): Act[] {
  const found: Act[] = [];
  for (const told of condensed(entries.filter((entry) => !isArrival(entry)))) {
    const last = found[found.length - 1];
    if (last?.operation === told.entry.operation) last.told.push(told);
    else found.push({ told: [told], operation: told.entry.operation });
  }
  return found;
}

function Line({ entry, times, ...known }: Told & Known) {
  const { text, changes } = headline(entry);
  const state = changes.length === 1 && changes[0]?.field === "state" ? changes[0] : null;
  if (state) {
    return (
      <>
        set it to <Value change={state} value={state.after} {...known} />
      </>
    );
  }
  return (
    <>
      {text}
      {times > 1 && <span className="m"> {times} times</span>}
      {tagsIn(entry).map(([name, before, after]) => (
        <TagLine key={name} {...{ name, before, after }} />
      ))}
      {changes.map((change) => (
        <ChangeLine key={change.field} change={change} {...known} />
      ))}
    </>
  );
}

function ActRow({ act, undo, ...known }: { act: Act; undo: (() => void) | undefined } & Known) {
  const first = act.told[0];
  if (!first) return null;
  const { entry } = first;
  const { icon: Picture, text } = headline(entry);
  return (
    <li className={styles.entry}>
      <span className={styles.when}>
        <Moment at={entry.at} />
      </span>
      <Picture className="i s" stroke={1.75} aria-hidden />
      <div className={styles.told}>
        <b>{entry.actor_name || personName(known.people, entry.actor)}</b>{" "}
        {act.told.map((told, index) => (
          <Fragment key={told.entry.number}>
            {index > 0 && <br />}
            <Line {...told} {...known} />
          </Fragment>
        ))}
        {undo && (
          <Button variant="subtle" className={styles.undo ?? ""} onClick={undo} aria-label={`Undo: ${text}`}>
            Undo
          </Button>
        )}
      </div>
    </li>
  );
}

/** Who did what and when; each act can be undone. */
export function HistoryList({ id, type, readOnly }: { id: string; type: ItemType | undefined; readOnly: boolean }) {
  const history = useInfiniteQuery(historyQuery(id));
  const people = useQuery(peopleQuery).data ?? [];
  const undo = useUndo();
  const takeBack = (operation: string) =>
    tell(undo, operation, { onSuccess: () => done("Undone"), onError: (error) => refused("It could not be undone", error) });
  return (
    <Loaded query={history} rows={3}>
      {(data) => (
        <ul>
          {acts(data.pages.flatMap((page) => page.entries)).map((act) => {
            const can = !readOnly && act.told.some(({ entry }) => entry.undoable);
            return <ActRow key={act.told[0]?.entry.number} act={act} type={type} people={people} undo={can ? () => takeBack(act.operation) : undefined} />;
          })}
          {history.hasNextPage && (
            <li>
              <NextPage of={history}>Older</NextPage>
            </li>
          )}
        </ul>
      )}
    </Loaded>
  );
}
