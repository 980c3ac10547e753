import { expect, it } from "vitest";

import type { ItemType } from "../api/types";
import { isDescending, listSearch, sortChoices, stateChoices } from "./listView";

const issue: ItemType = {
  name: "issue",
  label: "Issue",
  plural: "Issues",
  phase: "plan",
  states: [
    { name: "todo", label: "To do", done: false },
    { name: "done", label: "Done", done: true },
  ],
  fields: [
    { name: "due", label: "Due", type: "date", choices: [], sortable: true, help: "" },
    { name: "labels", label: "Labels", type: "labels", choices: [], sortable: true, help: "" },
    { name: "text", label: "Text", type: "longtext", choices: [], sortable: false, help: "" },
  ],
  creatable: true,
};

it("keeps from an address only what a list knows", () => {
  expect(listSearch({ type: "issue", q: 12, dir: "sideways", evil: "x", state: "" })).toEqual({ type: "issue", q: "12" });
});

it("offers the sortable fields of one type, labels excepted", () => {
  expect(sortChoices(issue).map((one) => one.value)).toEqual(["updated", "created", "due"]);
  expect(sortChoices(undefined)).toHaveLength(2);
});

it("names each state once", () => {
  expect(stateChoices([issue, { ...issue, name: "task" }]).map((one) => one.label)).toEqual(["To do", "Done"]);
});

it("is newest first by time and from the first on by a field", () => {
  expect([isDescending({}), isDescending({ sort: "due" }), isDescending({ sort: "due", dir: "desc" })]).toEqual([true, false, true]);
});
