import { ActionIcon, Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";

import { type TagsEdit, useEditTags, withTags } from "../api/tags";
import type { Item } from "../api/types";
import { done, refused } from "../ui/toast";
import { Frame } from "./Tables";
import kv from "./kv.module.css";

/** Written by clients for themselves: shown last, and not edited by hand. */
const own = (name: string): boolean => name.startsWith("mlflow.");
const ordered = (tags: Record<string, string>): [string, string][] => Object.entries(tags).sort(([a], [b]) => Number(own(a)) - Number(own(b)) || a.localeCompare(b));

interface FormProps {
  name?: string;
  value?: string;
  taken: (name: string) => boolean;
  onSave: (name: string, value: string) => void;
  onClose: () => void;
}

/** A tag's name and value, or the value alone of one that is there. Enter keeps it, Esc leaves it. */
function TagForm({ name: given, value: before = "", taken, onSave, onClose }: FormProps) {
  const [name, setName] = useState(given ?? "");
  const [value, setValue] = useState(before);
  const [wrong, setWrong] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const key = given ?? name.trim();
    if (!key) setWrong("Give it a name.");
    else if (own(key)) setWrong("Names that begin with mlflow. are the clients' own.");
    else if (given === undefined && taken(key)) setWrong("There is a tag of this name.");
    else onSave(key, value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className={kv.form} onSubmit={submit} onKeyDown={onKeyDown} aria-label={given ? `Change the tag ${given}` : "New tag"}>
      {given ? (
        <span className="mono ell">{given}</span>
      ) : (
        <TextInput
          size="xs"
          aria-label="Name of the tag"
          placeholder="Name"
          autoFocus
          maxLength={250}
          value={name}
          error={wrong}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setWrong("");
          }}
        />
      )}
      <TextInput size="xs" aria-label="Value of the tag" placeholder="Value" autoFocus={given !== undefined} maxLength={5_000} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
      <Button type="submit">{given ? "Save" : "Add"}</Button>
      <Button variant="subtle" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
}

interface RowProps {
  name: string;
  value: string;
  fixed: boolean;
  onEdit: () => void;
  onDrop: () => void;
}

function Row({ name, value, fixed, onEdit, onDrop }: RowProps) {
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      <td title={value} dir="auto">
        {fixed ? (
          value
        ) : (
          <UnstyledButton className={kv.value} aria-label={`Change the tag ${name}: ${value}`} onClick={onEdit}>
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
  const edit = useEditTags(item);
  const [open, setOpen] = useState<string | null>(null);
  const rows = ordered(edit.isPending ? withTags(tags, edit.variables) : tags);
  const save = (change: TagsEdit, onSuccess?: () => void) => {
    setOpen(null);
    edit.mutate(change, { ...(onSuccess && { onSuccess }), onError: (error) => refused("The tags were not changed", error) });
  };
  const form = { taken: (name: string) => name in tags, onSave: (name: string, value: string) => save({ [name]: value }), onClose: () => setOpen(null) };
  const add = !readOnly && (
    <Button variant="subtle" leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => setOpen("")}>
      Add a tag
    </Button>
  );
  return (
    <div>
      <Frame title="Tags" rows={rows} nameOf={([name, value]) => `${name} ${value}`} copied={rows.map((row) => row.join("\t")).join("\n")} none={open === "" ? "" : "No tag was set."} end={add}>
        {(shown) => (
          <table className={kv.table}>
            <tbody>
              {shown.map(([name, value]) =>
                open === name ? (
                  <tr key={name}>
                    <td colSpan={3} className={kv.editing}>
                      <TagForm name={name} value={value} {...form} />
                    </td>
                  </tr>
                ) : (
                  <Row key={name} name={name} value={value} fixed={readOnly || own(name)} onEdit={() => setOpen(name)} onDrop={() => save({ [name]: null }, () => done(`The tag ${name} was taken away.`, () => save({ [name]: value })))} />
                ),
              )}
            </tbody>
          </table>
        )}
      </Frame>
      {open === "" && <TagForm {...form} />}
    </div>
  );
}
