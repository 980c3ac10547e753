import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { itemQuery, useEditItem } from "../api/items";
import { placeQuery } from "../api/related";
import type { Item } from "../api/types";
import { type Asked, useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import form from "../ui/Form.module.css";
import { opener } from "../ui/opener";
import { done, refused } from "../ui/toast";
import { ItemPicker } from "./ItemPicker";

export const moveItem = opener<Item>();

function Body({ item }: { item: Item }) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const ask = useAsked(item);
  const [asked, setAsked] = useState<Asked>();
  const above = useQuery({ ...placeQuery(item.id), enabled: item.parent !== null }).data;
  const [where, setWhere] = useState("");
  const edit = useEditItem(item, {
    onRefused: (refusal) => (asked?.open() === false ? refused(`${item.title} stays where it was`, refusal) : setError(refusal)),
    onClash: () => setError(new Error("It was moved by somebody else meanwhile. Look where it is now, then try again.")),
    onSaved: (saved) => {
      if (asked?.open()) moveItem.close();
      done(where);
      client.setQueryData(itemQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["item"], predicate: (query) => query.queryKey[2] === "place" || query.queryKey[2] === "beneath" });
    },
  });
  const move = (parent: string | null, place: string) => {
    setError(null);
    setWhere(place);
    setAsked(ask());
    edit.mutate({ parent });
  };
  const now = above?.at(-1)?.title;
  return (
    <div className={form.form}>
      <p className="m2">
        {item.parent === null ? "It stands at the top of the project now." : <>It hangs beneath {now ? <b>{now}</b> : "another item"} now.</>} What hangs beneath it comes along.
      </p>
      <ItemPicker
        projectKey={item.project_key}
        label="Item to move it beneath"
        placeholder={`Find an item of ${item.project_key}`}
        without={[item.id, ...(item.parent ? [item.parent] : [])]}
        disabled={edit.isPending}
        onPick={(parent) => move(parent.id, `Moved beneath ${parent.title}`)}
      />
      {error !== null && <ErrorNote error={error} kept="It stays where it was." />}
      <div className={form.buttons}>
        {item.parent !== null && (
          <Button variant="subtle" loading={edit.isPending} onClick={() => move(null, "Moved to the top of the project")}>
            To the top of the project
          </Button>
        )}
        <Button onClick={moveItem.close}>Cancel</Button>
      </div>
    </div>
  );
}

/** Move an item, with what hangs beneath it, beneath another one. */
export function MoveItem() {
  const item = moveItem.useOpened();
  if (item === null) return null;
  return (
    <Dialog onClose={moveItem.close} title="Move beneath another item">
      <Body item={item} />
    </Dialog>
  );
}
