import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { itemQuery } from "./items";
import { Live } from "./live";
import type { Item, LogEntry } from "./types";

const item: Item = { id: "i", type: "run", key: null as unknown as string, project: "p", project_key: "P", title: "a", state: "running", fields: {}, rev: 1, created: 1, created_by: "m", updated: 1, updated_by: "m", parent: null, trashed: null };
const entry = (id: string): LogEntry => ({ item: id, project: "p", type: "run", what: "item", body: {} }) as unknown as LogEntry;

interface Asked {
  id: string;
  answer: (status?: number) => void;
}
let asked: Asked[] = [];
let sockets: FakeSocket[] = [];
let live: Live;
let client: QueryClient;
/** The first word of each query that was asked again. */
let again: string[] = [];

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | undefined;

  constructor() {
    sockets.push(this);
  }
  close(): void {}
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  sockets = [];
  again = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", (url: string) =>
    new Promise<Response>((resolve) => {
      const id = url.split("/").at(-1) ?? "";
      const answer = (status = 200) => resolve(new Response(JSON.stringify({ ...item, id, rev: 2, title: "b" }), { status, headers: { "content-type": "application/json" } }));
      asked.push({ id, answer });
    }),
  );
  client = new QueryClient();
  vi.spyOn(client, "invalidateQueries").mockImplementation((filters) => {
    again.push(String(filters?.queryKey?.[0] ?? "lists"));
    return Promise.resolve();
  });
  live = new Live(client);
  live.start();
});
afterEach(() => {
  live.stop();
  client.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const tell = (...ids: string[]) => sockets.at(-1)?.onmessage?.({ data: JSON.stringify({ upto: 1, changes: ids.map(entry) }) });
const ids = () => asked.map(({ id }) => id);
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const titles = (...of: string[]) => of.map((id) => client.getQueryData(itemQuery(id).queryKey)?.title);

it("asks for a first change at once, and gathers for 50 ms what comes while it is fetched", async () => {
  tell("a");
  await after(0);
  expect(ids()).toEqual(["a"]);
  tell("b");
  tell("c", "b");
  await after(49);
  expect(ids()).toEqual(["a"]);
  asked[0]?.answer();
  await after(1);
  expect(ids()).toEqual(["a", "b", "c"]);
  asked[1]?.answer();
  await after(0);
  expect(titles("a", "b", "c")).toEqual(["b", "b", undefined]);
});

it("does not let a slow item hold up the rest, and puts it in place when it comes", async () => {
  tell("slow", "quick");
  await after(0);
  asked[1]?.answer();
  await after(1);
  // The tables of runs and the history do not wait for it at all.
  expect(titles("slow", "quick")).toEqual([undefined, "b"]);
  expect(again).toContain("runs");
  tell("next");
  await after(298);
  expect(ids()).toEqual(["slow", "quick"]);
  await after(10);
  expect(ids()).toEqual(["slow", "quick", "next"]);
  asked[0]?.answer();
  await after(0);
  expect(titles("slow")).toEqual(["b"]);
});

it("goes on after a refusal, and after a fault in putting something in place", async () => {
  tell("gone");
  await after(0);
  asked[0]?.answer(404);
  tell("a");
  await after(50);
  expect(ids()).toEqual(["gone", "a"]);
  expect(again).toContain("items");
  vi.spyOn(client, "setQueryData").mockImplementationOnce(() => {
    throw new Error("a fault");
  });
  asked[1]?.answer();
  tell("b");
  await after(50);
  expect(ids()).toEqual(["gone", "a", "b"]);
});

it("does nothing more once it is stopped while an item is fetched", async () => {
  tell("a");
  await after(0);
  tell("b");
  live.stop();
  again = [];
  asked[0]?.answer();
  await after(20_000);
  expect(titles("a")).toEqual([undefined]);
  expect(ids()).toEqual(["a"]);
  expect(again).toEqual([]);
});

it("asks lists again at most once a second, however many items changed", async () => {
  const many = Array.from({ length: 30 }, (_, number) => `n${number}`);
  tell(...many);
  await after(0);
  for (let part = 0; part < 9; part += 1) {
    tell(...many);
    await after(100);
  }
  expect(ids()).toEqual([]);
  expect(again.filter((noun) => noun === "items")).toHaveLength(1);
  await after(200);
  expect(again.filter((noun) => noun === "items")).toHaveLength(2);
});
