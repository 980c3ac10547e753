import { expect, it } from "vitest";

import type { ItemType } from "../api/types";
import { lateIssues } from "./HubConcerns";

const issue = { name: "issue", states: [{ name: "todo", done: false }, { name: "blocked", done: false }, { name: "done", done: true }] } as ItemType;

it("leads to issues that are not done and were due before today", () => {
  const search = lateIssues([issue], "UTC", new Date("2026-11-26T00:30Z"));
  expect([search.state, search.where]).toEqual(["todo,blocked", [["due", "<=", "2026-11-25"]]]);
});

it("takes the day of the workspace, wherever the reader is, also where clocks change", () => {
  const until = (zone: string, at: string) => lateIssues([issue], zone, new Date(at)).where?.[0]?.[2];
  expect(until("America/New_York", "2026-11-26T00:30Z")).toBe("2026-11-24");
  expect(until("Pacific/Kiritimati", "2026-12-31T10:00Z")).toBe("2026-12-31");
  expect([until("Europe/Berlin", "2026-03-28T22:59Z"), until("Europe/Berlin", "2026-03-28T23:00Z")]).toEqual(["2026-03-27", "2026-03-28"]);
  expect([until("Europe/Berlin", "2026-10-25T22:59Z"), until("Europe/Berlin", "2026-10-25T23:00Z")]).toEqual(["2026-10-24", "2026-10-25"]);
});
