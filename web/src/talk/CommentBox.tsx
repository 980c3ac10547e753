import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { peopleQuery } from "../api/people";
import type { Person } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { GrowingText } from "../ui/GrowingText";
import { modKey } from "../ui/shortcuts";
import { keptDraft, useDraft } from "./draft";
import { type Typing, decoded, encoded, suggested, typingAt, written } from "./mentions";
import styles from "./Discussion.module.css";

interface Props {
  /** Under which the draft is kept. */
  draft: string;
  label: string;
  placeholder: string;
  send: string;
  /** Resolves once the server has it; what was typed comes back when it refuses. */
  onSend: (text: string) => Promise<unknown>;
  onClose?: () => void;
  start?: string;
  focus?: boolean;
  /** The one filled button of the page. */
  filled?: boolean;
}

const NONE: readonly Person[] = [];

/** A field for Markdown with mentions. Ctrl or Cmd with Enter sends; a draft survives a reload. */
export function CommentBox({ draft, label, placeholder, send, onSend, onClose, start = "", focus = false, filled = false }: Props) {
  const people = useQuery(peopleQuery).data ?? NONE;
  const [text, setText] = useDraft(draft, decoded(start, people));
  const [typing, setTyping] = useState<Typing | null>(null);
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const found = typing ? suggested(people, typing.query) : [];
  const open = found.length > 0;
  const active = Math.min(chosen, found.length - 1);

  const look = () => {
    const at = field.current;
    setTyping(at && at.selectionStart === at.selectionEnd ? typingAt(at.value, at.selectionStart) : null);
    setChosen(0);
  };
  const pick = (person: Pick<Person, "id" | "name" | "suspended">) => {
    const at = field.current;
    if (!typing || !at) return;
    const name = `${written(people, person)} `;
    const caret = typing.start + name.length;
    const words = at.value.slice(0, typing.start) + name + at.value.slice(at.selectionEnd);
    // At once: the next key may come before the next frame, and must find the caret behind the name.
    flushSync(() => {
      setText(words);
      setTyping(null);
    });
    at.focus();
    at.setSelectionRange(caret, caret);
  };
  /** What was refused comes back, before what was typed meanwhile. */
  const giveBack = (words: string) => {
    const since = (field.current?.value ?? keptDraft(draft)).trim();
    setText(since ? `${words}\n\n${since}` : words);
  };
  const submit = () => {
    const words = text.trim();
    if (!words) return;
    setText("");
    onSend(encoded(words, people)).then(onClose, () => giveBack(words));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const person = open ? found[active] : undefined;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
    else if (person && (event.key === "ArrowDown" || event.key === "ArrowUp")) setChosen((active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    else if (person && (event.key === "Enter" || event.key === "Tab")) pick(person);
    else if (open && event.key === "Escape") setTyping(null);
    else if (event.key === "Escape" && onClose) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.box}>
      <GrowingText
        ref={field}
        minRows={text.includes("\n") ? 3 : 1}
        maxRows={20}
        autoFocus={focus}
        aria-label={label}
        placeholder={placeholder}
        maxLength={20_000}
        className={styles.field ?? ""}
        value={text}
        aria-autocomplete="list"
        {...(open && { "aria-controls": list, "aria-activedescendant": `${list}-${active}` })}
        onChange={(event) => {
          setText(event.currentTarget.value);
          look();
        }}
        onSelect={look}
        onBlur={() => setTyping(null)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <div id={list} role="listbox" aria-label="People" className={styles.people}>
          {found.map((person, index) => (
            <div
              key={person.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              className={clsx(styles.person)}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => index !== active && setChosen(index)}
              onClick={() => pick(person)}
            >
              <Avatar name={person.name} />
              <span className="ell">{person.name}</span>
            </div>
          ))}
        </div>
      )}
      <div className={styles.buttons}>
        <Hint />
        {onClose && (
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
        )}
        <Button variant={filled && text.trim() ? "filled" : "default"} disabled={!text.trim()} onClick={submit}>
          {send}
        </Button>
      </div>
    </div>
  );
}

const Hint = (): ReactNode => (
  <span className="m sm grow hide">
    Markdown, <kbd>@</kbd> to mention, <kbd>{modKey}</kbd> <kbd>Enter</kbd> sends
  </span>
);
