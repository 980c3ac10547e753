import { type QueryClient, infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { EVERYWHERE, type ListPage, isItem, itemQuery, placeItem, refreshAround, refreshLists, takeBack } from "./items";
import { Problem } from "./problem";
import type { Batched, Group, Groups, Item, ItemEdit, OwnFields, Page } from "./types";

/** What the server is asked for one stretch of a table: items of one type, filtered. `where` is in the API's own form. */
export interface Asked {
  type: string;
  state?: readonly string[] | undefined;
  q?: string | undefined;
  where?: readonly { field: string; op: string; value: unknown }[] | undefined;
}
export interface Order {
  sort: string;
  desc: boolean;
}
interface Place {
  stretch: number;
  cursor: string;
}

/** A project's key, or null for all projects together. */
export type Scope = string | null;
const keyOf = (scope: Scope): string => (scope === null ? EVERYWHERE : scope.toUpperCase());
const pathOf = (scope: Scope, noun: string): string => (scope === null ? `/${noun}` : `${at("projects", scope)}/${noun}`);
const queryOf = ({ type, state, q, where }: Asked) => ({ type, state, q, filter: where?.length ? JSON.stringify(where) : undefined });

/** The stretches of a table one after the other, each in pages. */
export const tableQuery = (scope: Scope, stretches: readonly Asked[], order: Order) =>
  infiniteQueryOptions({
    queryKey: ["items", keyOf(scope), "table", stretches, order],
    queryFn: async ({ signal, pageParam }: { signal: AbortSignal; pageParam: Place }): Promise<ListPage> => {
      const asked = stretches[pageParam.stretch];
      if (!asked) return { type: "", items: [], next: null };
      const query = { ...queryOf(asked), ...order, cursor: pageParam.cursor, limit: 200 };
      return { type: asked.type, ...(await get<Page>(pathOf(scope, "items") + search(query), signal)) };
    },
    initialPageParam: { stretch: 0, cursor: "" } as Place,
    getNextPageParam: (page, _pages, place): Place | null => {
      if (page.next) return { stretch: place.stretch, cursor: page.next };
      return place.stretch + 1 < stretches.length ? { stretch: place.stretch + 1, cursor: "" } : null;
    },
    enabled: stretches.length > 0,
    // Comparing 10,000 rows with themselves for each page that comes would hold the scrolling up.
    structuralSharing: false,
  });

/** How many items have each value of a field, among those that fit. */
export const groupsQuery = (scope: Scope, asked: Asked, by: string) =>
  queryOptions({
    queryKey: ["project", keyOf(scope), "groups", asked, by],
    queryFn: async ({ signal }): Promise<Group[]> => (await get<Groups>(pathOf(scope, "groups") + search({ ...queryOf(asked), by }), signal)).groups,
    enabled: Boolean(asked.type && by),
  });

export const ownFieldsQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project.toUpperCase(), "fields"],
    queryFn: async ({ signal }) => (await get<OwnFields>(`${at("projects", project)}/fields`, signal)).fields,
    staleTime: 60_000,
  });

export type Edit = Pick<ItemEdit, "state" | "fields">;
/** What is to become of one item. */
export interface Wanted {
  item: Item;
  edit: Edit;
}

const painted = ({ item, edit }: Wanted): Item => ({ ...item, ...(edit.state !== undefined && { state: edit.state }), fields: { ...item.fields, ...edit.fields } });

const EDITS = ["edit-items"];

/** Sends an edit from the newest rev that is known: the edit before it may have been answered while this one waited. */
async function write(client: QueryClient, wanted: readonly Wanted[]): Promise<readonly Item[]> {
  const rev = (item: Item) => Math.max(item.rev, client.getQueryData(itemQuery(item.id).queryKey)?.rev ?? 0);
  const [only] = wanted;
  if (only && wanted.length === 1) return [await change<Item>("PATCH", at("items", only.item.id), { rev: rev(only.item), ...only.edit })];
  const edits = wanted.map(({ item, edit }): ItemEdit => ({ id: item.id, rev: rev(item), ...edit }));
  return (await change<Batched>("POST", "/items/batch", { edits })).items;
}

/** Edits that still wait stay painted over what the server has said so far. */
function withWaiting(client: QueryClient, saved: Item): Item {
  const waiting = client.getMutationCache().findAll({ mutationKey: EDITS, status: "pending" });
  const edits = waiting.flatMap((one) => (one.state.variables as readonly Wanted[] | undefined) ?? []).filter(({ item }) => item.id === saved.id);
  return edits.reduce((item, { edit }) => painted({ item, edit }), saved);
}

/** The queries whose answers hold some of these items. */
const showing = (wanted: readonly Wanted[]) => {
  const refs = new Set(wanted.flatMap(({ item }) => [item.id, item.key]));
  const projects = new Set([EVERYWHERE, ...wanted.map(({ item }) => item.project_key.toUpperCase())]);
  return ({ queryKey: [noun, key] }: { queryKey: readonly unknown[] }) => typeof key === "string" && ((noun === "items" && projects.has(key)) || (noun === "item" && refs.has(key)));
};

/** Edit one item or many in one act: painted at once, confirmed or taken back, with the reason, by the server's answer. */
export function useEditItems(onRefused: (error: unknown) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: EDITS,
    scope: { id: "edit-items" },
    mutationFn: async (wanted: readonly Wanted[]) => {
      const items = await write(client, wanted);
      // At once, so that the next edit in line starts from these revs.
      items.forEach((item) => placeItem(client, item));
      return items;
    },
    onMutate: async (wanted) => {
      // An answer that was asked for before would paint the old values again; it is asked for anew in the end.
      const asked = client.getQueryCache().findAll({ predicate: showing(wanted), fetchStatus: "fetching" });
      await client.cancelQueries({ predicate: (query) => asked.includes(query) });
      wanted.forEach((one) => placeItem(client, painted(one)));
      return { asked: asked.map(({ queryKey }) => queryKey) };
    },
    onSuccess: (items) => items.slice(0, 20).forEach((item) => refreshAround(client, item)),
    onError: (error, wanted) => {
      wanted.forEach(({ item, edit }) => takeBack(client, item, edit));
      const newer = error instanceof Problem && error.code === "stale" ? error.facts.current : null;
      (Array.isArray(newer) ? newer : [newer]).filter(isItem).forEach((item) => placeItem(client, item));
      onRefused(error);
    },
    onSettled: (items, error, wanted, kept) => {
      items?.forEach((item) => placeItem(client, withWaiting(client, item)));
      if (error) void client.invalidateQueries({ predicate: showing(wanted) });
      else kept?.asked.forEach((queryKey) => void client.invalidateQueries({ queryKey, exact: true }));
    },
  });
}

/** As much of an item as its removal needs. */
export type Trashed = Pick<Item, "id" | "project_key">;

export function useTrashItems(onRefused: (error: unknown) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (items: readonly Trashed[]) => change<Batched>("POST", "/items/batch", { trash: items.map((item) => item.id) }),
    onSuccess: (_done, items) => {
      const projects = new Map(items.map((item) => [item.project_key, item]));
      projects.forEach((item) => refreshAround(client, item));
      return Promise.all(Array.from(projects.keys(), (key) => refreshLists(client, key)));
    },
    onError: onRefused,
  });
}
