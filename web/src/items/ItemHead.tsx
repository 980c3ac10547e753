import { Menu, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useRef } from "react";

import { ownFieldsQuery } from "../api/related";
import type { Field, Item, ItemType } from "../api/types";
import { useShortcuts } from "../ui/shortcuts";
import { State } from "../ui/State";
import { stateLabel } from "../ui/vocabulary";
import { useDraft } from "./drafts";
import { FieldEditor } from "./FieldEditor";
import { FieldText, isEmpty, isMoment } from "./fields";
import { Named } from "./InlineText";
import type { Save } from "./saving";
import styles from "./ItemPage.module.css";

export function Title({ item, save, readOnly }: { item: Item; save: Save; readOnly: boolean }) {
  const { draft, found, open, write, send, drop } = useDraft(item.id, "title");
  useShortcuts(readOnly ? {} : { e: () => open(item.title) });
  if (draft === null || readOnly) {
    return (
      <h1 className={styles.title} dir="auto">
        {readOnly ? (
          item.title
        ) : (
          <UnstyledButton className={styles.titleButton} onClick={() => open(item.title)} title="Edit the title (E)">
            {item.title}
          </UnstyledButton>
        )}
      </h1>
    );
  }
  const keep = () => {
    const title = draft.text.trim();
    if (!title || title === draft.began) return drop();
    send();
    save({ title }, { title: draft.began });
  };
  return (
    <TextInput
      autoFocus={!found}
      className={styles.titleField ?? ""}
      aria-label="Title"
      maxLength={500}
      value={draft.text}
      title={found ? "Begun earlier and not saved yet. Enter saves, Escape discards." : undefined}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape") drop();
      }}
    />
  );
}

export function StateMenu({ item, type, save, readOnly }: { item: Item; type: ItemType | undefined; save: Save; readOnly: boolean }) {
  const target = useRef<HTMLButtonElement>(null);
  const press = () => {
    target.current?.focus();
    target.current?.click();
  };
  useShortcuts(readOnly ? {} : { s: press });
  const shown = <State type={item.type} state={item.state} label={stateLabel(type, item.state)} />;
  if (readOnly) return shown;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton ref={target} className={styles.state}>
          <Named label="State">{shown}</Named>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {type?.states.map((state) => (
          <Menu.Item key={state.name} onClick={() => state.name !== item.state && save({ state: state.name })} rightSection={state.name === item.state && <IconCheck className="i s" aria-label="Now" />}>
            <State type={item.type} state={state.name} label={state.label} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Label({ field }: { field: Field }) {
  if (!field.help) return <dt>{field.label}</dt>;
  return (
    <dt>
      <Tooltip label={field.help} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        <span tabIndex={0} className={styles.help}>
          {field.label}
          <span className="vh">: {field.help}</span>
        </span>
      </Tooltip>
    </dt>
  );
}

/** A letter for the editors that are used all the time. */
const SHORTCUTS: Record<string, string> = { assignee: "a", priority: "p", labels: "l" };

/** The fields of an item: those of its type, and those that its project adds. */
export function useFields(item: Item, type: ItemType | undefined): readonly Field[] {
  const own = useQuery(ownFieldsQuery(item.project_key, item.type)).data;
  return [...(type?.fields ?? []), ...(own ?? [])];
}

/** State and all short fields, each edited where it stands. `hidden` are shown elsewhere on the page. */
export function Properties({ item, type, save, readOnly, hidden }: { item: Item; type: ItemType; save: Save; readOnly: boolean; hidden: readonly string[] }) {
  const short = useFields(item, type).filter((field) => field.type !== "longtext" && !hidden.includes(field.name));
  return (
    <dl className={styles.props}>
      <div>
        <dt>State</dt>
        <dd>
          <StateMenu item={item} type={type} save={save} readOnly={readOnly || (type.fixed ?? []).includes("state")} />
        </dd>
      </div>
      {short.map((field) => {
        const value = item.fields[field.name];
        const fixed = readOnly || (type.fixed ?? []).includes(field.name) || isMoment(field);
        return (
          <div key={field.name} className={clsx(field.type === "json" && styles.wide)}>
            <Label field={field} />
            <dd>
              {fixed ? (
                <Fixed field={field} value={value} />
              ) : (
                <FieldEditor
                  item={item}
                  field={field}
                  value={value}
                  shortcut={SHORTCUTS[field.name]}
                  onSave={(next, began) => save({ fields: { [field.name]: next } }, began === undefined ? undefined : { fields: { [field.name]: began } })}
                />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Fixed({ field, value }: { field: Field; value: unknown }) {
  return isEmpty(value) ? <span className="m">–</span> : <FieldText field={field} value={value} />;
}
