import { expect, it } from "vitest";

import type { Item, ItemType } from "../api/types";
import { listSearch } from "../items/listView";
import { savedSearch, settings } from "./address";
import { chosenColumns, columnsOf, leastWidth, toggledColumn, usualColumns } from "./columns";
import { asked, conditionWords, filterables } from "./filters";
import { groupsBy, linesOf } from "./groups";
import { fieldFor, pickOf } from "./pick";

const field = (name: string, type: ItemType["fields"][number]["type"], sortable = true, choices: string[] = []) => ({ name, label: name.charAt(0).toUpperCase() + name.slice(1), type, choices, sortable, help: "" });
const issue: ItemType = {
  name: "issue",
  label: "Issue",
  plural: "Issues",
  phase: "plan",
  states: [
    { name: "todo", label: "To do", done: false },
    { name: "done", label: "Done", done: true },
  ],
  fields: [field("description", "longtext", false), field("priority", "choice", true, ["low", "high"]), field("assignee", "person"), field("estimate", "number"), field("labels", "labels"), field("done", "flag")],
  creatable: true,
};
const item = (id: string, more: Partial<Item> = {}): Item => ({ id, type: "issue", key: id, project: "p", project_key: "P", title: id, state: "todo", fields: {}, rev: 1, created: 1, created_by: "m", updated: 1, updated_by: "m", parent: null, trashed: null, ...more });

it("keeps the settings of a table from an address, and drops what is none", () => {
  const where = [["priority", "in", ["high"]], ["x"], "y"];
  expect(listSearch({ where, group: "state", view: "v", cols: "state" })).toEqual({ where: [["priority", "in", ["high"]]], group: "state", view: "v", cols: "state" });
});

it("shows long texts nowhere, and puts a column in and out of the address", () => {
  const columns = columnsOf(issue.fields, true);
  expect(columns.map((column) => column.name)).toEqual(["state", "title", "project", "priority", "assignee", "estimate", "labels", "done", "created", "created_by", "updated", "updated_by"]);
  expect(chosenColumns(columns, "estimate").map((column) => column.name)).toEqual(["title", "estimate"]);
  const usual = usualColumns(columns);
  expect(usual).toContain("priority");
  expect(leastWidth(columns.filter((column) => usual.includes(column.name)))).toBeLessThanOrEqual(1000);
  const without = toggledColumn(columns, undefined, "priority");
  expect(without?.split(",")).not.toContain("priority");
  expect(toggledColumn(columns, without, "priority")).toBeUndefined();
});

it("does not repeat in a column what heads the groups, unless it is asked for", () => {
  const columns = columnsOf(issue.fields, true);
  const names = (cols: string | undefined, group: string) => chosenColumns(columns, cols, group).map((column) => column.name);
  expect(names(undefined, "priority")).not.toContain("priority");
  expect(names(undefined, "state")).toContain("state");
  const asked = toggledColumn(columns, undefined, "priority", "priority");
  expect(names(asked, "priority")).toContain("priority");
  expect(toggledColumn(columns, asked, "priority", "priority")).toBeUndefined();
});

it("asks the server only for whole conditions, days as moments and flags as numbers", () => {
  const filters = filterables(issue.fields);
  const midnight = new Date("2026-11-30T00:00").getTime() * 1000;
  expect(asked([["priority", "in", ["high"]], ["priority", "in", []], ["estimate", ">", ""], ["nothing", "=", 1], ["updated", ">=", "2026-11-30"], ["done", "=", true], ["labels", "empty", true]], filters)).toEqual([
    { field: "priority", op: "in", value: ["high"] },
    { field: "updated", op: ">=", value: midnight },
    { field: "done", op: "=", value: 1 },
    { field: "labels", op: "empty", value: true },
  ]);
});

it("says a condition in words", () => {
  const filters = new Map(filterables(issue.fields).map((filter) => [filter.name, filter]));
  const names = { type: issue, people: [{ id: "m", name: "Maya", email: "", role: "member" as const, suspended: false, example: false }], me: "u" };
  const words = (name: string, op: string, value: unknown) => conditionWords(filters.get(name) ?? { name, label: "", kind: "text" }, [name, op, value], names).join(" ");
  expect(words("state", "in", ["todo", "done"])).toBe("State is To do, Done");
  expect(words("assignee", "in", ["u", "m"])).toBe("Assignee is me, Maya");
  expect(words("priority", "empty", true)).toBe("Priority is empty ");
});

it("groups rows under headings, where an edit moves a row at once", () => {
  const names = { people: [], projects: [] };
  const groups = groupsBy("priority", issue, issue.fields, { type: "issue" }, [{ value: null, count: 1 }, { value: 0, count: 1 }, { value: 1, count: 2 }], names);
  expect(groups.map((group) => [group.label, group.count])).toEqual([["High", 2], ["Low", 1], ["No priority", 1]]);
  expect(groups[0]?.asked.where).toEqual([{ field: "priority", op: "=", value: "high" }]);
  const items = [item("A", { fields: { priority: "high" } }), item("B"), item("C", { fields: { priority: "low" } })];
  const shown = (closed: string[]) => linesOf(groups, true, new Set(closed), items, false).map((line) => (line.kind === "item" ? line.item.id : line.kind === "group" ? `#${line.group.id}` : "…"));
  expect(shown([])).toEqual(["#high", "A", "#low", "C", "#", "B"]);
  expect(shown(["high"])).toEqual(["#high", "#low", "C", "#", "B"]);
  const states = groupsBy("state", issue, issue.fields, { type: "issue" }, [{ value: "done", count: 3 }], names);
  expect(states.map((group) => group.label)).toEqual(["Done"]);
});

it("knows which field a key means", () => {
  expect([fieldFor("a", issue.fields)?.name, fieldFor("p", issue.fields)?.name, fieldFor("l", issue.fields)?.name]).toEqual(["assignee", "priority", "labels"]);
  expect(fieldFor("p", [])).toBeUndefined();
});

it("changes by hand nothing that is kept in step with more, and nothing in the trash", () => {
  expect(pickOf("s", item("A"), issue)).toBe("state");
  expect(pickOf("s", item("A"), { ...issue, fixed: ["state"] })).toBeUndefined();
  expect(pickOf("a", item("A"), { ...issue, fixed: ["state", "assignee"] })).toBeUndefined();
  expect(pickOf("s", item("A", { trashed: 1 }), issue)).toBeUndefined();
});

it("shows a saved view as it was saved", () => {
  const saved = { id: "v", project_key: "P", place: "plan" as const, owner: "m", name: "Mine", type: "issue", query: { group: "state", evil: 1 }, shared: false, pinned: false, created: 1, updated: 1 };
  expect(savedSearch(saved)).toEqual({ group: "state", type: "issue", view: "v" });
});

it("keeps of a view neither what was selected nor what was open in it", () => {
  expect(settings({ type: "run", group: "model", keys: ["loss"], sel: "a,b", side: "off", open: ["x"], view: "v" })).toEqual({ type: "run", group: "model", keys: ["loss"] });
});
