import { expect, it, vi } from "vitest";

import { afterPaint } from "./afterPaint";

const frames = () => {
  const waiting = new Map<number, FrameRequestCallback>();
  vi.stubGlobal("requestAnimationFrame", (act: FrameRequestCallback) => (waiting.set(waiting.size + 1, act), waiting.size));
  vi.stubGlobal("cancelAnimationFrame", (number: number) => waiting.delete(number));
  return { draw: () => waiting.forEach((act) => act(0)) };
};

it("acts in the task after the frame, once", () => {
  vi.useFakeTimers();
  const { draw } = frames();
  const act = vi.fn();
  afterPaint(act);
  draw();
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

it("acts where no frame is drawn, and not at all when taken back", () => {
  vi.useFakeTimers();
  frames();
  const [hidden, gone] = [vi.fn(), vi.fn()];
  afterPaint(hidden);
  afterPaint(gone)();
  vi.advanceTimersByTime(1_000);
  expect(hidden).toHaveBeenCalledTimes(1);
  expect(gone).not.toHaveBeenCalled();
  vi.useRealTimers();
});
