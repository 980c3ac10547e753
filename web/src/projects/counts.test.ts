import { expect, it } from "vitest";

import type { ItemType, Phase } from "../api/types";
import { phaseCounts } from "./counts";

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
];
const count = (name: string, state: string, number: number) => ({ type: name, state, count: number });

it("adds up types and open items by phase, leaving the project itself out", () => {
  const counts = phaseCounts(types, [count("project", "active", 1), count("issue", "todo", 3), count("issue", "done", 2), count("run", "finished", 7)]);
  expect([counts.scope.total, counts.plan.total, counts.plan.open, counts.build.total, counts.build.open]).toEqual([0, 5, 3, 7, 0]);
});
