import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import { itemQuery, useEditItem } from "./items";
import { useEditItems } from "./table";
import type { Item } from "./types";

const item: Item = { id: "i", type: "issue", key: "P-1", project: "p", project_key: "P", title: "a", state: "todo", fields: { due: null }, rev: 1, created: 1, created_by: "m", updated: 1, updated_by: "m", parent: null, trashed: null };
const LIST = ["items", "P", "list"];

/** A hook on a page of its own, with the item in the cache and in a list. */
async function hooked<T>(hook: () => T) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(itemQuery("i").queryKey, item);
  client.setQueryData(LIST, [item]);
  const held = { now: undefined as T | undefined };
  const Page = () => {
    held.now = hook();
    return null;
  };
  const root = createRoot(document.createElement("div"));
  root.render(createElement(QueryClientProvider, { client }, createElement(Page)));
  await vi.waitFor(() => expect(held.now).toBeDefined());
  const shown = () => [client.getQueryData(itemQuery("i").queryKey), client.getQueryData<Item[]>(LIST)?.[0]];
  return { use: () => held.now as T, shown, client };
}

/** A server that answers each edit when it is told to, and nothing else. */
function server() {
  const asked: { url: string; body: Record<string, unknown>; answer: (status: number, body: unknown) => void }[] = [];
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) =>
    new Promise<Response>((resolve) => {
      const answer = (status: number, body: unknown) => resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }));
      if (init?.method === "PATCH") asked.push({ url, body: JSON.parse(String(init.body)) as Record<string, unknown>, answer });
    }),
  );
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

it("takes the second of two quick edits back although the first has raised the rev", async () => {
  const asked = server();
  const page = await hooked(() => useEditItem(item, { onRefused: vi.fn(), onClash: vi.fn() }));
  page.use().mutate({ title: "b" });
  page.use().mutate({ state: "done" });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(200, { ...item, title: "b", rev: 2 });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(page.shown()[1]).toMatchObject({ title: "b", state: "done", rev: 2 });
  asked[1]?.answer(403, { title: "Forbidden" });
  await vi.waitFor(() => page.shown().forEach((one) => expect(one).toMatchObject({ title: "b", state: "todo", rev: 2 })));
});

it("does so in a table, and asks for the list anew", async () => {
  const asked = server();
  const page = await hooked(() => useEditItems(vi.fn()));
  page.use().mutate([{ item, edit: { fields: { due: "2026-12-01" } } }]);
  page.use().mutate([{ item, edit: { state: "done" } }]);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(200, { ...item, fields: { due: "2026-12-01" }, rev: 2 });
  await vi.waitFor(() => expect(asked[1]?.body.rev).toBe(2));
  asked[1]?.answer(403, { title: "Forbidden" });
  await vi.waitFor(() => page.shown().forEach((one) => expect(one).toMatchObject({ fields: { due: "2026-12-01" }, state: "todo", rev: 2 })));
  await vi.waitFor(() => expect(page.client.getQueryState(LIST)?.isInvalidated).toBe(true));
});

it("says that an edit was saved, also when it went on from a newer item; a run has an address of its own", async () => {
  const asked = server();
  const onSaved = vi.fn();
  const page = await hooked(() => useEditItem({ ...item, type: "run" }, { onRefused: vi.fn(), onClash: vi.fn(), onSaved }));
  page.use().mutate({ fields: { note: null } });
  await vi.waitFor(() => expect(asked[0]).toMatchObject({ url: "/api/v1/runs/i", body: { rev: 1, note: "" } }));
  asked[0]?.answer(409, { code: "stale", current: { ...item, title: "b", rev: 2 } });
  await vi.waitFor(() => expect(asked[1]?.body.rev).toBe(2));
  asked[1]?.answer(200, { ...item, type: "run", title: "b", rev: 3 });
  await vi.waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
});
