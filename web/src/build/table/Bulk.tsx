import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconDots, IconTag, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { type Trashed, useTrashItems } from "../../api/table";
import { editTags } from "../../api/tags";
import { Dialog } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/Feedback";
import form from "../../ui/Form.module.css";
import { counted } from "../../ui/format";
import { modKey } from "../../ui/shortcuts";
import { tell } from "../../ui/tell";
import { done, refused } from "../../ui/toast";
import { TagValue } from "../TagValue";

/** One tag for all of them. */
function TagThem({ runs, onClose }: { runs: readonly Trashed[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const client = useQueryClient();
  const tag = useMutation({
    mutationFn: () => editTags(runs.map(({ id }) => id), { [name.trim()]: value }),
    onSuccess: () => {
      onClose();
      done(`${counted(runs.length, "run is", "runs are")} tagged ${name.trim()}. ${modKey} Z takes it back.`);
      void client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => ["runs", "run-table", "compare", "run"].includes(String(noun)) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tag.mutate();
  };
  return (
    <Dialog onClose={onClose} title={`Tag ${counted(runs.length, "run", "runs")}`}>
      <form className={form.form} onSubmit={submit}>
        <TextInput data-autofocus required label="Name" maxLength={250} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TagValue label="Value" value={value} onChange={setValue} />
        {tag.error && <ErrorNote error={tag.error} />}
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="filled" loading={tag.isPending}>
            Tag
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What can be done with all selected runs at once. */
export function Bulk({ runs, onGone }: { runs: readonly Trashed[]; onGone: () => void }) {
  const [tagging, setTagging] = useState(false);
  const trash = useTrashItems((error) => refused("Not put into the trash", error));
  const client = useQueryClient();
  const remove = () =>
    tell(trash, runs, {
      onSuccess: () => {
        onGone();
        done(`${counted(runs.length, "run", "runs")} put into the trash. ${modKey} Z takes it back.`);
        void client.invalidateQueries({ queryKey: ["run-table"] });
      },
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More for the selected runs">
            <IconDots className="i" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTag className="i s" aria-hidden />} onClick={() => setTagging(true)}>
            Tag them…
          </Menu.Item>
          <Menu.Item className="bad" leftSection={<IconTrash className="i s" aria-hidden />} onClick={remove}>
            Put into the trash
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {tagging && <TagThem runs={runs} onClose={() => setTagging(false)} />}
    </>
  );
}
