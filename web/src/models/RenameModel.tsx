import { Button, TextInput } from "@mantine/core";
import type { FormEvent } from "react";

import { useRenameModel } from "../api/models";
import type { Item } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";

/** Another name for a registered model: its versions and the programs that load it go by that. */
export function RenameModel({ item, onClose }: { item: Item; onClose: () => void }) {
  const { values, set, fail, error, rest } = useForm({ name: item.title });
  const rename = useRenameModel(item);
  const ask = useAsked();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = ask();
    tell(rename, values.name, {
      onError: (problem) => (asked.open() ? fail(problem) : refused(`${item.title} was not renamed`, problem)),
      onSuccess: (renamed) => {
        if (asked.open()) onClose();
        done(`Renamed to ${renamed.title}`);
      },
    });
  };
  return (
    <Dialog onClose={onClose} title={`Rename ${item.title}`}>
      <form className={form.form} onSubmit={submit}>
        <p className="m2">Its versions are renamed with it. Programs that load “{item.title}” find nothing by that name afterwards.</p>
        <TextInput data-autofocus required label="New name" maxLength={256} value={values.name} error={error("name")} onChange={(event) => set("name", event.currentTarget.value)} />
        {rest && <ErrorNote error={rest} />}
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="filled" loading={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
