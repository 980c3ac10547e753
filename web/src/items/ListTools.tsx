import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";

import { useShortcuts } from "../ui/shortcuts";
import type { ListSearch } from "./listView";
import styles from "./ListTools.module.css";

export type SetView = (change: { [Name in keyof ListSearch]: ListSearch[Name] | undefined }) => void;

/** The text to filter by; the address follows it after a moment, so that typing never waits. */
export function TextFilter({ value, onChange, placeholder = "Filter" }: { value: string; onChange: (text: string) => void; placeholder?: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  // What was typed and is on its way into the address. Meanwhile more is typed, which must stay.
  const [sent, setSent] = useState<string[]>([]);
  const settle = useDebouncedCallback((typed: string) => {
    if (typed.trim() !== value) setSent((before) => [...before, typed.trim()]);
    onChange(typed);
  }, 150);
  // The address changed by itself (Back, or "Clear the filter"): the field follows.
  const [shownFor, setShownFor] = useState(value);
  if (value !== shownFor) {
    const arrived = sent.lastIndexOf(value);
    setShownFor(value);
    setSent(arrived < 0 ? [] : sent.slice(arrived + 1));
    if (arrived < 0 && value !== text.trim()) setText(value);
  }
  useShortcuts({ "/": () => field.current?.focus() });
  return (
    <TextInput
      ref={field}
      className={styles.text ?? ""}
      size="xs"
      aria-label="Filter by text"
      placeholder={placeholder}
      value={text}
      leftSection={<IconSearch className="i s" aria-hidden />}
      rightSection={text ? undefined : <kbd className="hide">/</kbd>}
      onChange={(event) => {
        setText(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        setText("");
        // What was typed just before must not come after it.
        settle.cancel();
        onChange("");
        event.currentTarget.blur();
      }}
    />
  );
}
