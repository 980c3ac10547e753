import { Button } from "@mantine/core";
import { useIsMutating, useMutationState, useQuery } from "@tanstack/react-query";
import { IconCloudCheck, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import { useState } from "react";

import { type Clash, clashes, type Edit, itemQuery, useEditItem } from "../api/items";
import { peopleQuery } from "../api/people";
import { typesQuery } from "../api/projects";
import type { Item } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { opener } from "../ui/opener";
import { refused } from "../ui/toast";
import { humanise, stateLabel } from "../ui/vocabulary";
import { dropDraft, sendDraft, settleDraft } from "./drafts";
import { FieldText } from "./fields";
import styles from "./saving.module.css";

/** Write what is given. `began` holds the values as they were when the editing began: where they moved on since, somebody chooses. */
export type Save = (edit: Edit, began?: Edit) => void;

interface Choice {
  item: Item;
  clash: Clash[];
  write: (edit: Edit) => void;
}
const choice = opener<Choice>();

const isText = (value: unknown): value is string => typeof value === "string";

const before = (item: Item, began: Edit): Item => ({ ...item, ...began, fields: { ...item.fields, ...began.fields } });

/** A text that was refused comes back to its editor; one that was taken is kept no longer. */
function settle(id: string, { fields, ...plain }: Edit, taken: boolean): void {
  for (const [name, value] of Object.entries({ ...plain, ...fields })) settleDraft(id, name, value, taken);
}

export function useSave(item: Item): Save {
  const shown = useQuery({ ...itemQuery(item.id), enabled: false }).data ?? item;
  const ask = (clash: Clash[], newer: Item) => {
    // A reload while the choice is open must not lose what was written.
    for (const { name, mine, theirs } of clash) if (isText(mine)) sendDraft(item.id, name, { text: mine, began: isText(theirs) ? theirs : "" });
    choice.open({ item: newer, clash, write: (chosen) => edit.mutate(chosen) });
  };
  const edit = useEditItem(item, {
    onRefused: (error, wanted) => {
      settle(item.id, wanted, false);
      refused("Not saved", error);
    },
    onClash: (_edit, clash, newer) => ask(clash, newer),
    onSaved: (_saved, wanted) => settle(item.id, wanted, true),
  });
  return (wanted, began) => {
    const now = shown.rev >= item.rev ? shown : item;
    const clash = began ? clashes(wanted, before(now, began), now) : [];
    if (clash.length > 0) ask(clash, now);
    else edit.mutate(wanted);
  };
}

const ATTRIBUTES = new Set(["title", "state", "parent"]);

/** The edit that sets the chosen values. */
export function chosenEdit(chosen: readonly Clash[]): Edit {
  const fields = Object.fromEntries(chosen.filter((one) => !ATTRIBUTES.has(one.name)).map((one) => [one.name, one.mine]));
  const plain = Object.fromEntries(chosen.filter((one) => ATTRIBUTES.has(one.name)).map((one) => [one.name, one.mine]));
  return { ...plain, ...(Object.keys(fields).length > 0 && { fields }) };
}

function Value({ item, name, value }: { item: Item; name: string; value: unknown }) {
  const type = useQuery(typesQuery).data?.find((one) => one.name === item.type);
  const people = useQuery(peopleQuery).data ?? [];
  const field = type?.fields.find((one) => one.name === name);
  if (value === null || value === undefined || value === "") return <span className="m">nothing</span>;
  if (name === "state") return <>{stateLabel(type, String(value))}</>;
  if (!field || field.type === "longtext" || field.type === "text") return <span dir="auto">{isText(value) ? value : JSON.stringify(value)}</span>;
  return <FieldText field={field} value={value} people={people} />;
}

function Chooser({ item, clash, write }: Choice) {
  const [place, setPlace] = useState(0);
  const [mine, setMine] = useState<Clash[]>([]);
  const one = clash[place];
  if (!one) return null;
  const choose = (taken: boolean) => {
    if (!taken) dropDraft(item.id, one.name);
    const chosen = taken ? [...mine, one] : mine;
    setMine(chosen);
    if (place + 1 < clash.length) {
      setPlace(place + 1);
      return;
    }
    choice.close();
    if (chosen.length > 0) write(chosenEdit(chosen));
  };
  return (
    <>
      <p className="m2">“{humanise(one.name)}” was changed meanwhile by somebody else. Nothing is lost: choose which one stays.</p>
      <div className={styles.two}>
        <section aria-label="Theirs">
          <h3>As it is now</h3>
          <div className={styles.value}>
            <Value item={item} name={one.name} value={one.theirs} />
          </div>
          <Button onClick={() => choose(false)}>Keep theirs</Button>
        </section>
        <section aria-label="Yours">
          <h3>What you wrote</h3>
          <div className={styles.value}>
            <Value item={item} name={one.name} value={one.mine} />
          </div>
          <Button variant="filled" onClick={() => choose(true)}>
            Use mine
          </Button>
        </section>
      </div>
    </>
  );
}

function Choose({ id }: { id: string }) {
  const open = choice.useOpened();
  if (open?.item.id !== id) return null;
  return (
    <Dialog onClose={() => undefined} withCloseButton={false} closeOnClickOutside={false} size={640} title="Two people wrote at once">
      <Chooser {...open} />
    </Dialog>
  );
}

/** "Saved" only once the server has said so. */
export function Saved({ id }: { id: string }) {
  const saving = useIsMutating({ mutationKey: ["edit", id] }) > 0;
  const failed = useMutationState({ filters: { mutationKey: ["edit", id] }, select: (mutation) => mutation.state.status }).at(-1) === "error";
  const [ever, setEver] = useState(false);
  if (saving && !ever) setEver(true);
  return (
    <>
      <span className={styles.saved} role="status">
        {saving ? (
          <>
            <IconCloudUp className="i s" aria-hidden /> Saving
          </>
        ) : (
          ever && (
            <>
              {failed ? <IconCloudOff className="i s" aria-hidden /> : <IconCloudCheck className="i s" aria-hidden />} {failed ? "Not saved" : "Saved"}
            </>
          )
        )}
      </span>
      <Choose id={id} />
    </>
  );
}
