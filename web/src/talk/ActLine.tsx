import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconArrowBackUp, IconChartLine, IconCirclePlus, IconKey, IconLink, IconMessage, IconPencil, IconTrash, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import { Fragment, createElement } from "react";

import { peopleQuery } from "../api/people";
import { typesQuery } from "../api/projects";
import type { Act, ActPart, End } from "../api/types";
import { endAddress, keyOf } from "../items/address";
import { personName } from "../items/fields";
import { deedOf, foldedWords } from "./words";
import styles from "./Activity.module.css";

/** An item as a link with its human key; 'restricted' where it may not be seen. */
export function EndLink({ end, bare = false }: { end: End; bare?: boolean }) {
  const place = end.type === "project" && end.project_key ? ({ to: "/p/$key", params: { key: end.project_key } } as const) : endAddress(end);
  if (!place) return <span className="m">{end.restricted ? "an item that is gone" : end.title}</span>;
  const key = end.type === "project" ? null : keyOf(end);
  return (
    <Link {...place} className="link">
      {key && !bare && <span className="mono sm">{key}</span>}{key && !bare && " "}
      <bdi>{end.title}</bdi>
    </Link>
  );
}

/** Several items: the first few by name, the others by number. */
function Ends({ act, shown = 3 }: { act: Act; shown?: number }) {
  const ends = act.parts.map((part) => part.item).filter((end, index, all) => all.findIndex((one) => one.id === end.id) === index);
  const named = ends.slice(0, shown);
  const left = act.items - named.length;
  return (
    <>
      {named.map((end, index) => (
        <Fragment key={end.id ?? index}>
          {index > 0 && (index === named.length - 1 && left === 0 ? " and " : ", ")}
          <EndLink end={end} bare />
        </Fragment>
      ))}
      {left > 0 && ` and ${left} more`}
    </>
  );
}

/** The part that says most of what an act did: a field before a link, a link before an event. */
const main = (act: Act): ActPart | undefined => act.parts.find((part) => part.what === "item") ?? act.parts[0];

export function pictureOf(act: Act): Icon {
  const part = main(act);
  if (act.folded) return IconChartLine;
  if (act.action === "undo") return IconArrowBackUp;
  if (part?.what === "link") return IconLink;
  if (part?.event?.startsWith("comment.")) return IconMessage;
  if (part?.event === "access.changed") return IconKey;
  if (part?.changes.some((change) => change.field === "kind")) return IconCirclePlus;
  if (part?.changes.some((change) => change.field === "trashed" && change.after !== null)) return IconTrash;
  return IconPencil;
}

/** An act as a sentence: who did what to which items, in people's words. */
export function ActWords({ act, anonymous = false }: { act: Act; anonymous?: boolean }) {
  const types = useQuery(typesQuery).data ?? [];
  const people = useQuery(peopleQuery).data ?? [];
  const name = personName(people, act.actor, act.actor_name);
  const part = main(act);
  const type = types.find((one) => one.name === part?.item.type);
  const who = anonymous ? null : <b className="st">{name} </b>;
  if (act.folded) {
    return (
      <>
        {who}
        {foldedWords(act.action, act.items, act.least)}
        <span className="m">: </span>
        <Ends act={act} />
      </>
    );
  }
  if (!part) return <>{who}changed something that is gone</>;
  const { before, after } = deedOf(part, type);
  return (
    <>
      {who}
      {act.action === "undo" && "took back: "}
      {before} {act.items > 1 && part.what === "item" ? <Ends act={act} /> : <EndLink end={part.item} />}
      {after.startsWith(":") ? after : after && ` ${after}`}
    </>
  );
}

export function ActIcon({ act }: { act: Act }) {
  const types = useQuery(typesQuery).data ?? [];
  const phase = types.find((one) => one.name === act.parts[0]?.item.type)?.phase;
  return (
    <span className={clsx(styles.icon, phase)}>
      {createElement(pictureOf(act), { className: "i hue", stroke: 1.75, "aria-hidden": true })}
    </span>
  );
}
