import { expect, it } from "vitest";

import { focusOf, homeOrder } from "./homeOrder";

it("orders and hides nothing", () => {
  for (const focus of [null, "build", "run", "plan", "operate"] as const) {
    const { main, side } = homeOrder(focus);
    expect([...main, ...side].sort()).toEqual(["news", "projects", "running", "tasks"]);
  }
  expect(homeOrder("operate").main[0]).toBe("projects");
  expect(homeOrder(null)).toEqual(homeOrder("build"));
});

it("reads the focus of a person, also where a server tells none", () => {
  expect(focusOf({ name: "Maya", focus: "plan" })).toBe("plan");
  expect(focusOf({ name: "Maya", focus: null })).toBeNull();
  expect(focusOf({ name: "Maya" })).toBeNull();
  expect(focusOf({ focus: "constructor" })).toBeNull();
  expect(focusOf(null)).toBeNull();
});
