import { expect, it } from "vitest";

import type { ItemType, Phase } from "../api/types";
import { phaseCounts, sentence } from "./counts";

const type = (name: string, phase: Phase, states: Record<string, boolean>): ItemType => ({
  name,
  label: name,
  plural: `${name}s`,
  phase,
  states: Object.entries(states).map(([state, done]) => ({ name: state, label: state, done })),
  fields: [],
  creatable: true,
});
const types = [
  type("project", "scope", { active: false }),
  type("requirement", "scope", { draft: false, met: true }),
  type("issue", "plan", { todo: false, blocked: false, done: true }),
  type("run", "build", { running: false, finished: true }),
  type("incident", "watch", { open: false, resolved: true }),
];
const count = (name: string, state: string, number: number) => ({ type: name, state, count: number });

it("adds up types and open items by phase, leaving the project itself out", () => {
  const counts = phaseCounts(types, [count("project", "active", 1), count("issue", "todo", 3), count("issue", "done", 2), count("run", "finished", 7)]);
  expect([counts.scope.total, counts.plan.total, counts.plan.open, counts.build.total, counts.build.open]).toEqual([0, 5, 3, 7, 0]);
});

it("says what is wrong first, then the facts, with the right grammar", () => {
  const some = phaseCounts(types, [count("incident", "open", 1), count("issue", "blocked", 2), count("issue", "todo", 1), count("requirement", "met", 1), count("requirement", "draft", 3), count("run", "running", 1)]);
  expect(sentence(some)).toEqual({
    alarm: "1 incident is open and 2 issues are blocked.",
    rest: "1 of 4 requirements met, 3 issues open and 1 run in progress.",
  });
});

it("says so when there is nothing", () => {
  expect(sentence(phaseCounts(types, []))).toEqual({ alarm: null, rest: "Nothing is here yet: connect your code, or write down the first requirement." });
  expect(sentence(phaseCounts(types, [count("run", "finished", 1)])).rest).toBe("1 run logged and nothing open.");
});
