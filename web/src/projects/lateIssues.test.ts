import { expect, it } from "vitest";

import type { ItemType } from "../api/types";
import { lateIssues } from "./HubConcerns";

const issue = { name: "issue", states: [{ name: "todo", done: false }, { name: "blocked", done: false }, { name: "done", done: true }] } as ItemType;

it("leads to issues that are not done and were due before today", () => {
  const search = lateIssues([issue], new Date(2026, 10, 26, 0, 30));
  expect([search.state, search.where]).toEqual(["todo,blocked", [["due", "<=", "2026-11-25"]]]);
});
