import { Menu, Select, TagsInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconExternalLink } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import { peopleQuery } from "../api/people";
import type { Field, FieldValue, Person } from "../api/types";
import { safeAddress } from "../ui/address";
import { humanise } from "../ui/vocabulary";
import { FieldText, isMoment } from "./fields";
import { InlineText, Named } from "./InlineText";
import styles from "./Inline.module.css";

interface Props {
  field: Field;
  value: FieldValue | undefined;
  onSave: (value: FieldValue) => void;
}

function Choice({ field, value, onSave, children }: Props & { children: ReactNode }) {
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={styles.value}>
          <Named label={field.label}>{children}</Named>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {field.choices.map((choice) => (
          <Menu.Item key={choice} onClick={() => onSave(choice)} rightSection={choice === value && <IconCheck className="i s" aria-label="Chosen" />}>
            {humanise(choice)}
          </Menu.Item>
        ))}
        {value !== null && value !== undefined && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onSave(null)}>Clear</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function PersonChoice({ field, value, onSave, people, children }: Props & { people: Person[]; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <UnstyledButton className={styles.value} onClick={() => setOpen(true)}>
        <Named label={field.label}>{children}</Named>
      </UnstyledButton>
    );
  }
  return (
    <Select
      autoFocus
      searchable
      clearable
      defaultDropdownOpened
      size="xs"
      className={styles.field ?? ""}
      aria-label={field.label}
      data={people.filter((person) => !person.suspended).map((person) => ({ value: person.id, label: person.name }))}
      value={typeof value === "string" ? value : null}
      nothingFoundMessage="Nobody of that name"
      comboboxProps={{ width: 220, position: "bottom-start" }}
      clearButtonProps={{ "aria-label": "Nobody" }}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onChange={(person) => {
        onSave(person);
        setOpen(false);
      }}
    />
  );
}

function Labels({ field, value, onSave, children }: Props & { children: ReactNode }) {
  const [draft, setDraft] = useState<string[] | null>(null);
  const before = Array.isArray(value) ? value.map(String) : [];
  if (draft === null) {
    return (
      <UnstyledButton className={styles.value} onClick={() => setDraft(before)}>
        <Named label={field.label}>{children}</Named>
      </UnstyledButton>
    );
  }
  const save = () => {
    setDraft(null);
    if (draft.join("\n") !== before.join("\n")) onSave(draft.length > 0 ? draft : null);
  };
  return (
    <TagsInput
      autoFocus
      size="xs"
      aria-label={field.label}
      placeholder="Type, then Enter"
      value={draft}
      acceptValueOnBlur={false}
      onChange={setDraft}
      onBlur={save}
      onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
    />
  );
}

/** The text that a field's input starts with, and the value that its text means. */
const asText = (value: FieldValue | undefined): string => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

function parse(field: Field, text: string): FieldValue {
  if (text === "") return null;
  if (field.type === "number") return Number(text);
  if (field.type === "json") {
    try {
      return JSON.parse(text) as FieldValue;
    } catch {
      return text;
    }
  }
  return text;
}

/** One field of an item, edited where it stands. */
export function FieldEditor({ field, value, onSave }: Props) {
  const people = useQuery({ ...peopleQuery, enabled: field.type === "person" }).data ?? [];
  const isEmpty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  const shown = isEmpty ? <span className={styles.empty}>–</span> : <FieldText field={field} value={value} people={people} />;
  switch (field.type) {
    case "choice":
      return (
        <Choice field={field} value={value} onSave={onSave}>
          {shown}
        </Choice>
      );
    case "person":
      return (
        <PersonChoice field={field} value={value} onSave={onSave} people={people}>
          {shown}
        </PersonChoice>
      );
    case "labels":
      return (
        <Labels field={field} value={value} onSave={onSave}>
          {shown}
        </Labels>
      );
    case "flag":
      return (
        <UnstyledButton className={styles.value} onClick={() => onSave(!value)}>
          <Named label={field.label}>{shown}</Named>
        </UnstyledButton>
      );
    default: {
      const address = field.type === "url" && typeof value === "string" ? safeAddress(value) : null;
      const type = field.type === "number" || field.type === "date" || field.type === "url" ? field.type : "text";
      if (isMoment(field)) return <span className={styles.value}>{shown}</span>;
      return (
        <>
          <InlineText label={field.label} value={asText(value)} type={type} mono={field.type === "json"} onSave={(text) => onSave(parse(field, text))}>
            {shown}
          </InlineText>
          {address && (
            <a href={address} target="_blank" rel="noopener noreferrer" aria-label={`Open ${field.label.toLowerCase()}`}>
              <IconExternalLink className="i s m" aria-hidden />
            </a>
          )}
        </>
      );
    }
  }
}
