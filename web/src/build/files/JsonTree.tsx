import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";

import styles from "./Files.module.css";

const MOST = 200;
const DEEP = 2;

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

function Leaf({ value }: { value: unknown }) {
  const kind = value === null ? "null" : typeof value;
  return <span data-json={kind}>{kind === "string" ? JSON.stringify(value) : String(value)}</span>;
}

function Branch({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const [open, setOpen] = useState(depth < DEEP);
  const [all, setAll] = useState(false);
  const label = name !== null && <span className={styles.jsonKey}>{name}: </span>;
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
      <UnstyledButton className={styles.jsonBranch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron className="i s m" aria-hidden />
        {label}
        <span className="m">{size}</span>
      </UnstyledButton>
      {open && (
        <ul className={styles.jsonList}>
          {(all ? entries : entries.slice(0, MOST)).map(([key, one]) => (
            <Branch key={key} name={list ? null : key} value={one} depth={depth + 1} />
          ))}
          {!all && entries.length > MOST && (
            <li>
              <UnstyledButton className={styles.jsonBranch} onClick={() => setAll(true)}>
                {entries.length - MOST} more
              </UnstyledButton>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

/** JSON as a tree that can be folded; what is no JSON as the text it is. */
export function JsonTree({ text }: { text: string }) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return (
      <pre className={styles.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
    );
  }
  return (
    <ul className={styles.json} aria-label="Content">
      <Branch name={null} value={value} depth={0} />
    </ul>
  );
}
