import { Button, MultiSelect, Popover, Select, TextInput, UnstyledButton } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useState } from "react";

import type { ItemType, Person } from "../api/types";
import type { Where } from "../items/listView";
import { humanise } from "../ui/vocabulary";
import { type Filterable, conditionWords, isComplete, operatorsOf } from "./filters";
import styles from "./FilterChips.module.css";

export interface FilterNames {
  type: ItemType | undefined;
  people: readonly Person[];
  me: string | undefined;
}
interface EditorProps {
  filter: Filterable;
  value: Where;
  names: FilterNames;
  onChange: (next: Where) => void;
}

const shared = { size: "xs", comboboxProps: { withinPortal: false } } as const;

function choicesOf(filter: Filterable, { type, people, me }: FilterNames): { value: string; label: string }[] | null {
  switch (filter.kind) {
    case "state":
      return (type?.states ?? []).map((state) => ({ value: state.name, label: state.label }));
    case "choice":
      return (filter.choices ?? []).map((choice) => ({ value: choice, label: humanise(choice) }));
    case "person":
      return people.map((person) => ({ value: person.id, label: person.id === me ? `${person.name} (you)` : person.name }));
    case "flag":
      return [{ value: "true", label: "Yes" }, { value: "", label: "No" }];
    default:
      return null;
  }
}

/** The editor of a condition's value, as its field needs it. */
function ValueEditor({ filter, value: [field, op, value], names, onChange }: EditorProps) {
  const choices = choicesOf(filter, names);
  if (op === "empty") return null;
  const label = `${filter.label}: value`;
  if (choices && op === "in") {
    return <MultiSelect {...shared} aria-label={label} placeholder="Choose" searchable data={choices} value={Array.isArray(value) ? value.map(String) : []} onChange={(next) => onChange([field, op, next])} />;
  }
  if (choices) {
    const pick = (next: string | null) => onChange([field, op, filter.kind === "flag" ? next === "true" : next]);
    return <Select {...shared} aria-label={label} placeholder="Choose" searchable data={choices} value={filter.kind === "flag" ? (value === undefined ? null : value ? "true" : "") : typeof value === "string" ? value : null} onChange={pick} />;
  }
  const type = filter.kind === "number" ? "number" : filter.kind === "date" || filter.kind === "time" ? "date" : "text";
  const list = op === "in";
  const read = (text: string): unknown => (list ? text.split(",").map((one) => one.trim()).filter(Boolean) : filter.kind === "number" && text !== "" ? Number(text) : text);
  return <TextInput size="xs" aria-label={label} type={type} placeholder={list ? "One or several, with commas" : "Value"} defaultValue={Array.isArray(value) ? value.join(", ") : String(value ?? "")} onChange={(event) => onChange([field, op, read(event.currentTarget.value)])} />;
}

function Editor({ filter, value, names, onChange }: EditorProps) {
  const operators = operatorsOf(filter);
  const [field, op, old] = value;
  const change = (next: string | null) => next && onChange([field, next, next === "empty" ? true : (next === "in") === Array.isArray(old) ? old : next === "in" ? (old ? [old] : []) : Array.isArray(old) ? old[0] : ""]);
  return (
    <div className={styles.editor}>
      <span className="st">{filter.label}</span>
      <Select {...shared} aria-label="Operator" data={operators.map(([one, label]) => ({ value: one, label }))} value={op} onChange={change} />
      <ValueEditor key={op} filter={filter} value={value} names={names} onChange={onChange} />
    </div>
  );
}

function Chip({ filter, value, names, onChange, onRemove, opened, fixed }: EditorProps & { onRemove: () => void; opened: boolean; fixed: boolean }) {
  const [open, setOpen] = useState(opened);
  const [label, words, shown] = conditionWords(filter, value, names);
  const close = (next: boolean) => {
    setOpen(next);
    if (!next && !isComplete(value)) onRemove();
  };
  return (
    <Popover opened={open} onChange={close} trapFocus returnFocus width={260}>
      <span className={styles.chip}>
        <Popover.Target>
          <UnstyledButton className={styles.words} disabled={fixed} onClick={() => setOpen(!open)}>
            {label} {words} <b className="ell">{isComplete(value) ? shown : "…"}</b>
          </UnstyledButton>
        </Popover.Target>
        <UnstyledButton className={styles.remove} aria-label={`Take away: ${label} ${words} ${shown}`} onClick={onRemove}>
          <IconX className="i s" aria-hidden />
        </UnstyledButton>
      </span>
      <Popover.Dropdown p={12} aria-label={`Filter by ${label}`}>
        <Editor filter={filter} value={value} names={names} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface Props {
  filters: readonly Filterable[];
  where: readonly Where[];
  names: FilterNames;
  /** No type is chosen, whose fields and states could be chosen from: conditions can only be taken away. */
  fixed: boolean;
  onChange: (where: Where[]) => void;
}

/** Conditions as chips, of which all must hold, and the button that adds one. */
export function FilterChips({ filters, where, names, fixed, onChange }: Props) {
  const [choosing, setChoosing] = useState(false);
  // The condition that was just added is open, so that its value is chosen next.
  const [fresh, setFresh] = useState(-1);
  const add = (name: string | null) => {
    const filter = filters.find((one) => one.name === name);
    const op = filter && operatorsOf(filter)[0]?.[0];
    setChoosing(false);
    if (!filter || !op) return;
    setFresh(where.length);
    onChange([...where, [filter.name, op, op === "in" ? [] : filter.kind === "flag" ? true : ""]]);
  };
  return (
    <>
      {where.map((value, index) => {
        const filter = filters.find((one) => one.name === value[0]);
        if (!filter) return null;
        const replace = (next: Where[]) => onChange([...where.slice(0, index), ...next, ...where.slice(index + 1)]);
        return <Chip key={`${value[0]}-${index}`} filter={filter} value={value} names={names} opened={index === fresh} fixed={fixed} onChange={(next) => replace([next])} onRemove={() => replace([])} />;
      })}
      {!fixed && (
        <Popover opened={choosing} onChange={setChoosing} trapFocus width={220}>
          <Popover.Target>
            <Button variant="subtle" className={styles.add ?? ""} leftSection={<IconFilter className="i s" aria-hidden />} onClick={() => setChoosing(!choosing)}>
              Filter
            </Button>
          </Popover.Target>
          <Popover.Dropdown p={4} aria-label="Filter by">
            {filters.map((filter) => (
              <UnstyledButton key={filter.name} className={styles.field} onClick={() => add(filter.name)}>
                {filter.label}
              </UnstyledButton>
            ))}
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  );
}
