import { Button, Popover, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFilter, IconX } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";

import { runGroupsQuery } from "../../api/runs";
import { dateOf, isoDay } from "../../ui/format";
import { type Choice, Choices } from "../KeyPicker";
import { sourceName } from "../columns";
import { conditionOf, fieldName, opsOf, said, sortOf } from "./conditions";
import type { Condition, Op } from "./search";
import styles from "./Tools.module.css";

const GROUPED = /^(param|tag)\.|^(user|experiment|model|state)$/;

interface FormProps {
  projectKey: string;
  field: string;
  given?: Condition | undefined;
  onDone: (condition: Condition | null) => void;
}

const asText = ({ field, value, op }: Condition): string => {
  if (op === "empty") return "";
  return sortOf(field) === "time" && typeof value === "number" ? isoDay(dateOf(value)) : String(value);
};

/** How a field is compared, and with what. Values that runs have are offered. */
function ConditionForm({ projectKey, field, given, onDone }: FormProps) {
  const ops = opsOf(field);
  const [op, setOp] = useState<Op>(given?.op ?? ops[0]?.[0] ?? "=");
  const [text, setText] = useState(given ? asText(given) : "");
  const [wrong, setWrong] = useState(false);
  const offers = useId();
  const view = { columns: [], sort: "created", desc: true, state: undefined, filter: undefined };
  const known = useQuery({ ...runGroupsQuery(projectKey, field, view, 100), enabled: GROUPED.test(field) }).data?.groups ?? [];
  const place = sortOf(field) === "place";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = place ? (known.find((group) => group.label === text || group.value === text)?.value ?? "") : text;
    const condition = conditionOf(field, op, value);
    if (condition) onDone(condition);
    else setWrong(true);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <span className="st sm ell">
        <span className="m">{sourceName(field)} </span>
        {fieldName(field)}
      </span>
      <Select aria-label="Compared how" size="xs" data={ops.map(([value, label]) => ({ value, label }))} value={op} onChange={(value) => setOp((value as Op | null) ?? op)} comboboxProps={{ withinPortal: false }} />
      {op !== "empty" && (
        <TextInput
          data-autofocus
          size="xs"
          aria-label="Value"
          list={offers}
          type={sortOf(field) === "time" ? "date" : "text"}
          inputMode={sortOf(field) === "metric" ? "decimal" : "text"}
          value={text}
          error={wrong && (sortOf(field) === "metric" || op === "<" || op === ">" ? "Compared with a number." : "Say with what.")}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
        />
      )}
      <datalist id={offers}>
        {known.map((group) => (group.value === null ? null : <option key={group.value} value={group.label} label={`${group.runs} runs`} />))}
      </datalist>
      <Button type="submit">{given ? "Change" : "Add"}</Button>
    </form>
  );
}

interface Props {
  projectKey: string;
  choices: readonly Choice[];
  states: readonly { value: string; label: string }[];
  onAdd: (condition: Condition) => void;
}

/** A new condition: first the field, then how it is compared. */
export function FilterMenu({ projectKey, choices, states, onAdd }: Props) {
  const [open, setOpen] = useState(false);
  const [field, setField] = useState<string | null>(null);
  const change = (to: boolean) => {
    setOpen(to);
    setField(null);
  };
  const add = (condition: Condition | null) => {
    if (condition) onAdd(condition);
    change(false);
  };
  return (
    <Popover opened={open} onChange={change} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" leftSection={<IconFilter className="i s" aria-hidden />} onClick={() => change(!open)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter" className={styles.dropdown ?? ""}>
        {field === null ? (
          <Choices label="Field" choices={choices} chosen={[]} onChoose={setField} />
        ) : field === "state" ? (
          <Choices label="State" choices={states.map((state) => ({ ...state, group: "State is" }))} chosen={[]} onChoose={(value) => add({ field: "state", op: "=", value })} />
        ) : (
          <ConditionForm projectKey={projectKey} field={field} onDone={add} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChipProps {
  projectKey: string;
  condition: Condition;
  label?: string | undefined;
  onChange: (condition: Condition | null) => void;
  fixed?: boolean;
}

/** A condition as a chip: a press changes it, the cross takes it away. */
export function Chip({ projectKey, condition, label, onChange, fixed = false }: ChipProps) {
  const [open, setOpen] = useState(false);
  const { head, value } = said(condition, label);
  const done = (changed: Condition | null) => {
    setOpen(false);
    if (changed) onChange(changed);
  };
  return (
    <span className={styles.chip}>
      <Popover opened={open} onChange={setOpen} trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className={styles.say} disabled={fixed} onClick={() => setOpen(!open)}>
            {head} {value && <b>{value}</b>}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Change: ${head}`} className={styles.dropdown ?? ""}>
          <ConditionForm projectKey={projectKey} field={condition.field} given={condition} onDone={done} />
        </Popover.Dropdown>
      </Popover>
      <button type="button" className={styles.cross} aria-label={`Take away: ${head} ${value}`} onClick={() => onChange(null)}>
        <IconX className="i s" aria-hidden />
      </button>
    </span>
  );
}
