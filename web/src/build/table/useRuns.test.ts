import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { RunView } from "../../api/runs";
import { LONGEST_MS, type Runs, useRuns } from "./useRuns";

const view = (text: string, sort = "created"): RunView => ({ columns: [], sort, desc: true, state: undefined, filter: text ? JSON.stringify([{ field: "name", op: "contains", value: text }]) : undefined });
const SIZES = new Map<string, number>();

/** Also on a machine that does much else. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** A server that answers when it is told to, and keeps what names it was asked for. */
function server() {
  const asked: { text: string; sort: string | null; answer: (names: string[]) => void }[] = [];
  vi.stubGlobal("fetch", (url: string) =>
    new Promise<Response>((resolve) => {
      const query = new URL(url, "http://x").searchParams;
      const [condition] = JSON.parse(query.get("filter") ?? "[]") as { value: string }[];
      const answer = (names: string[]) => resolve(Response.json({ runs: names.map((name) => ({ item: { id: name, title: name } })), next: null }));
      asked.push({ text: condition?.value ?? "", sort: query.get("sort"), answer });
    }),
  );
  return asked;
}

function table() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const held = { now: undefined as Runs | undefined, text: "" };
  const Page = ({ text, sort }: { text: string; sort: string | undefined }) => {
    held.now = useRuns("P", view(text, sort), undefined, undefined, SIZES);
    useEffect(() => {
      held.text = text;
    }, [text]);
    return null;
  };
  const root = createRoot(document.createElement("div"));
  const type = (text: string, sort?: string) => root.render(createElement(QueryClientProvider, { client }, createElement(Page, { text, sort })));
  const shown = () => held.now?.entries.map((entry) => (entry.kind === "run" ? entry.row.item.id : entry.kind));
  return { type, shown, typed: () => held.text, stale: () => held.now?.isStale, end: () => root.unmount() };
}

/** The longest wait is over when a test says so. */
let giveUp: () => void = () => undefined;
beforeEach(() => {
  const wait = setTimeout;
  vi.stubGlobal("setTimeout", (act: () => void, ms?: number) => {
    if (ms !== LONGEST_MS) return wait(act, ms);
    giveUp = act;
    return 0;
  });
});
afterEach(() => vi.unstubAllGlobals());
vi.setConfig({ testTimeout: 60_000 });

it("asks one question at a time, keeps the rows meanwhile, and passes over what was typed between", async () => {
  const asked = server();
  const { type, shown, typed, stale, end } = table();
  type("");
  await soon(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(["one", "two"]);
  await soon(() => expect(shown()).toEqual(["one", "two"]));
  type("t");
  await soon(() => expect(asked).toHaveLength(2));
  for (const text of ["tw", "two"]) {
    type(text);
    await soon(() => expect([typed(), stale()]).toEqual([text, true]));
  }
  expect([asked.map(({ text }) => text), shown()]).toEqual([["", "t"], ["one", "two"]]);
  asked[1]?.answer(["two", "ten"]);
  await soon(() => expect(asked).toHaveLength(3));
  expect([asked[2]?.text, shown(), stale()]).toEqual(["two", ["two", "ten"], true]);
  asked[2]?.answer(["two"]);
  await soon(() => expect(shown()).toEqual(["two"]));
  expect([asked.length, stale()]).toEqual([3, false]);
  end();
});

/** A table with two rows that asks for "t", and has no answer to that. */
async function asking() {
  const asked = server();
  const shown = table();
  shown.type("");
  await soon(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(["one", "two"]);
  await soon(() => expect(shown.shown()).toEqual(["one", "two"]));
  shown.type("t");
  await soon(() => expect(asked).toHaveLength(2));
  return { asked, ...shown };
}

it("shows what it knows already without waiting for an answer that is no longer wanted", async () => {
  const { type, shown, stale, end } = await asking();
  type("");
  await soon(() => expect([shown(), stale()]).toEqual([["one", "two"], false]));
  end();
});

it("asks at once for an order that is chosen", async () => {
  const { asked, type, end } = await asking();
  type("t", "name");
  await soon(() => expect(asked.at(-1)).toMatchObject({ text: "t", sort: "name" }));
  end();
});

it("gives up an answer that does not come, for the newest of what was typed since", async () => {
  const { asked, type, typed, end } = await asking();
  for (const text of ["tw", "two"]) {
    type(text);
    await soon(() => expect(typed()).toBe(text));
  }
  giveUp();
  await soon(() => expect(asked.map(({ text }) => text)).toEqual(["", "t", "two"]));
  end();
});
