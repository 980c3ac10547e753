import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";

import { itemQuery } from "./items";
import { beginWithListed, forget } from "./listed";
import { Problem } from "./problem";
import type { Item } from "./types";

const item = (key: string, title: string): Item => ({ id: `id of ${key}`, type: "issue", key, project: "p", project_key: "P", title, state: "todo", fields: {}, rev: 1, created: 1, created_by: "m", updated: 1, updated_by: "m", parent: null, trashed: null });

function held(): QueryClient {
  const client = new QueryClient();
  client.setQueryData(["items", "P", "labels", "issue", "labels"], ["red"]);
  client.setQueryData(["items", "P", "table"], { pages: [{ type: "issue", items: [item("P-1", "one")], next: null }, { type: "issue", items: [item("P-2", "two")], next: null }], pageParams: [] });
  return client;
}

it("begins with what a list holds, by key or id, and counts it as old", () => {
  const client = held();
  for (const ref of ["P-2", "id of P-1"]) beginWithListed(client, ref);
  expect(client.getQueryData(itemQuery("P-2").queryKey)?.title).toBe("two");
  expect(client.getQueryData(itemQuery("id of P-1").queryKey)?.title).toBe("one");
  expect(client.getQueryCache().find({ queryKey: ["item", "P-2"] })?.isStaleByTime(15_000)).toBe(true);
});

it("leaves alone what is known already, and what no list holds", () => {
  const client = held();
  client.setQueryData(itemQuery("P-1").queryKey, item("P-1", "newer"));
  for (const ref of ["P-1", "P-3"]) beginWithListed(client, ref);
  expect(client.getQueryData(itemQuery("P-1").queryKey)?.title).toBe("newer");
  expect(client.getQueryData(itemQuery("P-3").queryKey)).toBeUndefined();
});

it("does not bring back from a list what the server says is gone", async () => {
  const client = held();
  beginWithListed(client, "P-1");
  const { queryKey } = itemQuery("P-1");
  const refused = new Problem(404, "Not found", "", "not_found", "");
  await client.fetchQuery({ queryKey, queryFn: () => Promise.reject(refused), retry: false }).catch(() => undefined);
  forget(client, "P-1", "P");
  beginWithListed(client, "P-1");
  expect([client.getQueryData(queryKey), client.getQueryState(queryKey)?.error]).toEqual([undefined, refused]);
  expect(client.getQueryState(["items", "P", "table"])?.isInvalidated).toBe(true);
});
