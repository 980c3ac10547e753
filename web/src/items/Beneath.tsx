import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";

import { beneathQuery, placeQuery } from "../api/related";
import type { Item, ItemType } from "../api/types";
import { NextPage } from "../ui/Feedback";
import { count } from "../ui/format";
import { Section } from "../ui/Page";
import { endAddress, keyOf } from "./address";
import { createItem } from "./createItem";
import { ItemRow } from "./ItemRow";

/** The items that one hangs beneath, outermost first, as crumbs. */
export function useAbove(item: Item | undefined) {
  const above = useQuery({ ...placeQuery(item?.id ?? ""), enabled: Boolean(item?.parent) }).data ?? [];
  return above
    .filter((end) => end.type !== "project")
    .map((end) => {
      const address = endAddress(end);
      const name = end.title ?? keyOf(end) ?? "";
      return address ? <Link {...address}>{name}</Link> : <>{name}</>;
    });
}

/** What hangs beneath an item. */
export function Beneath({ item, types, readOnly }: { item: Item; types: readonly ItemType[]; readOnly: boolean }) {
  const beneath = useInfiniteQuery(beneathQuery(item));
  const items = beneath.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  const open = () => createItem.open({ project: item.project_key, type: item.type, parent: { id: item.id, title: item.title } });
  return (
    <Section
      title="Beneath it"
      hint={`${count(items.length)}${beneath.hasNextPage ? " and more" : ""}`}
      end={
        !readOnly && (
          <Button variant="subtle" leftSection={<IconPlus className="i s" aria-hidden />} onClick={open}>
            New beneath
          </Button>
        )
      }
    >
      {items.map((one) => (
        <ItemRow key={one.id} item={one} types={types} withType />
      ))}
      <NextPage of={beneath}>Show more</NextPage>
    </Section>
  );
}
