import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";

import styles from "./JsonTree.module.css";

const MOST = 200;

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

function Leaf({ value }: { value: unknown }) {
  const kind = value === null ? "null" : typeof value;
  return <span data-json={kind}>{kind === "string" ? JSON.stringify(value) : String(value)}</span>;
}

function Branch({ name, value, open: atFirst }: { name: string | null; value: unknown; open: number }) {
  const [open, setOpen] = useState(atFirst > 0);
  const [all, setAll] = useState(false);
  const label = name !== null && <span className={styles.key}>{name}: </span>;
  if (!isBranch(value)) {
    return (
      <li className={styles.leaf}>
        {label}
        <Leaf value={value} />
      </li>
    );
  }
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const size = `${list ? "[" : "{"}${entries.length}${list ? "]" : "}"}`;
  return (
    <li>
      <UnstyledButton className={styles.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron className="i s m" aria-hidden />
        {label}
        <span className="m">{size}</span>
      </UnstyledButton>
      {open && (
        <ul className={styles.list}>
          {(all ? entries : entries.slice(0, MOST)).map(([key, one]) => (
            <Branch key={key} name={list ? null : key} value={one} open={atFirst - 1} />
          ))}
          {!all && entries.length > MOST && (
            <li>
              <UnstyledButton className={styles.branch} onClick={() => setAll(true)}>
                {entries.length - MOST} more
              </UnstyledButton>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

/** Nested values as a tree that can be folded; so many of its levels are open at first. */
export function JsonTree({ value, open = 1 }: { value: unknown; open?: number | undefined }) {
  return (
    <ul className={styles.tree} aria-label="Content">
      <Branch name={null} value={value} open={open} />
    </ul>
  );
}

function branchIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return isBranch(value) ? value : null;
  } catch {
    return null;
  }
}

/** A text that a program wrote: as a tree where it is JSON, else as the text it is. */
export function JsonText({ text, open }: { text: string; open?: number | undefined }) {
  const value = branchIn(text);
  return (
    <div className={styles.text} tabIndex={0}>
      {value ? <JsonTree value={value} open={open} /> : <pre>{text}</pre>}
    </div>
  );
}
