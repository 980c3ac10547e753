import { Checkbox, Menu, Select, UnstyledButton } from "@mantine/core";
import { IconCheck, IconExternalLink } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";

import type { Field, FieldValue, Item } from "../api/types";
import { safeAddress } from "../ui/address";
import { useShortcuts } from "../ui/shortcuts";
import { asText, inputFor, LabelsInput, meant, PersonOption, useAssignable } from "./choices";
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
  const people = useAssignable(open);
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
      data={people.map((person) => ({ value: person.id, label: person.name }))}
      renderOption={({ option }) => <PersonOption name={option.label} mine={people.some((person) => person.mine && person.id === option.value)} />}
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
    <LabelsInput
      item={item}
      field={field}
      autoFocus
      size="xs"
      className={styles.tags ?? ""}
      aria-label={field.label}
      value={draft.now}
      acceptValueOnBlur={false}
      comboboxProps={{ width: 220, position: "bottom-start" }}
      onChange={(now) => setDraft({ ...draft, now })}
      onBlur={save}
      onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
    />
  );
}

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
            type={inputFor(field)}
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
