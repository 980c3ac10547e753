import { Button, Modal, Textarea } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconMapOff, IconPencilQuestion, IconSend } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { inboxQuery, useAskForAccess } from "../api/inbox";
import { ownName } from "../api/own";
import { Empty, ErrorNote } from "../ui/Feedback";
import { ShortButton } from "../ui/ShortButton";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import styles from "./AskForAccess.module.css";

type Role = "viewer" | "commenter" | "editor";

function AskForm({ place, role, onDone }: { place: string; role: Role; onDone: () => void }) {
  const [words, setWords] = useState("");
  const ask = useAskForAccess();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(ask, { place, role, words: words.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Textarea data-autofocus label="What do you need it for?" description="The leads of the project read it. You may leave it empty." maxLength={500} autosize minRows={2} maxRows={6} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      {ask.error && <ErrorNote error={ask.error} kept="Nothing was sent." />}
      <div className={styles.buttons}>
        <Button type="submit" variant="filled" loading={ask.isPending}>
          Send
        </Button>
      </div>
    </form>
  );
}

/** When they asked, kept in their browser: the server tells nobody whether there is such a place. */
const keptAs = (place: string, role: Role) => ownName(`asked.${role}.${place.toUpperCase()}`);

function useAsking(place: string, role: Role, title: string) {
  const [asked, setAsked] = useState(() => Number(localStorage.getItem(keptAs(place, role))) || null);
  const [open, setOpen] = useState(false);
  const onDone = () => {
    const now = Date.now() * 1000;
    localStorage.setItem(keptAs(place, role), String(now));
    setAsked(now);
    setOpen(false);
  };
  const dialog = (
    <Modal opened={open} onClose={() => setOpen(false)} title={title}>
      <AskForm place={place} role={role} onDone={onDone} />
    </Modal>
  );
  return { asked, open: () => setOpen(true), dialog };
}

/** The answer for a place that is not there, and the same for one that somebody may not see. */
export function NoSuchPlace({ place }: { place: string }) {
  const { asked, open, dialog } = useAsking(place, "viewer", "Request access");
  return (
    <>
      <Empty icon={IconMapOff} title="There is nothing at this address" action={<Button onClick={open}>{asked === null ? "Request access" : "Ask again"}</Button>}>
        {asked === null ? (
          "It was removed, never existed, or is not yours to see."
        ) : (
          <>
            You asked <Time at={asked} />. If there is such a place, its leads decide, and the answer comes to{" "}
            <Link to="/inbox" className="link">
              your inbox
            </Link>
            .
          </>
        )}
      </Empty>
      {dialog}
    </>
  );
}

const TITLES: Record<Role, string> = { viewer: "Request access", commenter: "Ask to comment", editor: "Ask to edit" };

/** What became of a request for a role: nothing yet, or declined. Whoever was given the role asks no more. */
function Asked({ projectKey, at }: { projectKey: string; at: number }) {
  const told = useInfiniteQuery(inboxQuery("all")).data?.pages.flatMap((page) => page.entries);
  const declined = told?.find((entry) => entry.reason === "answered" && entry.item.project_key === projectKey && entry.at > at);
  return (
    <span className="m sm row" role="status">
      <IconSend className="i s" aria-hidden />
      {declined ? `${declined.actor_name} declined${declined.excerpt ? `: “${declined.excerpt}”` : ""}` : <>Asked the leads <Time at={at} /></>}
    </span>
  );
}

/** For somebody whose role is not enough: asks the leads for another. */
export function AskForRole({ projectKey, role, words }: { projectKey: string; role: "commenter" | "editor"; words?: string }) {
  const { asked, open, dialog } = useAsking(projectKey, role, TITLES[role]);
  const title = asked === null ? TITLES[role] : "Ask again";
  return (
    <span className={styles.line}>
      {words && <span className="m sm">{words}</span>}
      {asked !== null && <Asked projectKey={projectKey} at={asked} />}
      {words ? <Button onClick={open}>{title}</Button> : <ShortButton icon={IconPencilQuestion} label={title} onClick={open} />}
      {dialog}
    </span>
  );
}
