import { Popover, TextInput, UnstyledButton } from "@mantine/core";
import { IconCheck, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactElement, cloneElement, useRef, useState } from "react";

import styles from "./KeyPicker.module.css";

export interface Choice {
  value: string;
  label: string;
  group: string;
}

interface Props {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChoose: (value: string) => void;
  /** It stays open for the next choice. */
  several?: boolean;
  /** The button that opens it. */
  children: ReactElement<{ onClick?: () => void }>;
}

const MOST = 200;

/** What to choose among hundreds of names: by typing a part of them, arrows and Enter, or the mouse. */
export function KeyPicker({ label, choices, chosen, onChoose, several = false, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>{cloneElement(children, { onClick: () => setOpen(!open) })}</Popover.Target>
      <Popover.Dropdown aria-label={label} className={styles.dropdown ?? ""}>
        <Choices
          label={label}
          choices={choices}
          chosen={chosen}
          onChoose={(value) => {
            onChoose(value);
            if (!several) setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The field and the list below it. */
export function Choices({ label, choices, chosen, onChoose }: Omit<Props, "several" | "children">) {
  const [text, setText] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter((one) => words.every((word) => one.label.toLowerCase().includes(word)));
  const shown = found.slice(0, MOST);
  const step = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, now + by)]?.focus();
  };
  return (
    <div onKeyDown={step}>
      <TextInput
        data-autofocus
        size="xs"
        aria-label={`${label}: find`}
        placeholder="Find"
        value={text}
        leftSection={<IconSearch className="i s" aria-hidden />}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && shown[0] && onChoose(shown[0].value)}
      />
      <div ref={list} className={styles.list}>
        {shown.map((one, index) => (
          <div key={one.value}>
            {one.group && one.group !== shown[index - 1]?.group && <div className={styles.group}>{one.group}</div>}
            <UnstyledButton className={styles.choice} aria-pressed={chosen.includes(one.value)} onClick={() => onChoose(one.value)}>
              <span className="ell">{one.label}</span>
              {chosen.includes(one.value) && <IconCheck className="i s" aria-hidden />}
            </UnstyledButton>
          </div>
        ))}
        {shown.length === 0 && <p className="m sm">Nothing has a name like this.</p>}
        {found.length > MOST && <p className="m sm">{found.length - MOST} more: type a part of the name.</p>}
      </div>
    </div>
  );
}
