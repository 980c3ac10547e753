import { expect, it } from "vitest";

import type { ItemType } from "../api/types";
import { issuesTab, myIssues, openIssues } from "./issues";

const states = ["todo", "in_progress", "done"].map((name) => ({ name, label: name, done: name === "done" }));
const types = [{ name: "issue", label: "Issue", plural: "Issues", phase: "plan", states, fields: [], creatable: true, fixed: [] }] as unknown as ItemType[];

it("marks the tab that shows what the list shows, whatever its order", () => {
  const [open, mine] = [openIssues(types), myIssues(types, "maya")];
  const tabOf = (search: Parameters<typeof issuesTab>[0]) => issuesTab(search, open, mine);
  expect([tabOf(mine), tabOf({ ...mine, sort: "title" }), tabOf(open), tabOf({}), tabOf({ sort: "title" })]).toEqual(["mine", "mine", "open", "all", "all"]);
});

it("marks no tab for what somebody else has, or for another filter", () => {
  const [open, mine] = [openIssues(types), myIssues(types, "maya")];
  const tabOf = (search: Parameters<typeof issuesTab>[0]) => issuesTab(search, open, mine);
  const others = myIssues(types, "priya");
  expect([tabOf(others), tabOf({ ...open, q: "x" }), tabOf({ ...open, where: [["priority", "in", ["high"]]] }), tabOf({ state: "done" })]).toEqual(["", "", "", ""]);
});
