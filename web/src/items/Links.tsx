import { ActionIcon, Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link as RouteLink } from "@tanstack/react-router";
import { IconLink, IconLock, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import { findQuery, linksQuery, useLinks } from "../api/items";
import { linkTypesQuery } from "../api/projects";
import type { Item, ItemType, Link } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { useShortcuts } from "../ui/shortcuts";
import { State, TypeIcon } from "../ui/State";
import { refused } from "../ui/toast";
import { linkWords } from "../ui/vocabulary";
import row from "../ui/Row.module.css";
import { endAddress, keyOf } from "./address";
import styles from "./Links.module.css";

function LinkRow({ link, types, onRemove }: { link: Link; types: readonly ItemType[]; onRemove: (() => void) | undefined }) {
  const { end } = link;
  const phase = types.find((type) => type.name === end.type)?.phase;
  const address = endAddress(end);
  const key = keyOf(end);
  return (
    <div className={clsx(styles.link, phase)}>
      <span className={styles.relation}>{linkWords(link.type, link.direction)}</span>
      {address ? (
        <RouteLink {...address} className={clsx(row.row, styles.end)}>
          <span className="hue row">
            <TypeIcon type={end.type} />
          </span>
          {key && <span className={row.key}>{key}</span>}
          <span className="ell" dir="auto">
            {end.title}
          </span>
          <span className={clsx(row.end, "hide")}>
            <State type={end.type} state={end.state} />
          </span>
          <span className={clsx(row.end, "phone")}>
            <State type={end.type} state={end.state} iconOnly />
          </span>
        </RouteLink>
      ) : (
        <span className={clsx(row.row, styles.end, "m")}>
          <IconLock className="i" stroke={1.75} aria-hidden />
          Restricted: an item in a project that you may not see
        </span>
      )}
      {onRemove && (
        <ActionIcon className={styles.remove ?? ""} aria-label={`Remove link: ${linkWords(link.type, link.direction)} ${end.title ?? ""}`} onClick={onRemove}>
          <IconX className="i s" aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

/** Pick how, then what: an item of the same project, found by its words. */
function AddLink({ item, onDone }: { item: Item; onDone: () => void }) {
  const names = useQuery(linkTypesQuery).data ?? [];
  const [relation, setRelation] = useState("relates:out");
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text, 120);
  const found = useQuery({ ...findQuery(item.project_key, query, 20), placeholderData: (before) => before }).data ?? [];
  const { add } = useLinks(item);
  const relations = names.flatMap((name) => {
    const [out, back] = [linkWords(name, "out"), linkWords(name, "in")];
    return [{ value: `${name}:out`, label: out }, ...(out === back ? [] : [{ value: `${name}:in`, label: back }])];
  });
  const connect = (other: string) => {
    const [type = "relates", direction] = relation.split(":");
    const ends = direction === "in" ? { source: other, target: item.id } : { source: item.id, target: other };
    add.mutate({ type, ...ends }, { onError: (error) => refused("The link was not made", error), onSuccess: onDone });
  };
  return (
    <div className={styles.add}>
      <Select aria-label="How they are linked" data={relations} value={relation} onChange={(value) => value && setRelation(value)} searchable className={styles.how ?? ""} />
      <Select
        autoFocus
        searchable
        aria-label="Item to link"
        placeholder={`Find an item in ${item.project_key}`}
        className="grow"
        data={found.filter((one) => one.id !== item.id).map((one) => ({ value: one.id, label: `${keyOf(one) ?? ""} ${one.title}`.trim() }))}
        filter={({ options }) => options}
        searchValue={text}
        onSearchChange={setText}
        value={null}
        nothingFoundMessage="Nothing found"
        disabled={add.isPending}
        onChange={(value) => value && connect(value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <Button variant="subtle" onClick={onDone}>
        Cancel
      </Button>
    </div>
  );
}

/** The typed links of an item. */
export function Links({ item, types, readOnly }: { item: Item; types: readonly ItemType[]; readOnly: boolean }) {
  const [adding, setAdding] = useState(false);
  const links = useQuery(linksQuery(item.id));
  const { remove } = useLinks(item);
  useShortcuts(readOnly ? {} : { "shift+l": { act: () => setAdding(true), what: "Add a link", group: "On an item" } });
  return (
    <section className={styles.links} aria-label="Links">
      <Loaded query={links} rows={2}>
        {(list) =>
          list.map((link) => (
            <LinkRow
              key={link.id}
              link={link}
              types={types}
              onRemove={readOnly ? undefined : () => remove.mutate(link, { onError: (error) => refused("The link was not removed", error) })}
            />
          ))
        }
      </Loaded>
      {!readOnly &&
        (adding ? (
          <AddLink item={item} onDone={() => setAdding(false)} />
        ) : (
          <Button variant="subtle" className={styles.open ?? ""} leftSection={<IconLink className="i s" aria-hidden />} onClick={() => setAdding(true)}>
            Add a link
          </Button>
        ))}
    </section>
  );
}
