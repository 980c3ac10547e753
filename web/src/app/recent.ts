import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";

import { itemQuery } from "../api/items";
import { ownName } from "../api/own";
import type { End, Item } from "../api/types";

const store = (): string => ownName("recent");
const KEPT = 12;

/** What I looked at last, newest first, on this machine. */
export function recent(): End[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(store()) ?? "[]");
    return Array.isArray(found) ? (found as End[]) : [];
  } catch {
    return [];
  }
}

function keep({ id, type, key, title, state, project_key }: Item): void {
  const end: End = { restricted: false, id, type, key, title, state, project_key };
  try {
    localStorage.setItem(store(), JSON.stringify([end, ...recent().filter((one) => one.id !== id)].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing has no recent things.
  }
}

/** The item whose page is open. It is remembered as looked at. */
export function useOpenItem(): Item | undefined {
  const { ref, id } = useParams({ strict: false });
  const open = ref ?? id;
  const item = useQuery({ ...itemQuery(open ?? ""), enabled: open !== undefined }).data;
  useEffect(() => {
    if (item && item.trashed === null) keep(item);
  }, [item]);
  return open === undefined ? undefined : item;
}
