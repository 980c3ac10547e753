import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconClipboard, IconPencil } from "@tabler/icons-react";
import { clsx } from "clsx";
import { createElement, useEffect, useEffectEvent, useState } from "react";

import { useAddResources } from "../api/hub";
import { useUndo } from "../api/items";
import { asProblem } from "../api/problem";
import type { Item } from "../api/types";
import { itemAddress } from "../items/address";
import { Dialog } from "../ui/Dialog";
import { count, counted } from "../ui/format";
import form from "../ui/Form.module.css";
import { Section } from "../ui/Page";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { humanise } from "../ui/vocabulary";
import { looksLikeAddresses, opensInBrowser, placeOf, resourceIcon } from "./resources";
import styles from "./HubResources.module.css";

function Card({ item }: { item: Item }) {
  const { url, category } = item.fields;
  const inside = (
    <>
      {createElement(resourceIcon(category), { className: "i hue", stroke: 1.75, "aria-hidden": true })}
      <span className={styles.text}>
        <span className="ell st" dir="auto">
          {item.title}
        </span>
        <span className="ell sm m">
          {humanise(String(category ?? "other"))}, {placeOf(url)}
        </span>
      </span>
    </>
  );
  return (
    <li className={clsx(styles.card, "scope")}>
      {opensInBrowser(url) ? (
        <a href={url} target="_blank" rel="noreferrer" className={styles.open} title={url}>
          {inside}
        </a>
      ) : (
        <Link {...itemAddress(item)} className={styles.open} title={String(url ?? "")}>
          {inside}
        </Link>
      )}
      <Link {...itemAddress(item)} className={styles.edit} aria-label={`Edit ${item.title}`} title="Edit">
        <IconPencil className="i s" aria-hidden />
      </Link>
    </li>
  );
}

const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** The links of a project as cards. Pasting addresses anywhere on the page adds them; what is refused stays in the field. */
export function HubResources({ items, total, projectKey, mayAdd }: { items: readonly Item[]; total: number; projectKey: string; mayAdd: boolean }) {
  const [text, setText] = useState<string | null>(null);
  const add = useAddResources(projectKey);
  const undo = useUndo();
  const submit = (given: string) =>
    tell(add, given, {
      onSuccess: ({ added, known, operation }) => {
        setText(null);
        const told = added.length > 0 ? `${counted(added.length, "link", "links")} added` : "Nothing added";
        done(known.length > 0 ? `${told}, ${count(known.length)} ${known.length === 1 ? "was" : "were"} here already` : told, operation ? () => tell(undo, operation, { onError: (error) => refused("The links are still here", error) }) : undefined);
      },
      onError: () => setText(given),
    });
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!mayAdd || text !== null || typing(event.target) || !looksLikeAddresses(pasted)) return;
    event.preventDefault();
    submit(pasted);
  });
  useEffect(() => {
    addEventListener("paste", onPaste);
    return () => removeEventListener("paste", onPaste);
  }, []);
  const open = () => {
    add.reset();
    setText("");
  };
  return (
    <Section
      title="Resources"
      hint={total > 0 ? count(total) : undefined}
      end={
        mayAdd && (
          <Button variant="subtle" leftSection={<IconClipboard className="i s" aria-hidden />} onClick={open}>
            Paste links
          </Button>
        )
      }
    >
      {items.length === 0 && <p className="m2 sm">Paste links to the repository, bucket, dashboard, channel, design: each becomes a card.</p>}
      <ul className={styles.cards}>
        {items.map((item) => (
          <Card key={item.id} item={item} />
        ))}
      </ul>
      {total > items.length && (
        <Link to="/p/$key/$phase" params={{ key: projectKey, phase: "scope" }} search={{ type: "resource" }} className="sm m2">
          All {count(total)}
        </Link>
      )}
      <Dialog opened={text !== null} onClose={() => setText(null)} title="Paste links">
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault();
            submit(text ?? "");
          }}
        >
          <Textarea
            data-autofocus
            label="Addresses, one a line"
            description="Repository, bucket, dashboard, channel, design, document: up to 20 at once. Nothing is fetched from them."
            autosize
            minRows={5}
            maxRows={14}
            value={text ?? ""}
            error={add.error ? asProblem(add.error).detail : undefined}
            onChange={(event) => {
              add.reset();
              setText(event.currentTarget.value);
            }}
          />
          <div className={form.buttons}>
            <Button variant="subtle" onClick={() => setText(null)}>
              Cancel
            </Button>
            <Button type="submit" variant="filled" loading={add.isPending} disabled={!text?.trim()}>
              Add links
            </Button>
          </div>
        </form>
      </Dialog>
    </Section>
  );
}
