import { TextInput, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { useShortcuts } from "../ui/shortcuts";
import { useDraft } from "./drafts";
import styles from "./Inline.module.css";

interface Props {
  /** The item and the field, by which a draft is found again after a reload. */
  id: string;
  name: string;
  label: string;
  value: string;
  children: ReactNode;
  onSave: (text: string, began: string) => void;
  type?: "text" | "number" | "date" | "url";
  shortcut?: string | undefined;
}

/** A value that is a button: those who hear the page are told what it is the value of, and that it can be changed. */
export function Named({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <span className="vh">{label}: </span>
      {children}
      <span className="vh">, edit</span>
    </>
  );
}

/** A value that a click turns into a field. Enter or leaving it saves, Escape does not. */
export function InlineText({ id, name, label, value, children, onSave, type = "text", shortcut }: Props) {
  const { draft, found, open, write, send, drop } = useDraft(id, name);
  const [bad, setBad] = useState(false);
  useShortcuts(shortcut ? { [shortcut]: () => open(value) } : {});
  if (draft === null) {
    return (
      <UnstyledButton className={styles.value} onClick={() => open(value)}>
        <Named label={label}>{children}</Named>
      </UnstyledButton>
    );
  }
  const save = () => {
    if (bad) return;
    if (draft.text.trim() === draft.began) return drop();
    send();
    onSave(draft.text.trim(), draft.began);
  };
  return (
    <TextInput
      autoFocus={!found}
      size="xs"
      className={styles.field ?? ""}
      aria-label={label}
      type={type}
      step="any"
      {...(type === "number" && { inputMode: "decimal" })}
      value={draft.text}
      error={bad ? "Not a number" : undefined}
      title={found ? "Begun earlier and not saved yet. Enter saves, Escape discards." : undefined}
      onChange={(event) => {
        // What a number field cannot read it gives as empty: that must not clear the value.
        setBad(event.currentTarget.validity.badInput);
        write(event.currentTarget.value);
      }}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        if (event.key === "Escape") {
          setBad(false);
          drop();
        }
      }}
    />
  );
}
