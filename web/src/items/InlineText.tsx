import { TextInput, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";

import styles from "./Inline.module.css";

interface Props {
  label: string;
  value: string;
  children: ReactNode;
  onSave: (text: string) => void;
  type?: "text" | "number" | "date" | "url";
  mono?: boolean;
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
export function InlineText({ label, value, children, onSave, type = "text", mono = false }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <UnstyledButton className={styles.value} onClick={() => setDraft(value)}>
        <Named label={label}>{children}</Named>
      </UnstyledButton>
    );
  }
  const save = () => {
    setDraft(null);
    if (draft.trim() !== value) onSave(draft.trim());
  };
  return (
    <TextInput
      autoFocus
      size="xs"
      className={styles.field ?? ""}
      aria-label={label}
      type={type}
      step="any"
      value={draft}
      {...(mono && { styles: { input: { fontFamily: "var(--mono)" } } })}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
