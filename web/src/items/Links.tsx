import { ActionIcon, Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link as RouteLink } from "@tanstack/react-router";
import { IconLink, IconLock, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import { linksQuery, useLinks } from "../api/items";
import { linkTypesQuery } from "../api/projects";
import type { Item, ItemType, Link } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { useShortcuts } from "../ui/shortcuts";
import { State, TypeIcon } from "../ui/State";
import { refused } from "../ui/toast";
import { LINKS, linkWords, stateLabel } from "../ui/vocabulary";
import row from "../ui/Row.module.css";
import { tell } from "../ui/tell";
import { endAddress, keyOf } from "./address";
import type { FoundItem } from "./find";
import { ItemPicker } from "./ItemPicker";
import styles from "./Links.module.css";

interface RowProps {
  link: Link;
  /** The first of its group says how they are linked; it is said to those who hear the page for each. */
  first: boolean;
  types: readonly ItemType[];
  onRemove: (() => void) | undefined;
}

function LinkRow({ link, first, types, onRemove }: RowProps) {
  const { end } = link;
  const type = types.find((one) => one.name === end.type);
  const address = endAddress(end);
  const key = keyOf(end);
  const words = linkWords(link.type, link.direction);
  const label = stateLabel(type, end.state);
  return (
    <li className={clsx(styles.link, type?.phase)}>
      <span className={styles.relation}>{first ? words : <span className="vh">{words}</span>}</span>
      {address ? (
        <RouteLink {...address} className={clsx(row.row, styles.end)}>
          <span className="hue row" title={type?.label}>
            <TypeIcon type={end.type} />
          </span>
          {key && <span className={row.key}>{key}</span>}
          <span className="ell" dir="auto">
            {end.title}
          </span>
          <span className={clsx(row.end, "hide")}>
            <State type={end.type} state={end.state} label={label} />
          </span>
          <span className={clsx(row.end, "phone")}>
            <State type={end.type} state={end.state} label={label} iconOnly />
          </span>
        </RouteLink>
      ) : (
        <span className={clsx(row.row, styles.end, "m")}>
          <IconLock className="i" stroke={1.75} aria-hidden />
          Restricted: an item in a project that you may not see
        </span>
      )}
      {onRemove && (
        <ActionIcon className={styles.remove ?? ""} aria-label={`Remove link: ${words} ${end.title ?? ""}`} onClick={onRemove}>
          <IconX className="i s" aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

const ORDER = Object.keys(LINKS);
const place = (link: Link): number => ORDER.indexOf(link.type) * 2 + (link.direction === "out" ? 0 : 1);

/** By how they are linked, in people's words; what blocks comes before what merely relates. */
export const grouped = (links: readonly Link[]): Link[] => [...links].sort((a, b) => place(a) - place(b) || a.created - b.created);

/** Pick how, then what: an item of any project, found by its words or its key. */
function AddLink({ item, onDone }: { item: Item; onDone: () => void }) {
  const names = useQuery(linkTypesQuery).data ?? [];
  const [relation, setRelation] = useState("relates:out");
  const { add } = useLinks(item);
  const relations = names.flatMap((name) => {
    const [out, back] = [linkWords(name, "out"), linkWords(name, "in")];
    return [{ value: `${name}:out`, label: out }, ...(out === back ? [] : [{ value: `${name}:in`, label: back }])];
  });
  const connect = (other: FoundItem) => {
    const [type = "relates", direction] = relation.split(":");
    const ends = direction === "in" ? { source: other.id, target: item.id } : { source: item.id, target: other.id };
    tell(add, { type, ...ends }, { onError: (error) => refused("The link was not made", error), onSuccess: onDone });
  };
  return (
    <div className={styles.add}>
      <Select aria-label="How they are linked" data={relations} value={relation} onChange={(value) => value && setRelation(value)} searchable className={styles.how ?? ""} />
      <ItemPicker
        everywhere
        projectKey={item.project_key}
        label="Item to link"
        placeholder="Find an item by its title or key"
        without={[item.id]}
        disabled={add.isPending}
        onPick={connect}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <Button variant="subtle" onClick={onDone}>
        Cancel
      </Button>
    </div>
  );
}

const SHOWN = 12;

/** The typed links of an item. */
export function Links({ item, types, readOnly }: { item: Item; types: readonly ItemType[]; readOnly: boolean }) {
  const [adding, setAdding] = useState(false);
  const [all, setAll] = useState(false);
  const links = useQuery({ ...linksQuery(item.id), select: grouped });
  const { remove } = useLinks(item);
  useShortcuts(readOnly ? {} : { r: { act: () => setAdding(true), what: "Add a link", group: "On an item" } });
  return (
    <section className={styles.links} aria-label="Links">
      <Loaded query={links} rows={2}>
        {(list) => (
          <>
            <ul>
              {(all ? list : list.slice(0, SHOWN)).map((link, index, shown) => (
                <LinkRow
                  key={link.id}
                  link={link}
                  first={index === 0 || place(shown[index - 1] as Link) !== place(link)}
                  types={types}
                  onRemove={readOnly ? undefined : () => tell(remove, link, { onError: (error) => refused("The link was not removed", error) })}
                />
              ))}
            </ul>
            {list.length > SHOWN && (
              <Button variant="subtle" className={styles.open ?? ""} onClick={() => setAll(!all)}>
                {all ? "Show fewer" : `${list.length - SHOWN} more links`}
              </Button>
            )}
            {list.length === 0 && readOnly && <p className="m sm">Linked with nothing yet.</p>}
          </>
        )}
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
