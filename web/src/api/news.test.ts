import { expect, it } from "vitest";

import { newsOf } from "./news";
import type { LogEntry } from "./types";

const change = (more: Partial<LogEntry>): LogEntry => ({ number: 1, at: 0, actor: "a", action: "v", operation: "o", what: "item", item: "i", project: "p", type: "issue", body: {}, ...more });

it("tells changed items from those that only logged something", () => {
  const news = newsOf([change({}), change({ item: "r", type: "run", what: "event" }), change({ item: "i", what: "event" })]);
  expect([[...news.items], [...news.touched], news.runs]).toEqual([["i"], ["r"], true]);
});

it("asks for what was removed for good, whatever else came before it", () => {
  const news = newsOf([change({ item: "gone", project: "q", what: "event", body: { event: "purged", payload: { reason: "asked to" } } })]);
  expect([[...news.items], [...news.touched], [...news.projects]]).toEqual([["gone"], [], ["q"]]);
});

it("knows both ends of a link, and counts only where items came, went or changed", () => {
  const news = newsOf([change({ what: "link", item: "a", body: { other: "b" } }), change({ what: "event", project: "q" })]);
  expect([[...news.items].sort(), [...news.projects]]).toEqual([["a", "b"], []]);
});

it("tells what went to another project from what was made, whichever of the two projects says so", () => {
  const made = change({ item: "new", body: { changed: ["kind", "number", "title"] } });
  const left = change({ item: "went", body: { changed: ["project"] } });
  const came = change({ item: "came", body: { changed: ["number", "parent"] } });
  expect([...newsOf([made, left, came, change({ item: "other", body: { changed: ["title"] } })]).moved]).toEqual(["went", "came"]);
});

it("notices projects", () => {
  expect(newsOf([change({ type: "project" })]).projectList).toBe(true);
  expect(newsOf([]).projectList).toBe(false);
});
