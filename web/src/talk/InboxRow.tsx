import { ActionIcon, Button, Menu, Popover, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconAlarm, IconAt, IconCheck, IconKey, IconLockOpen, IconLockX, IconStarFilled, IconUserCheck, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import { useDecide } from "../api/inbox";
import type { InboxEntry, ItemType, ProjectRole } from "../api/types";
import { endAddress, keyOf } from "../items/address";
import { Avatar } from "../ui/Avatar";
import { dayAndClock, exact } from "../ui/format";
import { TypeIcon } from "../ui/State";
import { Time } from "../ui/Time";
import { done, refused } from "../ui/toast";
import { laterTimes } from "./snooze";
import { toldOf } from "./words";
import styles from "./Inbox.module.css";

const REASON: Record<InboxEntry["reason"], { icon: Icon; word: string }> = {
  followed: { icon: IconStarFilled, word: "You follow it" },
  access: { icon: IconLockOpen, word: "You were given access" },
  assigned: { icon: IconUserCheck, word: "Assigned to you" },
  mentioned: { icon: IconAt, word: "Mentions you" },
  asked: { icon: IconKey, word: "Waits for your decision" },
  answered: { icon: IconLockX, word: "Answers what you asked for" },
};
const ROLES: [ProjectRole, string][] = [
  ["viewer", "Viewer: read"],
  ["commenter", "Commenter: read and comment"],
  ["editor", "Editor: change items, log runs"],
  ["lead", "Lead: access and settings, too"],
];

/** Grant, with a choice of roles, or decline. */
export function Decide({ projectKey, request, name, role }: { projectKey: string; request: string; name: string; role: ProjectRole }) {
  const decide = useDecide(projectKey);
  const [words, setWords] = useState("");
  const say = (given: ProjectRole | null) =>
    // What was decided leaves the list, perhaps before the answer comes: callbacks of the row would go with it.
    void decide.mutateAsync({ id: request, role: given, ...(given === null && { words }) }).then(
      () => done(given ? `${name} is now ${given} in ${projectKey}` : `Declined. ${name} is told`),
      (error: unknown) => refused("It was not decided", error),
    );
  return (
    <span className={styles.decide}>
      <Menu>
        <Menu.Target>
          <Button loading={decide.isPending}>Grant…</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{name} asks for {role}</Menu.Label>
          {ROLES.map(([one, words]) => (
            <Menu.Item key={one} onClick={() => say(one)} rightSection={one === role && <IconCheck className="i s" aria-label="Asked for" />}>
              {words}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Popover position="bottom-end" trapFocus>
        <Popover.Target>
          <Button variant="subtle">Decline…</Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            className={styles.why}
            onSubmit={(event) => {
              event.preventDefault();
              say(null);
            }}
          >
            <TextInput label={`Why, for ${name}`} description="Optional" maxLength={500} value={words} onChange={(event) => setWords(event.currentTarget.value)} data-autofocus />
            <Button type="submit" loading={decide.isPending}>
              Decline
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}

/** Where an entry leads: a project's own page for a project. */
const placeOf = (entry: InboxEntry) =>
  entry.item.type === "project" && entry.item.project_key ? ({ to: "/p/$key", params: { key: entry.item.project_key } } as const) : endAddress(entry.item);

interface Props {
  entry: InboxEntry;
  types: readonly ItemType[];
  later: boolean;
  onLater: (open: boolean) => void;
  onOpen: () => void;
  onDone: () => void;
  onSnooze: (until: number | null, label: string) => void;
}

export function InboxRow({ entry, types, later, onLater, onOpen, onDone, onSnooze }: Props) {
  const { item } = entry;
  const type = types.find((one) => one.name === item.type);
  const { icon: Why, word } = REASON[entry.reason];
  const place = placeOf(entry);
  const key = item.type === "project" ? null : keyOf(item);
  const inner = (
    <>
      <span className={clsx(styles.dot, (entry.read || entry.snoozed !== null) && styles.read)} title={entry.read ? "Read" : "Unread"}>
        <span className="vh">{entry.read ? "Read" : "Unread"}. </span>
      </span>
      <span className={clsx("hue", styles.type)}>
        <TypeIcon type={item.type} />
      </span>
      <span className={styles.what}>
        <span className={styles.top}>
          {key && <span className={clsx("mono sm m", styles.key)}>{key}</span>}
          <span className={clsx("ell", !entry.read && "st")} dir="auto">
            {entry.reason === "answered" && item.restricted ? "Your request for access" : item.title}
          </span>
          <span className={clsx("phone m sm", styles.when)}>
            <Time at={entry.at} />
          </span>
        </span>
        <span className={styles.told}>
          <Why className="i s" stroke={1.75} role="img" aria-label={word} />
          <span className={entry.reason === "answered" ? undefined : "ell"}>
            {entry.actor_name} {toldOf(entry, type)}
            {entry.excerpt && <span className="m">: {entry.excerpt}</span>}
            {entry.request?.words && <span className="m">: “{entry.request.words}”</span>}
          </span>
          {entry.count > 1 && <span className={styles.more}>{entry.count} new</span>}
        </span>
      </span>
    </>
  );
  return (
    <div className={clsx(styles.row, type?.phase)}>
      {place ? (
        <Link {...place} className={styles.open} data-row onClick={onOpen}>
          {inner}
        </Link>
      ) : (
        <span className={styles.open}>{inner}</span>
      )}
      <span className={styles.acts}>
        <Menu opened={later} onChange={onLater} position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label="Snooze (H)" title="Snooze (H)">
              <IconAlarm className="i" stroke={1.75} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {later &&
              entry.snoozed && <Menu.Item onClick={() => onSnooze(null, "back now")}>Back now</Menu.Item>}
            {later &&
              laterTimes(new Date()).map(({ label, at }) => (
                <Menu.Item key={label} onClick={() => onSnooze(at, label)}>
                  {label}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
        <ActionIcon aria-label="Done (X)" title="Done (X)" onClick={onDone}>
          <IconCheck className="i" stroke={1.75} aria-hidden />
        </ActionIcon>
      </span>
      {entry.request && item.project_key && <Decide projectKey={item.project_key} request={entry.request.id} name={entry.request.name} role={entry.request.role} />}
      <span className={styles.end}>
        {entry.snoozed ? <span title={exact(entry.snoozed)}>until {dayAndClock(entry.snoozed)}</span> : <Time at={entry.at} />}
        <Avatar name={entry.actor_name} alone />
      </span>
    </div>
  );
}
