import { Button, Modal, Textarea } from "@mantine/core";
import { IconMapOff, IconPencilQuestion, IconSend } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useAskForAccess } from "../api/inbox";
import { Empty, ErrorNote } from "../ui/Feedback";
import { ShortButton } from "../ui/ShortButton";
import styles from "./AskForAccess.module.css";

type Role = "viewer" | "commenter" | "editor";

function AskForm({ place, role, onDone }: { place: string; role: Role; onDone: () => void }) {
  const [words, setWords] = useState("");
  const ask = useAskForAccess();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({ place, role, words: words.trim() }, { onSuccess: onDone });
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
  const [state, setState] = useState<"quiet" | "asking" | "sent">("quiet");
  const dialog = (
    <Modal opened={state === "asking"} onClose={() => setState("quiet")} title={title}>
      <AskForm place={place} role={role} onDone={() => setState("sent")} />
    </Modal>
  );
  return { sent: state === "sent", open: () => setState("asking"), dialog };
}

/** The answer for a place that is not there, and the same for one that somebody may not see. */
export function NoSuchPlace({ place }: { place: string }) {
  const { sent, open, dialog } = useAsking(place, "viewer", "Request access");
  return (
    <>
      <Empty icon={IconMapOff} title="There is nothing at this address" action={sent ? undefined : <Button onClick={open}>Request access</Button>}>
        {sent ? "Sent, if there is such a place. Its leads decide; you will find the answer in your inbox." : "It was removed, never existed, or is not yours to see."}
      </Empty>
      {dialog}
    </>
  );
}

const TITLES: Record<Role, string> = { viewer: "Request access", commenter: "Ask to comment", editor: "Ask to edit" };

/** For somebody whose role is not enough: asks the leads for another. */
export function AskForRole({ projectKey, role, words }: { projectKey: string; role: "commenter" | "editor"; words?: string }) {
  const { sent, open, dialog } = useAsking(projectKey, role, TITLES[role]);
  return (
    <span className={styles.line}>
      {words && <span className="m sm">{words}</span>}
      {sent ? (
        <span className="m sm row" role="status">
          <IconSend className="i s" aria-hidden /> Asked the leads
        </span>
      ) : words ? (
        <Button onClick={open}>{TITLES[role]}</Button>
      ) : (
        <ShortButton icon={IconPencilQuestion} label={TITLES[role]} onClick={open} />
      )}
      {dialog}
    </span>
  );
}
