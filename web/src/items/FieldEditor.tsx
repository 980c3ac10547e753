import { Checkbox, Menu, Select, TagsInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconExternalLink } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";

import { peopleQuery } from "../api/people";
import { labelsQuery } from "../api/related";
import type { Field, FieldValue, Item } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { safeAddress } from "../ui/address";
import { useShortcuts } from "../ui/shortcuts";
import { Chosen, FieldText, isEmpty } from "./fields";
import { InlineText, Named } from "./InlineText";
import styles from "./Inline.module.css";

interface Props {
  item: Item;
  field: Field;
  value: FieldValue | undefined;
  /** The key that opens the editor. */
  shortcut?: string | undefined;
  /** `began`: the value that the editing started from, where that took a while. */
  onSave: (value: FieldValue, began?: FieldValue) => void;
}
type Shown = Props & { children: ReactNode };

function Choice({ field, value, shortcut, onSave, children }: Shown) {
  const target = useRef<HTMLButtonElement>(null);
  const press = () => {
    target.current?.focus();
    target.current?.click();
  };
  useShortcuts(shortcut ? { [shortcut]: press } : {});
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton ref={target} className={styles.value}>
          <Named label={field.label}>{children}</Named>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {field.choices.map((choice) => (
          <Menu.Item key={choice} onClick={() => choice !== value && onSave(choice)} rightSection={choice === value && <IconCheck className="i s" aria-label="Chosen" />}>
            <Chosen field={field} value={choice} />
          </Menu.Item>
        ))}
        {!isEmpty(value) && (
          <>
            <Menu.Divider role="separator" />
            <Menu.Item onClick={() => onSave(null)}>Clear</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function PersonChoice({ field, value, shortcut, onSave, children }: Shown) {
  const [open, setOpen] = useState(false);
  const people = useQuery({ ...peopleQuery, enabled: open }).data ?? [];
  useShortcuts(shortcut ? { [shortcut]: () => setOpen(true) } : {});
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
      renderOption={({ option }) => (
        <span className="row">
          <Avatar name={option.label} />
          <span className="ell">{option.label}</span>
        </span>
      )}
      value={typeof value === "string" ? value : null}
      nothingFoundMessage="Nobody of that name"
      comboboxProps={{ width: 240, position: "bottom-start" }}
      clearButtonProps={{ "aria-label": "Nobody" }}
      limit={100}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onChange={(person) => {
        if (person !== value) onSave(person);
        setOpen(false);
      }}
    />
  );
}

function Labels({ item, field, value, shortcut, onSave, children }: Shown) {
  const [draft, setDraft] = useState<{ now: string[]; began: string[] } | null>(null);
  const known = useQuery({ ...labelsQuery(item.project_key, item.type, field.name), enabled: draft !== null && field.sortable }).data ?? [];
  const before = Array.isArray(value) ? value.map(String) : [];
  const open = () => setDraft({ now: before, began: before });
  useShortcuts(shortcut ? { [shortcut]: open } : {});
  if (draft === null) {
    return (
      <UnstyledButton className={styles.value} onClick={open}>
        <Named label={field.label}>{children}</Named>
      </UnstyledButton>
    );
  }
  const save = () => {
    setDraft(null);
    if (draft.now.join("\n") !== draft.began.join("\n")) onSave(draft.now.length > 0 ? draft.now : null, draft.began.length > 0 ? draft.began : null);
  };
  return (
    <TagsInput
      autoFocus
      size="xs"
      className={styles.tags ?? ""}
      aria-label={field.label}
      placeholder={draft.now.length > 0 ? "" : "Type, then Enter"}
      data={known}
      limit={30}
      value={draft.now}
      acceptValueOnBlur={false}
      comboboxProps={{ width: 220, position: "bottom-start" }}
      onChange={(now) => setDraft({ ...draft, now })}
      onBlur={save}
      onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
    />
  );
}

/** The text that a field's input starts with, and the value that its text means. */
const asText = (value: FieldValue | undefined): string => (isEmpty(value) ? "" : String(value));
const meant = (field: Field, text: string): FieldValue => (text === "" ? null : field.type === "number" ? Number(text) : text);

const INPUTS: Partial<Record<Field["type"], "number" | "date" | "url">> = { number: "number", date: "date", url: "url" };

/** One field of an item, edited where it stands. */
export function FieldEditor(props: Props) {
  const { item, field, value, shortcut, onSave } = props;
  const shown = isEmpty(value) ? <span className={styles.empty}>–</span> : <FieldText field={field} value={value} />;
  switch (field.type) {
    case "choice":
      return <Choice {...props}>{shown}</Choice>;
    case "person":
      return <PersonChoice {...props}>{shown}</PersonChoice>;
    case "labels":
      return <Labels {...props}>{shown}</Labels>;
    case "flag":
      return <Checkbox size="xs" aria-label={field.label} checked={value === true} onChange={(event) => onSave(event.currentTarget.checked)} label={value ? "Yes" : "No"} />;
    case "json":
      return shown;
    default: {
      const address = field.type === "url" && typeof value === "string" ? safeAddress(value) : null;
      return (
        <>
          <InlineText
            id={item.id}
            name={field.name}
            label={field.label}
            value={asText(value)}
            type={INPUTS[field.type] ?? "text"}
            shortcut={shortcut}
            onSave={(text, began) => onSave(meant(field, text), meant(field, began))}
          >
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
