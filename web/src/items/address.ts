import type { End } from "../api/types";

interface Named {
  id: string;
  key: string;
  type: string;
  project_key: string;
}

/** Where an item's page is: runs have one of their own; items without a human key go by their id. */
export function itemAddress(item: Named) {
  if (item.type === "run") return { to: "/p/$key/runs/$id", params: { key: item.project_key, id: item.id } } as const;
  if (item.type === "project") return { to: "/p/$key", params: { key: item.project_key } } as const;
  return { to: "/p/$key/items/$ref", params: { key: item.project_key, ref: item.key || item.id } } as const;
}

/** The same for the far end of a link; null where it may not be seen. */
export function endAddress(end: End) {
  const { id, key, type, project_key } = end;
  if (end.restricted || id === null || type === null || project_key === null) return null;
  return itemAddress({ id, key: key ?? "", type, project_key });
}

/** The human key; null where an item has none and the server gives its id in its place. */
export const keyOf = (item: { id: string | null; key: string | null }): string | null => (item.key && item.key !== item.id ? item.key : null);

/** The address as a link has it. */
export const hrefOf = ({ to, params }: { to: string; params: object }): string => to.replace(/\$(\w+)/g, (_whole, name: string) => encodeURIComponent(String((params as Record<string, unknown>)[name])));

/** Whether an item is at another address than this one: it has moved since, and what led to it still does. */
export const isElsewhere = (item: Named, project: string, ref: string): boolean =>
  item.project_key.toUpperCase() !== project.toUpperCase() || (ref !== item.id && ref.toUpperCase() !== item.key.toUpperCase());
