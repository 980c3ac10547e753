import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconMapOff, IconPencilQuestion, IconSend } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { ownRequestsQuery, useAskForAccess } from "../api/inbox";
import type { OwnRequest } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { Empty, ErrorNote } from "../ui/Feedback";
import { ShortButton } from "../ui/ShortButton";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import styles from "./AskForAccess.module.css";

type Role = "viewer" | "commenter" | "editor";

function AskForm({ place, role, onDone }: { place: string; role: Role; onDone: () => void }) {
  const [words, setWords] = useState("");
  const ask = useAskForAccess();
  const remember = useAsked();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = remember();
    tell(ask, { place, role, words: words.trim() }, {
      onError: (error) => !asked.open() && refused("Nobody was asked", error),
      onSuccess: () => asked.open() && onDone(),
    });
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

function useAsking(place: string, role: Role, title: string) {
  const own = useQuery(ownRequestsQuery(place));
  const [open, setOpen] = useState(false);
  const dialog = (
    <Dialog opened={open} onClose={() => setOpen(false)} title={title}>
      <AskForm place={place} role={role} onDone={() => setOpen(false)} />
    </Dialog>
  );
  return { asked: own.data?.find((request) => request.role === role), waiting: own.isPending, open: () => setOpen(true), dialog };
}

/** What was answered, by whom and when; nothing while it waits. */
function Answer({ request }: { request: OwnRequest }) {
  if (request.decided === null) return null;
  const who = request.decided_by || "A lead";
  if (request.granted) return <>{who} made you {request.granted} <Time at={request.decided} />.</>;
  return <>{who} declined <Time at={request.decided} />{request.answer ? `: “${request.answer}”` : "."}</>;
}

/** The answer for a place that is not there, and the same for one that somebody may not see. */
export function NoSuchPlace({ place }: { place: string }) {
  const { asked, waiting, open, dialog } = useAsking(place, "viewer", "Request access");
  return (
    <>
      <Empty icon={IconMapOff} title={asked?.decided ? "You may not see this" : "There is nothing at this address"} action={<Button onClick={open} disabled={waiting}>{asked ? "Ask again" : "Request access"}</Button>}>
        {asked ? (
          <>
            You asked <Time at={asked.asked} />. {asked.decided === null ? "If there is such a place, its leads decide, and the answer shows here." : <Answer request={asked} />}
          </>
        ) : (
          "It was removed, never existed, or is not yours to see."
        )}
      </Empty>
      {dialog}
    </>
  );
}

const TITLES: Record<Role, string> = { viewer: "Request access", commenter: "Ask to comment", editor: "Ask to edit" };

/** What became of a request for a role. Whoever was given it asks no more. */
function Asked({ request }: { request: OwnRequest }) {
  return (
    <span className="m sm row" role="status">
      <IconSend className="i s" aria-hidden />
      <span>{request.decided === null ? <>You asked the leads <Time at={request.asked} /></> : <Answer request={request} />}</span>
    </span>
  );
}

/** For somebody whose role is not enough: asks the leads for another. */
export function AskForRole({ projectKey, role, words }: { projectKey: string; role: "commenter" | "editor"; words?: string }) {
  const { asked, open, dialog } = useAsking(projectKey, role, TITLES[role]);
  const title = asked ? "Ask again" : TITLES[role];
  return (
    <span className={styles.line}>
      {words && <span className="m sm">{words}</span>}
      {asked && <Asked request={asked} />}
      {words ? <Button onClick={open}>{title}</Button> : <ShortButton icon={IconPencilQuestion} label={title} onClick={open} />}
      {dialog}
    </span>
  );
}
