import { describe, expect, it } from "vitest";

import type { Aim, Line, Mark } from "../api/types";
import { PAD, alike, days, nearest, scaleOf, staircase, ticks, wayGone } from "./targetChart";
import { targetCsv } from "./targetPicture";

const DAY = 86_400_000_000;
const NOW = 1_794_000_000_000_000;
const mark = (ago: number, value: number): Mark => ({ run: `run ${ago}`, title: `run ${ago}`, at: NOW - ago * DAY, value });
const line = (steps: Mark[], dots: Mark[] = steps): Line => ({ steps, dots, forecast: "", closes: null, deadline: null, until: null, by: "" });
const aim = (target: number, best: Mark | null, comparison: Aim["comparison"] = "at least"): Aim =>
  ({ requirement: {} as Aim["requirement"], metric: "auc", comparison, target, unit: "", best, gap: null, reached: false, says: "" });

describe("the picture of a target", () => {
  const steps = [mark(40, 0.8), mark(20, 0.85), mark(1, 0.871)];
  const scale = scaleOf(aim(0.9, steps[2] ?? null), line(steps), NOW, 440, 132);

  it("has the target above the best and every step within", () => {
    expect(scale.y(0.9)).toBeLessThan(scale.y(0.871));
    for (const { at, value } of steps) {
      expect(scale.x(at)).toBeGreaterThanOrEqual(PAD.left);
      expect(scale.x(at)).toBeLessThanOrEqual(440 - PAD.right);
      expect(scale.y(value)).toBeLessThanOrEqual(132 - PAD.bottom);
    }
  });

  it("is a staircase that never slopes and ends today", () => {
    const path = staircase(steps, scale, NOW);
    expect(path).toMatch(/^M[\d.,]+(H[\d.]+V[\d.]+){2}H[\d.]+$/);
    expect(path.endsWith(`H${scale.x(NOW).toFixed(1)}`)).toBe(true);
    expect(staircase([], scale, NOW)).toBe("");
  });

  it("stands on one value, and on none", () => {
    for (const some of [[mark(0, 0.5)], []]) {
      const alone = scaleOf(aim(0.5, some[0] ?? null), line(some), NOW, 440, 132);
      expect(Number.isFinite(alone.y(0.5)) && Number.isFinite(alone.x(NOW))).toBe(true);
    }
  });

  it("shows time up to a deadline that is near, and not one that is years away", () => {
    const near = scaleOf(aim(0.9, null), { ...line(steps), deadline: new Date(NOW / 1000 + 20 * 86_400_000).toISOString().slice(0, 10) }, NOW, 440, 132);
    const far = scaleOf(aim(0.9, null), { ...line(steps), deadline: "2036-01-01" }, NOW, 440, 132);
    expect(near.end - NOW).toBeGreaterThan(19 * DAY);
    expect(far.end - NOW).toBeLessThan(5 * DAY);
  });

  it("names days that do not stand on today's", () => {
    for (const at of days(scale, 440, NOW)) expect(Math.abs(scale.x(at) - scale.x(NOW))).toBeGreaterThan(40);
  });

  it("finds the run under the pointer, or none", () => {
    const last = steps[2];
    expect(last && nearest(steps, scale, scale.x(last.at) + 3, scale.y(last.value) + 3)).toBe(last);
    expect(nearest(steps, scale, 200, 0, 5)).toBeNull();
  });
});

it("writes numbers that are compared with the same decimals", () => {
  expect(alike(0.871, 0.9)).toEqual(["0.871", "0.900"]);
  expect(alike(92, 80)).toEqual(["92", "80"]);
  expect(alike(-1.5, 2)).toEqual(["−1.5", "2.0"]);
});

it("picks round numbers for the axis", () => {
  expect(ticks(0.79, 0.91)).toEqual([0.8, 0.85, 0.9]);
  expect(ticks(0, 100)).toEqual([0, 50, 100]);
});

it("tells how much of the way is gone", () => {
  const steps = [mark(40, 0.8), mark(1, 0.87)];
  expect(wayGone(aim(0.9, steps[1] ?? null), line(steps))).toBeCloseTo(0.7);
  expect(wayGone(aim(0.9, null), line([]))).toBe(0);
});

it("is a table of every run in the order of time, which says what was better than all before", () => {
  const best = [mark(40, 0.8), mark(1, 0.871)];
  const lines = targetCsv(aim(0.9, best[1] ?? null), line(best, [...best, mark(20, 0.7)])).split("\r\n");
  expect(lines.map((one) => one.split(",").slice(1))).toEqual([
    ["run", "run id", "auc", "best so far"],
    ["run 40", "run 40", "0.8", "yes"],
    ["run 20", "run 20", "0.7", "no"],
    ["run 1", "run 1", "0.871", "yes"],
    ["target (at least)", "", "0.9", ""],
  ]);
});
