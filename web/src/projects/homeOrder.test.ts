import { expect, it } from "vitest";

import { homeOrder } from "./homeOrder";

it("orders and hides nothing", () => {
  for (const focus of [null, "build", "run", "plan", "operate"] as const) {
    const { main, side } = homeOrder(focus);
    expect([...main, ...side].sort()).toEqual(["news", "projects", "running", "tasks"]);
  }
  expect(homeOrder("operate").main[0]).toBe("projects");
  expect(homeOrder(null)).toEqual(homeOrder("build"));
});
