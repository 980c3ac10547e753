import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Paced } from "./paced";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("acts at once, then for all that asked meanwhile together", () => {
  const act = vi.fn();
  const paced = new Paced(act, 2_000);
  paced.ask();
  vi.advanceTimersByTime(0);
  expect(act).toHaveBeenCalledTimes(1);
  for (let asked = 0; asked < 5; asked += 1) paced.ask();
  vi.advanceTimersByTime(1_999);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(2);
});

it("does nothing once it is stopped", () => {
  const act = vi.fn();
  const paced = new Paced(act, 2_000);
  paced.ask();
  paced.stop();
  vi.advanceTimersByTime(10_000);
  expect(act).not.toHaveBeenCalled();
});
