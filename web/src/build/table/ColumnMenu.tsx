import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconColumns3, IconGripVertical, IconPin, IconPinFilled, IconSearch, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";

import { runColumnsQuery } from "../../api/runs";
import { OWN_COLUMNS, columnNames, moved, shortName, sourceName, toggled } from "../columns";
import styles from "./Tools.module.css";

interface Props {
  projectKey: string;
  known: readonly string[];
  chosen: readonly string[];
  fixed: readonly string[];
  onChange: (columns: string) => void;
  onFix: (fixed: string[] | undefined) => void;
}

interface ChosenProps extends Pick<Props, "chosen" | "fixed" | "onChange" | "onFix"> {
  name: string;
  index: number;
  dragRef: RefObject<string | null>;
}

/** A shown column: dragged, or moved by Alt and the arrows, pinned, taken away. */
function Chosen({ name, index, chosen, fixed, dragRef, onChange, onFix }: ChosenProps) {
  const [over, setOver] = useState(false);
  const pinned = fixed.includes(name);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!event.altKey || by === 0) return;
    event.preventDefault();
    onChange(moved(chosen, name, index + by).join(","));
  };
  return (
    <li
      className={clsx(styles.shown, over && styles.over)}
      draggable
      onDragStart={() => (dragRef.current = name)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={() => {
        setOver(false);
        if (dragRef.current) onChange(moved(chosen, dragRef.current, index).join(","));
      }}
    >
      <UnstyledButton className={styles.grip} aria-label={`Move ${shortName(name)}: Alt and the arrow keys`} onKeyDown={onKeyDown}>
        <IconGripVertical className="i s" aria-hidden />
      </UnstyledButton>
      <span className="ell" title={`${sourceName(name)} ${shortName(name)}`}>
        {shortName(name)}
      </span>
      <span className="grow" />
      <ActionIcon size="sm" aria-label={`Pin ${shortName(name)}`} aria-pressed={pinned} onClick={() => onFix(pinned ? fixed.filter((one) => one !== name) : [...fixed, name])}>
        {pinned ? <IconPinFilled className="i s" aria-hidden /> : <IconPin className="i s" aria-hidden />}
      </ActionIcon>
      <ActionIcon size="sm" aria-label={`Hide ${shortName(name)}`} onClick={() => onChange(toggled(chosen, name))}>
        <IconX className="i s" aria-hidden />
      </ActionIcon>
    </li>
  );
}

const MOST = 100;

/** Which columns the table of runs has, and in which order. */
export function ColumnMenu({ projectKey, known, chosen, fixed, onChange, onFix }: Props) {
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const dragRef = useRef<string | null>(null);
  // The first thousand of each sort are known already; a search finds the others too.
  const found = columnNames(useQuery({ ...runColumnsQuery(projectKey, asked), enabled: asked !== "" }).data);
  const names = [...new Set([...known, ...found, ...Object.keys(OWN_COLUMNS)])].filter((name) => !chosen.includes(name) && name.toLowerCase().includes(text.trim().toLowerCase()));
  const metrics = known.filter((name) => name.startsWith("metric.")).flatMap((name) => ["min", "max"].map((way) => name.replace("metric", way)));
  const offered = text.trim() ? [...names, ...metrics.filter((name) => !chosen.includes(name) && name.toLowerCase().includes(text.trim().toLowerCase()))] : names;
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" leftSection={<IconColumns3 className="i s" aria-hidden />}>
          {chosen.length} of {known.length + Object.keys(OWN_COLUMNS).length}
          <span className="vh"> columns</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" className={styles.columns ?? ""}>
        <TextInput data-autofocus size="xs" aria-label="Find a column" placeholder="Find among all metrics, params and tags" value={text} leftSection={<IconSearch className="i s" aria-hidden />} onChange={(event) => setText(event.currentTarget.value)} />
        <div className={styles.lists}>
          {!text && (
            <>
              <h3>Shown, in this order</h3>
              <ol>
                {chosen.map((name, index) => (
                  <Chosen key={name} {...{ name, index, chosen, fixed, dragRef, onChange, onFix }} />
                ))}
              </ol>
            </>
          )}
          <h3>More</h3>
          <ul>
            {offered.slice(0, MOST).map((name) => (
              <li key={name}>
                <label className={styles.offer}>
                  <input type="checkbox" checked={false} onChange={() => onChange(toggled(chosen, name))} />
                  <span className="ell">{shortName(name)}</span>
                  <span className="grow" />
                  <span className="m sm">{sourceName(name)}</span>
                </label>
              </li>
            ))}
          </ul>
          {offered.length === 0 && <p className="m sm">{text ? "No run has logged a name like this." : "All are shown."}</p>}
          {offered.length > MOST && <p className="m sm">{offered.length - MOST} more: type a part of the name.</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
