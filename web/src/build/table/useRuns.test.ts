import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import type { RunView } from "../../api/runs";
import { type Runs, useRuns } from "./useRuns";

const view = (text: string): RunView => ({ columns: [], sort: "created", desc: true, state: undefined, filter: text ? JSON.stringify([{ field: "name", op: "contains", value: text }]) : undefined });
const SIZES = new Map<string, number>();

/** A server that answers when it is told to, and keeps what names it was asked for. */
function server() {
  const asked: { text: string; answer: (names: string[]) => void }[] = [];
  vi.stubGlobal("fetch", (url: string) =>
    new Promise<Response>((resolve) => {
      const query = new URL(url, "http://x").searchParams;
      const [condition] = JSON.parse(query.get("filter") ?? "[]") as { value: string }[];
      const answer = (names: string[]) => resolve(Response.json({ runs: names.map((name) => ({ item: { id: name, title: name } })), next: null }));
      asked.push({ text: condition?.value ?? "", answer });
    }),
  );
  return asked;
}

function table() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const held = { now: undefined as Runs | undefined, text: "" };
  const Page = ({ text }: { text: string }) => {
    held.now = useRuns("P", view(text), undefined, undefined, SIZES);
    useEffect(() => {
      held.text = text;
    }, [text]);
    return null;
  };
  const root = createRoot(document.createElement("div"));
  const type = (text: string) => root.render(createElement(QueryClientProvider, { client }, createElement(Page, { text })));
  const shown = () => held.now?.entries.map((entry) => (entry.kind === "run" ? entry.row.item.id : entry.kind));
  return { type, shown, typed: () => held.text, stale: () => held.now?.isStale, end: () => root.unmount() };
}

afterEach(() => vi.unstubAllGlobals());

it("asks one question at a time, keeps the rows meanwhile, and passes over what was typed between", async () => {
  const asked = server();
  const { type, shown, typed, stale, end } = table();
  type("");
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(["one", "two"]);
  await vi.waitFor(() => expect(shown()).toEqual(["one", "two"]));
  type("t");
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  for (const text of ["tw", "two"]) {
    type(text);
    await vi.waitFor(() => expect([typed(), stale()]).toEqual([text, true]));
  }
  expect([asked.map(({ text }) => text), shown()]).toEqual([["", "t"], ["one", "two"]]);
  asked[1]?.answer(["two", "ten"]);
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect([asked[2]?.text, shown(), stale()]).toEqual(["two", ["two", "ten"], true]);
  asked[2]?.answer(["two"]);
  await vi.waitFor(() => expect(shown()).toEqual(["two"]));
  expect([asked.length, stale()]).toEqual([3, false]);
  end();
});
