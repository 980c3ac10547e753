import { type InfiniteData, type QueryClient, infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { Problem, isRemoved } from "./problem";
import type { Context, History, Item, ItemPatch, Link, Links, NewItem, NewLink, Page } from "./types";

export const itemQuery = (ref: string) =>
  queryOptions({
    queryKey: ["item", ref],
    queryFn: ({ signal }) => get<Item>(at("items", ref), signal),
  });

export const linksQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "links"],
    queryFn: async ({ signal }) => (await get<Links>(`${at("items", id)}/links`, signal)).links,
  });

export const contextQuery = (id: string, depth = 3) =>
  queryOptions({
    queryKey: ["item", id, "context", depth],
    queryFn: ({ signal }) => get<Context>(`${at("items", id)}/context${search({ depth })}`, signal),
  });

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["item", id, "history"],
    queryFn: ({ signal, pageParam }) => get<History>(`${at("items", id)}/history${search({ cursor: pageParam, limit: 30 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

interface Place {
  type: number;
  cursor: string;
}
export interface ListPage extends Page {
  type: string;
}

/** What was changed last in a project, of any type: what a picker offers before anything is typed. */
export const lastChangedQuery = (project: string, limit: number) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "last", limit],
    queryFn: async ({ signal }): Promise<Item[]> => (await get<Page>(`${at("projects", project)}/items${search({ limit, sort: "updated", desc: true })}`, signal)).items,
    staleTime: 10_000,
  });

/** The newest items of a type. */
export const listedQuery = (project: string, type: string, limit: number) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "newest", type, limit],
    queryFn: async ({ signal }) => (await get<Page>(`${at("projects", project)}/items${search({ type, limit, sort: "created", desc: true })}`, signal)).items,
  });

/** The newest runs of a project. */
export const findRunsQuery = (project: string, limit: number) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "newest-runs", limit],
    queryFn: async ({ signal }) => (await get<Page>(`${at("projects", project)}/items${search({ type: "run", limit, sort: "created", desc: true })}`, signal)).items,
  });

/** Stands in the keys of queries for all projects together. */
export const EVERYWHERE = "*";

export type Lists = InfiniteData<ListPage, Place>;

const newest = (item: Item) => (shown: Item) => (shown.rev > item.rev ? shown : item);

/** Put a newer version of an item, or what `swap` makes of the one that is shown, wherever the cache shows it. True if some list had it. */
export function placeItem(client: QueryClient, item: Item, swap: (shown: Item) => Item = newest(item)): boolean {
  for (const ref of [item.id, item.key]) {
    // An answer from before it was removed for good may come after the one that says so.
    if (ref && !isRemoved(client.getQueryState(itemQuery(ref).queryKey)?.error)) client.setQueryData(itemQuery(ref).queryKey, (before) => (before ? swap(before) : item));
  }
  // A page may have asked for it by a key that it had before it moved.
  const byOther = ({ queryKey: [noun, ref, ...rest] }: { queryKey: readonly unknown[] }) => noun === "item" && rest.length === 0 && ref !== item.id && ref !== item.key;
  client.setQueriesData<Item>({ predicate: byOther }, (before) => (before?.id === item.id ? swap(before) : before));
  let found = false;
  const holds = ({ queryKey: [noun, key] }: { queryKey: readonly unknown[] }) => noun === "items" && (key === item.project_key.toUpperCase() || key === EVERYWHERE);
  client.setQueriesData<Lists | Item[]>({ predicate: holds }, (before) => {
    if (!before) return before;
    // What does not hold it stays the same object: a table has fifty pages, and draws again what is new to it.
    const placed = (items: Item[]): Item[] => {
      const shown = items.find((one) => one.id === item.id);
      if (!shown) return items;
      found = true;
      const next = swap(shown);
      return next === shown ? items : items.map((one) => (one === shown ? next : one));
    };
    if (Array.isArray(before)) return placed(before);
    const pages = before.pages.map((page) => {
      const items = placed(page.items);
      return items === page.items ? page : { ...page, items };
    });
    return pages.some((page, index) => page !== before.pages[index]) ? { ...before, pages } : before;
  });
  return found;
}

/** What hangs on items (by id) beside the items themselves: history, links, context. */
export const refreshParts = (client: QueryClient, ids: ReadonlySet<unknown>): void =>
  void client.invalidateQueries({ queryKey: ["item"], predicate: ({ queryKey }) => queryKey.length > 2 && ids.has(queryKey[1]) });

/** Whether a query is of one of these projects, or of all projects together. */
const isOf = (keys: Iterable<string>) => {
  const known = new Set([EVERYWHERE, ...Array.from(keys, (key) => key.toUpperCase())]);
  return ({ queryKey: [, key] }: { queryKey: readonly unknown[] }) => known.has(String(key));
};

/** What is told of projects as a whole, such as counts. */
export const refreshProjects = (client: QueryClient, keys: Iterable<string>): void => void client.invalidateQueries({ queryKey: ["project"], predicate: isOf(keys) });

/** What an item's change shows in beside the item itself and lists. */
export function refreshAround(client: QueryClient, item: Pick<Item, "id" | "project_key"> & Partial<Pick<Item, "parent">>): void {
  refreshParts(client, new Set([item.id, item.parent]));
  refreshProjects(client, [item.project_key]);
}

export function refreshLists(client: QueryClient, ...keys: string[]): Promise<void> {
  const mine = isOf(keys);
  return client.invalidateQueries({ predicate: (query) => (query.queryKey[0] === "items" || query.queryKey[0] === "runs") && mine(query) });
}

export function useCreateItem(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewItem) => change<Item>("POST", `${at("projects", project)}/items`, body),
    onSuccess: (item) => {
      placeItem(client, item);
      refreshAround(client, item);
      return refreshLists(client, project);
    },
  });
}

export type Edit = Omit<ItemPatch, "rev">;

const apply = (item: Item, edit: Edit): Item => ({ ...item, ...edit, fields: { ...item.fields, ...edit.fields } });

/** One value that two people changed: what stands there now, and what was to be written. */
export interface Clash {
  name: string;
  theirs: unknown;
  mine: unknown;
}

const pieces = (edit: Edit): [string, unknown, (item: Item) => unknown][] => [
  ...Object.entries(edit)
    .filter(([name]) => name !== "fields")
    .map(([name, value]): [string, unknown, (item: Item) => unknown] => [name, value, (item) => item[name as keyof Item]]),
  ...Object.entries(edit.fields ?? {}).map(([name, value]): [string, unknown, (item: Item) => unknown] => [name, value, (item) => item.fields[name]]),
];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Where an edit that began from `from` meets values that somebody else has changed since. */
export const clashes = (edit: Edit, from: Item, newer: Item): Clash[] =>
  pieces(edit)
    .filter(([, mine, read]) => !same(read(from), read(newer)) && !same(read(newer), mine))
    .map(([name, mine, read]) => ({ name, theirs: read(newer), mine }));

export const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null && "rev" in value && "type" in value && "project_key" in value;

/** The item without an edit that was refused, whatever rev it has by now: the values that it set go back to those of `before`. */
function without(shown: Item, edit: Edit, before: Item): Item {
  const back = pieces(edit).filter(([, mine, read]) => same(read(shown), mine));
  const fields = back.filter(([name]) => name in (edit.fields ?? {})).map(([name]) => [name, before.fields[name] ?? null]);
  const plain = back.filter(([name]) => name in edit).map(([name]) => [name, before[name as keyof Item]]);
  return apply(shown, { ...Object.fromEntries(plain), fields: Object.fromEntries(fields) } as Edit);
}

/** What was refused is taken back at once, whatever an earlier answer has put over it. */
export const takeBack = (client: QueryClient, before: Item, edit: Edit) => placeItem(client, before, (shown) => without(shown, edit, before));

interface Outcomes {
  onRefused: (error: unknown, edit: Edit) => void;
  /** Somebody else changed the same values meanwhile. */
  onClash: (edit: Edit, clash: Clash[], newer: Item) => void;
  /** The server has said yes, at once or when the edit went on from a newer item. */
  onSaved?: (saved: Item, edit: Edit) => void;
}

/** The name and the note of a run stand in MLflow's tags, too: they have an address of their own. */
function send(item: Item, { rev, title, fields, ...edit }: ItemPatch): Promise<Item> {
  const plain = { rev, ...(title !== undefined && { title }) };
  if (item.type !== "run") return change<Item>("PATCH", at("items", item.id), { ...plain, ...edit, ...(fields && { fields }) });
  return change<Item>("PATCH", at("runs", item.id), { ...plain, ...(fields && "note" in fields && { note: String(fields.note ?? "") }) });
}

/**
 * Edit an item: painted at once, confirmed or taken back by the server's answer.
 * A stale write is answered with the newer item, which is then what the page shows. Where the two edits touch different values, the
 * write goes on from there; where they touch the same, somebody has to choose.
 */
export function useEditItem(item: Item, { onRefused, onClash, onSaved }: Outcomes) {
  const client = useQueryClient();
  const mutationKey = ["edit", item.id];
  const current = () => client.getQueryData(itemQuery(item.id).queryKey) ?? client.getQueryData(itemQuery(item.key).queryKey) ?? item;
  const ofItem = { queryKey: ["item"], predicate: (query: { queryKey: readonly unknown[] }) => query.queryKey[1] === item.id || query.queryKey[1] === item.key };
  /** Edits that still wait stay painted over what the server has said so far. */
  const withWaiting = (saved: Item): Item =>
    client
      .getMutationCache()
      .findAll({ mutationKey, status: "pending" })
      .reduce((painted, waiting) => apply(painted, (waiting.state.variables ?? {}) as Edit), saved);
  const mutation = useMutation({
    mutationKey,
    scope: { id: `edit-${item.id}` },
    mutationFn: async (edit: Edit) => {
      const saved = await send(item, { rev: current().rev, ...edit });
      // At once, so that the next edit in line starts from this rev.
      placeItem(client, saved);
      return saved;
    },
    onMutate: async (edit) => {
      await client.cancelQueries(ofItem);
      const before = current();
      placeItem(client, apply(before, edit));
      return { before };
    },
    onSuccess: (saved, edit) => {
      refreshAround(client, saved);
      if (saved.type === "run") {
        void client.invalidateQueries({ queryKey: ["run", saved.id], exact: true });
        void refreshLists(client, saved.project_key);
      }
      onSaved?.(saved, edit);
    },
    onError: (error, edit, kept) => {
      const newer = error instanceof Problem && error.code === "stale" ? error.facts.current : null;
      if (!isItem(newer) || !kept) {
        if (kept) takeBack(client, kept.before, edit);
        void refreshLists(client, item.project_key);
        onRefused(error, edit);
        return;
      }
      placeItem(client, newer);
      const clash = clashes(edit, kept.before, newer);
      if (clash.length > 0) onClash(edit, clash, newer);
      else mutation.mutate(edit);
    },
    onSettled: (saved, error) => {
      if (saved) placeItem(client, withWaiting(saved));
      if (error) void client.invalidateQueries(ofItem);
    },
  });
  return mutation;
}

export function useTrash(item: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: "trash" | "restore") => change<Item | undefined>("POST", `${at("items", item.id)}/${act}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["item"] });
      refreshAround(client, item);
      return refreshLists(client, item.project_key);
    },
  });
}

export function useLinks(item: Item) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ["item"], predicate: (query) => query.queryKey.length > 2 });
  const add = useMutation({ mutationFn: (body: NewLink) => change<Link>("POST", "/links", body), onSuccess });
  const remove = useMutation({
    mutationFn: (link: Link) => change("DELETE", at("links", link.id)),
    onMutate: (link) => {
      const key = linksQuery(item.id).queryKey;
      const before = client.getQueryData(key);
      client.setQueryData(key, (links) => links?.filter((one) => one.id !== link.id));
      return { before };
    },
    onError: (_error, _link, kept) => client.setQueryData(linksQuery(item.id).queryKey, kept?.before),
    onSuccess,
  });
  return { add, remove };
}

export function useUndo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (operation: string) => change<unknown>("POST", "/undo", { operation }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["item"] }), client.invalidateQueries({ queryKey: ["items"] }), client.invalidateQueries({ queryKey: ["runs"] }), client.invalidateQueries({ queryKey: ["project"] })]),
  });
}
