import { Button, Popover, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";

import { typesQuery } from "../api/projects";
import { type Edit, useEditItems } from "../api/table";
import type { Field, FieldValue, Item, ItemType } from "../api/types";
import { keyOf } from "../items/address";
import { asText, inputFor, LabelsInput, meant, PersonOption, useAssignable } from "../items/choices";
import { Chosen } from "../items/fields";
import { type Command, CommandList } from "../ui/CommandList";
import { counted } from "../ui/format";
import { Dialog } from "../ui/Dialog";
import { useLayer } from "../ui/layers";
import { State } from "../ui/State";
import { refused } from "../ui/toast";
import { humanise } from "../ui/vocabulary";
import { type Pick, picker } from "./pick";
import styles from "./Picker.module.css";

interface Option {
  value: FieldValue;
  words: string;
  content: ReactNode;
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const named = (items: readonly Item[]): string => (items.length === 1 && items[0] ? (keyOf(items[0]) ?? items[0].title) : counted(items.length, "item", "items"));

/** A list to choose one value from, by typing a part of it. */
function Choices({ label, options, now, onPick }: { label: string; options: readonly Option[]; now: FieldValue; onPick: (value: FieldValue) => void }) {
  const [query, setQuery] = useState("");
  const fits = (option: Option) => option.words.toLowerCase().includes(query.trim().toLowerCase());
  // Two may have the same words: two people of one name.
  const commands = [...options.entries()].filter(([, option]) => fits(option)).map(([index, option]): Command => ({
    id: String(index),
    group: label,
    act: () => onPick(option.value),
    content: (
      <>
        {option.content}
        {option.value === now && <span className={styles.now}>now</span>}
      </>
    ),
  }));
  return <CommandList label={label} query={query} onQuery={setQuery} commands={commands} onDone={picker.close} nothing="Nothing of that name." />;
}

function useOptions(what: Pick["what"], type: ItemType | undefined): Option[] | null {
  const people = useAssignable(what !== "state" && what.type === "person");
  if (what === "state") return (type?.states ?? []).map((state) => ({ value: state.name, words: state.label, content: <State type={type?.name ?? null} state={state.name} label={state.label} /> }));
  const none: Option = { value: null, words: `No ${what.label.toLowerCase()}`, content: <span className="m">No {what.label.toLowerCase()}</span> };
  if (what.type === "choice") return [...what.choices.map((choice) => ({ value: choice, words: humanise(choice), content: <Chosen field={what} value={choice} /> })), none];
  if (what.type === "flag") return [{ value: true, words: "Yes", content: <span>Yes</span> }, { value: false, words: "No", content: <span>No</span> }, none];
  if (what.type !== "person") return null;
  return [...people.map(({ id, name, mine }) => ({ value: id, words: name, content: <PersonOption name={name} mine={mine} /> })), none];
}

/** Labels are added to and taken from what each item has: those that all have can be taken away. */
function Labels({ items, field, save }: { items: readonly Item[]; field: Field; save: (edit: (item: Item) => Edit) => void }) {
  const [first, ...others] = items;
  const common = listOf(first?.fields[field.name]).filter((label) => others.every((item) => listOf(item.fields[field.name]).includes(label)));
  const [draft, setDraft] = useState(common);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const gone = common.filter((label) => !draft.includes(label));
    save((item) => {
      const next = [...new Set([...listOf(item.fields[field.name]).filter((label) => !gone.includes(label)), ...draft])];
      return { fields: { [field.name]: next.length > 0 ? next : null } };
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {first && <LabelsInput item={first} field={field} data-autofocus autoFocus label={items.length > 1 ? `${field.label} of all ${items.length}` : field.label} value={draft} onChange={setDraft} comboboxProps={{ withinPortal: false }} />}
      <Button type="submit" variant="filled">Save</Button>
    </form>
  );
}

function Value({ field, now, onPick }: { field: Field; now: FieldValue; onPick: (value: FieldValue) => void }) {
  const [draft, setDraft] = useState(asText(now));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPick(meant(field, draft));
  };
  const type = inputFor(field);
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput data-autofocus autoFocus label={field.label} type={type} {...(type === "number" && { step: "any" })} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} />
      <Button type="submit" variant="filled">Save</Button>
    </form>
  );
}

function Body({ pick }: { pick: Pick }) {
  const { items, what } = pick;
  const types = useQuery(typesQuery).data ?? [];
  const edit = useEditItems((error) => refused(`${named(items)}: not changed`, error));
  const options = useOptions(what, types.find((type) => type.name === items[0]?.type));
  const name = what === "state" ? "state" : what.name;
  const now = items.length === 1 ? (what === "state" ? items[0]?.state : items[0]?.fields[name]) : undefined;
  const save = (of: (item: Item) => Edit) => {
    picker.close();
    const changed = items.map((item) => ({ item, edit: of(item) })).filter(({ item, edit: { state, fields } }) => (state === undefined ? JSON.stringify(fields?.[name] ?? null) !== JSON.stringify(item.fields[name] ?? null) : state !== item.state));
    if (changed.length > 0) edit.mutate(changed);
  };
  const choose = (value: FieldValue) => save(() => (what === "state" ? { state: String(value) } : { fields: { [name]: value } }));
  const label = `${what === "state" ? "State" : what.label} of ${named(items)}`;
  if (options) return <Choices label={label} options={options} now={now ?? (items.length === 1 ? null : undefined)} onPick={choose} />;
  if (what !== "state" && what.type === "labels") return <Labels items={items} field={what} save={save} />;
  return what === "state" ? null : <Value field={what} now={now} onPick={choose} />;
}

function Beside({ pick, anchor }: { pick: Pick; anchor: DOMRect }) {
  useLayer(picker.close);
  return (
    <Popover opened onChange={(opened) => !opened && picker.close()} width={280} trapFocus position="bottom-start" shadow="md">
      <Popover.Target>
        <div className={styles.anchor} style={{ left: anchor.left, top: anchor.top, width: anchor.width, height: anchor.height }} />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Choose">
        <Body pick={pick} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Chooses a state or a value for one item or many, beside the cell or in the middle of the page. */
export function Picker() {
  const pick = picker.useOpened();
  if (pick === null) return null;
  if (pick.anchor) return <Beside pick={pick} anchor={pick.anchor} />;
  return (
    <Dialog onClose={picker.close} label="Choose" size={400} yOffset="16dvh">
      <Body pick={pick} />
    </Dialog>
  );
}
