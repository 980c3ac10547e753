import { Button, Menu, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconArrowsSort, IconCheck, IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";

import type { ItemType } from "../api/types";
import { useShortcuts } from "../ui/shortcuts";
import { State, TypeIcon } from "../ui/State";
import { type ListSearch, isDescending, sortChoices, stateChoices } from "./listView";
import styles from "./ListTools.module.css";

export type SetView = (change: { [Name in keyof ListSearch]: ListSearch[Name] | undefined }) => void;

interface ChoiceProps {
  label: string;
  icon: ReactNode;
  value: string | undefined;
  shown: string | undefined;
  choices: { value: string; node: ReactNode }[];
  onChange: (value: string | undefined) => void;
}

/** A filter as a quiet button; once set it says to what, and can be taken away. */
function Choice({ label, icon, value, shown, choices, onChange }: ChoiceProps) {
  return (
    <span className={styles.choice}>
      <Menu>
        <Menu.Target>
          <Button variant={value ? "default" : "subtle"} leftSection={icon}>
            {value ? (
              <>
                <span className="m">{label}&nbsp;</span>
                {shown ?? value}
              </>
            ) : (
              label
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu}>
          {choices.map((choice) => (
            <Menu.Item
              key={choice.value}
              onClick={() => onChange(choice.value === value ? undefined : choice.value)}
              rightSection={choice.value === value && <IconCheck className="i s" aria-label="Chosen" />}
            >
              {choice.node}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {value && (
        <Button variant="subtle" className={styles.clear ?? ""} aria-label={`Any ${label.toLowerCase()}`} onClick={() => onChange(undefined)}>
          <IconX className="i s" aria-hidden />
        </Button>
      )}
    </span>
  );
}

/** The text to filter by; the address follows it after a moment, so that typing never waits. */
export function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const settle = useDebouncedCallback(onChange, 150);
  // The address changed by itself (Back, or "Clear the filter"): the field follows.
  const [shownFor, setShownFor] = useState(value);
  if (value !== shownFor) {
    setShownFor(value);
    if (value !== text.trim()) setText(value);
  }
  useShortcuts({ "/": () => field.current?.focus() });
  return (
    <TextInput
      ref={field}
      className={styles.text ?? ""}
      size="xs"
      aria-label="Filter by text"
      placeholder="Filter"
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
        onChange("");
        event.currentTarget.blur();
      }}
    />
  );
}

interface Props {
  view: ListSearch;
  setView: SetView;
  types: ItemType[];
  end?: ReactNode;
  /** False where the list has columns that sort by themselves. */
  sorts?: boolean;
}

/** What stands above a list: filters at the left, order at the right. */
export function ListTools({ view, setView, types, end, sorts: withSorts = true }: Props) {
  const type = types.find((one) => one.name === view.type) ?? (types.length === 1 ? types[0] : undefined);
  const states = stateChoices(type ? [type] : types);
  return (
    <div className={styles.tools} role="toolbar" aria-label="List">
      <TextFilter value={view.q ?? ""} onChange={(q) => setView({ q: q.trim() || undefined })} />
      {types.length > 1 && (
        <Choice
          label="Type"
          icon={<IconFilter className="i s" aria-hidden />}
          value={view.type}
          shown={type?.label}
          choices={types.map((one) => ({
            value: one.name,
            node: (
              <span className="row">
                <TypeIcon type={one.name} />
                {one.plural}
              </span>
            ),
          }))}
          onChange={(value) => setView({ type: value, state: undefined, sort: undefined, dir: undefined })}
        />
      )}
      <Choice
        label="State"
        icon={<IconFilter className="i s" aria-hidden />}
        value={view.state}
        shown={states.find((one) => one.value === view.state)?.label}
        choices={states.map((one) => ({ value: one.value, node: <State type={one.type} state={one.value} label={one.label} /> }))}
        onChange={(state) => setView({ state })}
      />
      <span className="grow" />
      {end}
      {withSorts && <SortMenu view={view} setView={setView} type={type} />}
    </div>
  );
}

function SortMenu({ view, setView, type }: Pick<Props, "view" | "setView"> & { type: ItemType | undefined }) {
  const sorts = sortChoices(type);
  const sort = sorts.find((one) => one.value === (view.sort ?? "updated")) ?? sorts[0];
  const descending = isDescending(view);
  return (
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" leftSection={<IconArrowsSort className="i s" aria-hidden />} aria-label={`Sorted by ${sort?.label}`}>
            {sort?.label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu}>
          <Menu.Label>Sort by</Menu.Label>
          {sorts.map((one) => (
            <Menu.Item key={one.value} onClick={() => setView({ sort: one.value, dir: undefined })} rightSection={one.value === sort?.value && <IconCheck className="i s" aria-label="Chosen" />}>
              {one.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setView({ dir: descending ? "asc" : "desc" })}>{descending ? "Turn round: smallest or oldest first" : "Turn round: largest or newest first"}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
  );
}
