import { Button, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconTrash } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type FormEvent, useState } from "react";

import { trashQuery, usePurge } from "../api/access";
import { useTrash } from "../api/items";
import { peopleQuery } from "../api/people";
import { typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Item } from "../api/types";
import { itemAddress, keyOf } from "../items/address";
import { useReadOnly } from "../items/readOnly";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { Empty, ErrorNote, Loaded, NextPage } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { counted } from "../ui/format";
import row from "../ui/Row.module.css";
import { TypeIcon } from "../ui/State";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { ProjectPage } from "./ProjectPage";
import styles from "./TrashPage.module.css";

/** What went to the trash by itself, each with how many of the items shown went along beneath it. */
export function roots(items: readonly Item[]): { item: Item; beneath: number }[] {
  const known = new Map(items.map((item) => [item.id, item]));
  const above = (item: Item): Item | undefined => {
    const parent = item.parent === null ? undefined : known.get(item.parent);
    return parent?.trashed === item.trashed ? parent : undefined;
  };
  const beneath = new Map<string, number>();
  for (const item of items) {
    for (let parent = above(item); parent; parent = above(parent)) beneath.set(parent.id, (beneath.get(parent.id) ?? 0) + 1);
  }
  return items.filter((item) => !above(item)).map((item) => ({ item, beneath: beneath.get(item.id) ?? 0 }));
}

function Purge({ item, onClose }: { item: Item; onClose: () => void }) {
  const { values, set, fail, error, rest } = useForm({ typed: "", reason: "" });
  const purge = usePurge(item.project_key);
  const ask = useAsked();
  const word = keyOf(item) ?? item.title;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = ask();
    tell(
      purge,
      { id: item.id, reason: values.reason },
      {
        onError: (problem) => (asked.open() ? fail(problem) : refused(`${word} was not removed`, problem)),
        onSuccess: () => {
          if (asked.open()) onClose();
          done("Removed for good");
        },
      },
    );
  };
  return (
    <Dialog onClose={onClose} title={`Remove ${word} for good?`}>
      <form className={form.form} onSubmit={submit}>
        <p>“{item.title}”, all beneath it, its links and its history are removed. This cannot be undone. Only that it happened, when, by whom and why is kept.</p>
        <Textarea data-autofocus required label="Why" description="It is kept." autosize minRows={2} maxLength={500} value={values.reason} error={error("reason")} onChange={(event) => set("reason", event.currentTarget.value)} />
        <TextInput required label={`Type ${word} to confirm`} autoComplete="off" value={values.typed} onChange={(event) => set("typed", event.currentTarget.value)} />
        {rest && <ErrorNote error={rest} kept="It is still in the trash." />}
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" className={styles.danger ?? ""} loading={purge.isPending} disabled={values.typed.trim() !== word || !values.reason.trim()}>
            Remove for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface RowProps {
  item: Item;
  beneath: number;
  who: string;
  readOnly: boolean;
  onPurge: (() => void) | undefined;
}

function Trashed({ item, beneath, who, readOnly, onPurge }: RowProps) {
  const type = useQuery(typesQuery).data?.find((one) => one.name === item.type);
  const trash = useTrash(item);
  const restore = () => tell(trash, "restore", { onSuccess: () => done(`${keyOf(item) ?? item.title} restored`), onError: (error) => refused("It was not restored", error) });
  return (
    <li className={clsx(styles.row, type?.phase)}>
      <Link {...itemAddress(item)} className={clsx(row.row, styles.what)}>
        <span className="hue row" title={type?.label}>
          <TypeIcon type={item.type} />
        </span>
        {keyOf(item) && <span className={row.key}>{keyOf(item)}</span>}
        <span className="ell" dir="auto">
          {item.title}
        </span>
        {beneath > 0 && <span className="m sm">and {counted(beneath, "item", "items")} beneath</span>}
      </Link>
      <span className={clsx("m sm", styles.when)}>
        {who}, {item.trashed !== null && <Time at={item.trashed} />}
      </span>
      {!readOnly && (
        <Button loading={trash.isPending} onClick={restore} aria-label={`Restore ${item.title}`}>
          Restore
        </Button>
      )}
      {onPurge && (
        <Button variant="subtle" className={styles.danger ?? ""} onClick={onPurge} aria-label={`Remove for good: ${item.title}`}>
          Remove for good
        </Button>
      )}
    </li>
  );
}

/** What is in a project's trash, who put it there and when. */
export function TrashPage() {
  const { key } = useParams({ from: "/app/p/$key/trash" });
  const trash = useInfiniteQuery(trashQuery(key));
  const people = useQuery(peopleQuery).data ?? [];
  const admin = ["owner", "admin"].includes(useQuery(sessionQuery).data?.person?.role ?? "");
  const readOnly = useReadOnly(key);
  const [purging, setPurging] = useState<Item | null>(null);
  const who = (id: string) => people.find((one) => one.id === id)?.name ?? "A program";
  return (
    <ProjectPage projectKey={key} title="Trash" documentTitle={`Trash of ${key}`}>
      <div className={styles.page}>
        <h1>Trash</h1>
        <Loaded query={trash}>
          {(data) => {
            const shown = roots(data.pages.flatMap((page) => page.items));
            if (shown.length === 0) {
              return (
                <Empty icon={IconTrash} title="The trash is empty">
                  What is moved to the trash waits here, with all beneath it, until somebody restores it.
                </Empty>
              );
            }
            return (
              <>
                <p className="m2 sm">Restoring an item brings back what went with it. Only owners and admins of the workspace remove items for good.</p>
                <ul className={styles.list}>
                  {shown.map(({ item, beneath }) => (
                    <Trashed key={item.id} item={item} beneath={beneath} who={who(item.updated_by)} readOnly={readOnly} onPurge={admin ? () => setPurging(item) : undefined} />
                  ))}
                </ul>
                <NextPage of={trash}>Older</NextPage>
              </>
            );
          }}
        </Loaded>
        {purging && <Purge item={purging} onClose={() => setPurging(null)} />}
      </div>
    </ProjectPage>
  );
}
