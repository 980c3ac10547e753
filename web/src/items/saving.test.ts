import { expect, it } from "vitest";

import { clashes } from "../api/items";
import type { Item } from "../api/types";
import { chosenEdit } from "./saving";

const item = (title: string, fields: Record<string, unknown>): Item => ({ title, fields }) as Item;

it("asks only about values that both have changed, each in another way", () => {
  const from = item("a", { due: null, labels: ["x"], priority: "low" });
  const newer = item("b", { labels: ["x", "y"], priority: "high" });
  const edit = { title: "c", fields: { due: "2026-12-01", labels: ["x", "y"], priority: "high" } };
  expect(clashes(edit, from, newer)).toEqual([{ name: "title", theirs: "b", mine: "c" }]);
  expect(clashes({ fields: { priority: "urgent" } }, from, newer)).toEqual([{ name: "priority", theirs: "high", mine: "urgent" }]);
  expect(clashes({ fields: { due: "2026-12-01" } }, from, newer)).toEqual([]);
});

it("writes what was chosen, attributes beside fields", () => {
  expect(chosenEdit([{ name: "title", theirs: "b", mine: "c" }, { name: "note", theirs: "x", mine: null }])).toEqual({ title: "c", fields: { note: null } });
});
