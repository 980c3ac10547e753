import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { GrowingText } from "../ui/GrowingText";
import { LazyMarkdown } from "../ui/LazyMarkdown";
import { Section } from "../ui/Page";
import { modKey } from "../ui/shortcuts";
import { toggleTask } from "../ui/tasks";
import { useDraft } from "./drafts";
import styles from "./Inline.module.css";

interface Props {
  id: string;
  name: string;
  label: string;
  help: string;
  value: string;
  readOnly: boolean;
  /** `began` is the text that the editing started from. */
  onSave: (text: string | null, began?: string) => void;
}

function Read({ value, help, onToggle }: { value: string; help: string; onToggle: ((index: number) => void) | undefined }) {
  if (!value) return <p className="m sm">{help || "Nothing written yet."}</p>;
  return <LazyMarkdown text={value} onToggle={onToggle} />;
}

type Editing = ReturnType<typeof useDraft>;

function Write({ label, help, value, editing, onSave }: Pick<Props, "label" | "help" | "value" | "onSave"> & { editing: Editing }) {
  const { draft, found, write, send, drop } = editing;
  const [shown, setShown] = useState("write");
  if (draft === null) return null;
  const { text, began } = draft;
  const save = () => {
    if (text === began && began === value) return drop();
    send();
    onSave(text.trim() ? text : null, began);
  };
  return (
    <div>
      {found && (
        <p className="m sm" role="status">
          This was begun earlier, and is not saved yet.
          {began !== value && " The text has been changed by somebody since."}
        </p>
      )}
      {shown === "write" ? (
        <GrowingText
          autoFocus={!found}
          minRows={5}
          maxRows={30}
          className={styles.area ?? ""}
          aria-label={label}
          placeholder="Markdown"
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
            if (event.key === "Escape" && text === began) drop();
          }}
        />
      ) : (
        <div className={styles.preview}>
          <Read value={text} help={help} onToggle={undefined} />
        </div>
      )}
      <div className={styles.buttons}>
        <Button onClick={save}>Save</Button>
        <Button variant="subtle" onClick={drop}>
          Discard
        </Button>
        <span className="m sm hide">
          <kbd>{modKey}</kbd> <kbd>Enter</kbd> saves. Kept in this browser until then.
        </span>
        <span className="grow" />
        <SegmentedControl
          aria-label="Write or preview"
          size="xs"
          withItemsBorders={false}
          value={shown}
          onChange={setShown}
          data={[
            { value: "write", label: "Write" },
            { value: "preview", label: "Preview" },
          ]}
        />
      </div>
    </div>
  );
}

/** A long text: read as Markdown, written as Markdown; its boxes are ticked where they stand. */
export function LongText({ id, name, label, help, value, readOnly, onSave }: Props) {
  const editing = useDraft(id, name);
  const { draft, open } = editing;
  const tick = (index: number) => {
    const text = toggleTask(value, index);
    if (text !== null) onSave(text, value);
  };
  const edit = draft === null && !readOnly && (
    <Button variant="subtle" onClick={() => open(value)} aria-label={`${value ? "Edit" : "Write"} ${label.toLowerCase()}`}>
      {value ? "Edit" : "Write"}
    </Button>
  );
  return (
    <Section title={label} end={edit}>
      {draft === null || readOnly ? (
        <Read value={value} help={help} onToggle={readOnly ? undefined : tick} />
      ) : (
        <Write label={label} help={help} value={value} editing={editing} onSave={onSave} />
      )}
    </Section>
  );
}
