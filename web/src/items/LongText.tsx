import { Button, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import { Later } from "../ui/Feedback";
import { Section } from "../ui/Page";
import { modKey } from "../ui/shortcuts";
import styles from "./Inline.module.css";

const Markdown = lazy(() => import("../ui/Markdown").then((module) => ({ default: module.Markdown })));

/** What was typed and not saved outlives a reload, in this browser only. */
const draftKey = (id: string, field: string): string => `rootnode-draft-${id}-${field}`;
function keepDraft(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is full or blocked: the draft lives only as long as the page.
  }
}
function keptDraft(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

interface Props {
  id: string;
  name: string;
  label: string;
  help: string;
  value: string;
  readOnly: boolean;
  onSave: (text: string | null) => void;
}

/** A long text: read as Markdown, written as Markdown. */
export function LongText({ id, name, label, help, value, readOnly, onSave }: Props) {
  const key = draftKey(id, name);
  const [draft, setDraft] = useState(() => keptDraft(key));
  const write = (text: string | null) => {
    setDraft(text);
    keepDraft(key, text);
  };
  const save = () => {
    if (draft !== null && draft !== value) onSave(draft.trim() ? draft : null);
    write(null);
  };
  const edit = draft === null && !readOnly && (
    <Button variant="subtle" onClick={() => write(value)} aria-label={`${value ? "Edit" : "Write"} ${label.toLowerCase()}`}>
      {value ? "Edit" : "Write"}
    </Button>
  );
  return (
    <Section title={label} end={edit}>
      {draft === null ? (
        value ? (
          <Suspense fallback={<Later>{value}</Later>}>
            <Markdown text={value} />
          </Suspense>
        ) : (
          <p className="m sm">{help || "Nothing written yet."}</p>
        )
      ) : (
        <div>
          <Textarea
            autoFocus
            autosize
            minRows={5}
            maxRows={30}
            className={styles.area ?? ""}
            aria-label={label}
            placeholder="Markdown"
            value={draft}
            onChange={(event) => write(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
              if (event.key === "Escape" && draft === value) write(null);
            }}
          />
          <div className={styles.buttons}>
            <Button onClick={save}>Save</Button>
            <Button variant="subtle" onClick={() => write(null)}>
              Discard
            </Button>
            <span className="m sm hide">
              <kbd>{modKey}</kbd> <kbd>Enter</kbd> saves. Kept in this browser until then.
            </span>
          </div>
        </div>
      )}
    </Section>
  );
}
