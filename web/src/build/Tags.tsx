import { ActionIcon, Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";

import { type TagsEdit, useEditTags } from "../api/tags";
import type { Item } from "../api/types";
import { sendDraft, settleDraft, useDraft } from "../items/drafts";
import { done, refused } from "../ui/toast";
import { Frame } from "./Tables";
import { TagValue } from "./TagValue";
import kv from "./kv.module.css";

/** Written by clients for themselves: shown last, and not edited by hand. */
const own = (name: string): boolean => name.startsWith("mlflow.");
const ordered = (tags: Record<string, string>): [string, string][] => Object.entries(tags).sort(([a], [b]) => Number(own(a)) - Number(own(b)) || a.localeCompare(b));

/** What is typed is kept as other drafts are, until the server has taken it. That of a new tag is its name and, in the lines beneath, its value. */
const fieldOf = (name: string): string => `tag ${name}`;
const NEW = "new tag";
const joined = (name: string, value: string): string => `${name}\n${value}`;
function parted(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("\n");
  return [name, value.join("\n")];
}

/** The server has answered: what was refused comes back to where it was typed. */
function settle(id: string, edit: TagsEdit, taken: boolean): void {
  for (const [name, value] of Object.entries(edit)) {
    if (value === null) continue;
    settleDraft(id, fieldOf(name), value, taken);
    settleDraft(id, NEW, joined(name, value), taken);
  }
}

interface FormProps {
  name: string;
  value: string;
  /** Begun earlier: it does not take the focus. */
  found: boolean;
  /** The name can be given, too. */
  fresh?: boolean;
  wrong?: string;
  onWrite: (name: string, value: string) => void;
  onSave: () => void;
  onClose: () => void;
}

/** A tag's name and value, or the value alone of one that is there. Enter keeps it, Esc leaves it. */
function TagForm({ name, value, found, fresh = false, wrong = "", onWrite, onSave, onClose }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className={kv.form} onSubmit={submit} onKeyDown={onKeyDown} aria-label={fresh ? "New tag" : `Change the tag ${name}`}>
      {fresh ? (
        <TextInput size="xs" aria-label="Name of the tag" placeholder="Name" autoFocus={!found} maxLength={250} value={name} error={wrong} onChange={(event) => onWrite(event.currentTarget.value, value)} />
      ) : (
        <span className="mono ell">{name}</span>
      )}
      <TagValue size="xs" aria-label="Value of the tag" placeholder="Value" title="Enter saves, Shift Enter begins a line" autoFocus={!fresh && !found} value={value} onChange={(next) => onWrite(name, next)} />
      <Button type="submit">{fresh ? "Add" : "Save"}</Button>
      <Button variant="subtle" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
}

interface NewProps {
  draft: ReturnType<typeof useDraft>;
  taken: (name: string) => boolean;
  onSave: (name: string, value: string) => void;
}

function NewTag({ draft: { draft, found, write, send, drop }, taken, onSave }: NewProps) {
  const [wrong, setWrong] = useState("");
  const [typed, value] = parted(draft?.text ?? "");
  const name = typed.trim();
  const save = () => {
    if (!name) setWrong("Give it a name.");
    else if (own(name)) setWrong("Names that begin with mlflow. are the clients' own.");
    else if (taken(name)) setWrong("There is a tag of this name.");
    else {
      send();
      onSave(name, value);
    }
  };
  const onWrite = (next: string, text: string) => {
    write(joined(next, text));
    setWrong("");
  };
  return <TagForm fresh name={typed} value={value} found={found} wrong={wrong} onWrite={onWrite} onSave={save} onClose={drop} />;
}

interface RowProps {
  id: string;
  name: string;
  value: string;
  fixed: boolean;
  onSave: (value: string) => void;
  onDrop: () => void;
}

function Row({ id, name, value, fixed, onSave, onDrop }: RowProps) {
  const { draft, found, open, write, send, drop } = useDraft(id, fieldOf(name));
  if (draft && !fixed) {
    const save = () => {
      if (draft.text === value) return drop();
      send();
      onSave(draft.text);
    };
    return (
      <tr>
        <td colSpan={3} className={kv.editing}>
          <TagForm name={name} value={draft.text} found={found} onWrite={(_name, text) => write(text)} onSave={save} onClose={drop} />
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      <td title={value} dir="auto">
        {fixed ? (
          value
        ) : (
          <UnstyledButton className={kv.value} aria-label={`Change the tag ${name}: ${value}`} onClick={() => open(value)}>
            {value || <span className="m">empty</span>}
          </UnstyledButton>
        )}
      </td>
      <td className={kv.act}>
        {!fixed && (
          <ActionIcon size="sm" aria-label={`Take the tag ${name} away`} onClick={onDrop}>
            <IconX className="i s" aria-hidden />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
}

/** The tags of a run, a logged model, a model or a version: what programs set and what people add. */
export function Tags({ item, tags, readOnly }: { item: Item; tags: Record<string, string>; readOnly: boolean }) {
  const { edit, painted } = useEditTags(item, {
    onSaved: (wanted) => settle(item.id, wanted, true),
    onRefused: (wanted, error) => {
      settle(item.id, wanted, false);
      refused("The tags were not changed", error);
    },
  });
  const fresh = useDraft(item.id, NEW);
  const shown = painted(tags);
  const rows = ordered(shown);
  const takeAway = (name: string, value: string) =>
    void edit.mutateAsync({ [name]: null }).then(
      () => done(`The tag ${name} was taken away.`, () => edit.mutate({ [name]: value })),
      () => undefined, // Told of by `onRefused`.
    );
  const addTag = (name: string, value: string) => {
    sendDraft(item.id, NEW, { text: joined(name, value), began: "" });
    edit.mutate({ [name]: value });
  };
  const add = !readOnly && (
    <Button variant="subtle" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => fresh.draft === null && fresh.open("")}>
      Add a tag
    </Button>
  );
  const adding = fresh.draft !== null && !readOnly;
  return (
    <div>
      <Frame title="Tags" rows={rows} nameOf={([name, value]) => `${name} ${value}`} copied={rows.map((row) => row.join("\t")).join("\n")} none={adding ? "" : "No tag was set."} end={add}>
        {(listed) => (
          <table className={kv.table}>
            <tbody>
              {listed.map(([name, value]) => (
                <Row key={name} id={item.id} name={name} value={value} fixed={readOnly || own(name)} onSave={(next) => edit.mutate({ [name]: next })} onDrop={() => takeAway(name, value)} />
              ))}
            </tbody>
          </table>
        )}
      </Frame>
      {adding && <NewTag draft={fresh} taken={(name) => Object.hasOwn(shown, name)} onSave={addTag} />}
    </div>
  );
}
