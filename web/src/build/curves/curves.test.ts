import { describe, expect, it } from "vitest";

import type { Curve } from "../../api/types";
import { clockTicks, frameOf, logSplits, ticksOf } from "./frame";
import { guidesIn, marksOn, targetText } from "./guides";
import { chartsOf, sectionsOf, stageOf } from "./lines";
import { csvCell } from "../../ui/picture";
import { curvesCsv } from "./picture";
import { type Looks, lineId, shaped, stepsWithin, valueAt } from "./shape";
import { ema } from "./smooth";
import { readings } from "./tip";
import { curveSearch } from "./view";

const one = { id: "r", title: "run r", look: 0 };
const looks: Looks = { axis: "step", smoothing: 0, log: false, xlog: false };
const curve = (run: string, mean: Curve["mean"], given: Partial<Curve> = {}): Curve => {
  const step = mean.map((_, index) => index);
  return { run, key: "loss", step, time: step.map((at) => (at + 10) * 1e6), min: mean, mean, max: mean, exact: true, started: 10e6, nan_at: mean.flatMap((value, index) => (value === null ? [index] : [])), ...given };
};
const shapedOne = (of: Curve, given: Partial<Looks> = {}) => {
  const [spec] = chartsOf(["loss"], [one]);
  const [line] = spec ? shaped(spec, new Map([[lineId("r", "loss"), of]]), { ...looks, ...given }) : [];
  if (!line) throw new Error("no line");
  return line;
};

describe("smoothing", () => {
  it("leaves a constant alone from its first point on", () => {
    expect(ema([2, 2, 2], 0.9).map((value) => value?.toFixed(6))).toEqual(["2.000000", "2.000000", "2.000000"]);
  });
  it("follows a step more slowly the heavier it is, and weight 0 not at all", () => {
    const after = (weight: number) => ema([0, 0, 0, 0, 10], weight)[4] ?? 0;
    expect(after(0)).toBe(10);
    expect(after(0.5)).toBeGreaterThan(after(0.9));
  });
  it("keeps gaps as gaps", () => {
    expect(ema([1, null, 1], 0.5)).toEqual([1, null, 1]);
  });
});

describe("charts", () => {
  it("puts the stages of one metric together and leaves the rest alone", () => {
    const charts = chartsOf(["train/loss", "lr", "val/loss", "val_acc"], [one]);
    expect(charts.map((chart) => [chart.name, chart.lines.map((line) => line.label)])).toEqual([
      ["loss", ["train", "val"]],
      ["lr", ["lr"]],
      ["val_acc", ["val_acc"]],
    ]);
    expect([stageOf("val/roc/auc")?.metric, stageOf("value/x"), stageOf("loss")]).toEqual(["roc/auc", null, null]);
  });
  it("draws at most five stages in one", () => {
    expect(chartsOf(["train", "val", "valid", "test", "eval", "validation"].map((stage) => `${stage}/loss`), [one]).map((chart) => chart.lines.length)).toEqual([5, 1]);
  });
  it("gives each metric of several runs a chart of its own", () => {
    const charts = chartsOf(["train/loss", "val/loss"], [one, { ...one, id: "s", look: 1 }]);
    expect(charts.map((chart) => [chart.name, chart.lines.map((line) => line.run)])).toEqual([
      ["train/loss", ["r", "s"]],
      ["val/loss", ["r", "s"]],
    ]);
  });
  it("files many charts by prefix, pinned first and the machine's last", () => {
    const keys = ["gpu/util", "gpu/mem", "a", "system/cpu", ...Array.from({ length: 8 }, (_, index) => `layer/${index}`)];
    const sections = (pins: string[], text = "") => sectionsOf(chartsOf(keys, [one]), pins, text).map(({ name, charts }) => [name, charts.length]);
    expect(sections(["a"])).toEqual([["Pinned", 1], ["gpu", 2], ["layer", 8], ["system", 1]]);
    expect(sections([], "gpu MEM")).toEqual([["", 1]]);
  });
});

describe("lines", () => {
  const odd = curve("r", [2, 0, null, "Infinity"], { min: [1, -1, null, 3], max: [3, 1, null, "Infinity"] });
  it("never draw what is no number, but mark it", () => {
    const line = shapedOne(odd);
    expect(line.high).toEqual([3, 1, null, null]);
    expect(line.odd).toEqual([{ x: 2, value: "NaN" }, { x: 3, value: "∞" }]);
  });
  it("mark each that a bucket holds beside its numbers", () => {
    expect(shapedOne(curve("r", [1, "Infinity"], { min: [0, "-Infinity"], nan_at: [0, 1] })).odd).toEqual([
      { x: 0, value: "NaN" },
      { x: 1, value: "NaN" },
      { x: 1, value: "∞" },
      { x: 1, value: "−∞" },
    ]);
  });
  it("have nothing at or below zero on a log axis, in either direction", () => {
    expect(shapedOne(odd, { log: true }).low).toEqual([1, null, null, 3]);
    expect(shapedOne(odd, { xlog: true }).x).toEqual([1, 2, 3]);
  });
  it("lie over steps, over the time since the start, and over the time of day", () => {
    const { x: wall } = shapedOne(curve("r", [1, 2]), { axis: "wall" });
    const { x: relative } = shapedOne(curve("r", [1, 2]), { axis: "relative" });
    expect([wall, relative]).toEqual([[10, 11], [0, 1]]);
    expect(shapedOne(curve("r", [1, 2], { time: [30e6, 20e6] }), { axis: "relative" })).toMatchObject({ x: [10, 20], mean: [2, 1] });
  });
  it("of one group are one line with the lowest and the highest as its band", () => {
    const runs = [{ ...one, group: "lr 1" }, { ...one, id: "s", group: "lr 1" }];
    const [spec] = chartsOf(["loss"], runs);
    const curves = new Map(runs.map(({ id }, index) => [lineId(id, "loss"), curve(id, [index, 2 + index])]));
    expect(spec && shaped(spec, curves, looks)).toMatchObject([{ label: "lr 1", runs: 2, x: [0, 1], low: [0, 2], high: [1, 3], mean: [0.5, 2.5] }]);
  });
  it("are empty where a metric has no points yet", () => {
    const [spec] = chartsOf(["loss"], [one]);
    expect(spec && shaped(spec, new Map(), looks)[0]?.x).toEqual([]);
  });
  it("say their value between two points, and the last one behind their end", () => {
    expect([valueAt([0, 10], [0, 1], 5), valueAt([0, 10], [0, 1], 11), valueAt([0, 1, 2], [0, null, 2], 1)]).toEqual([0.5, null, null]);
    const line = shapedOne(curve("r", [1, 3]));
    expect(readings([line], 0.8, "step")).toMatchObject({ at: 1, values: [{ value: 3 }] });
    expect(readings([{ ...line, x: [] }], 1, "step")).toBeNull();
  });
});

describe("the frame", () => {
  const spike = shapedOne(curve("r", [...Array.from({ length: 200 }, () => 1), 100, ...Array.from({ length: 200 }, () => 2)]));
  it("keeps outliers unless they are clipped", () => {
    const kept = frameOf([spike], null, { log: false, xlog: false, clip: false });
    const cut = frameOf([spike], null, { log: false, xlog: false, clip: true });
    expect(kept.y[1]).toBeGreaterThan(100);
    expect(cut.y[1]).toBeLessThan(3);
  });
  it("fits a part to what lies in it", () => {
    expect(frameOf([spike], [0, 50], { log: false, xlog: false, clip: false }).y[1]).toBeLessThan(2);
  });
  it("of one point has room around it, and of none is not empty", () => {
    expect(frameOf([shapedOne(curve("r", [5]))], null, { log: false, xlog: false, clip: false })).toEqual({ x: [-1, 1], y: [4.5, 5.5] });
    expect(frameOf([], null, { log: true, xlog: true, clip: false })).toEqual({ x: [1, 10], y: [0.1, 1] });
  });
  it("names round values", () => {
    expect([ticksOf([0, 10], false), ticksOf([0.01, 20], true)]).toEqual([[0, 2, 4, 6, 8, 10], [0.01, 0.1, 1, 10]]);
  });
  it("ends for every range of a log axis, and leaves something to read", () => {
    for (const [low, high] of [[0.0985, 0.394], [1e-12, 1e12], [0.3, 0.31], [1, 1.0001], [4e-320, 1e308]] as const) {
      const found = logSplits(low, high);
      expect([found.length > 1, found.length < 20, found.every((value) => value >= low && value <= high)]).toEqual([true, true, true]);
    }
  });
  it("names times of day by their distance, and the day where it changes", () => {
    const at = (text: string) => new Date(text).getTime() / 1000;
    const today = new Date("2026-11-26T18:00:00");
    expect(clockTicks([at("2026-11-26T14:21:40"), at("2026-11-26T14:21:45")], 5, today)).toEqual(["14:21:40", "14:21:45"]);
    expect(clockTicks([at("2026-11-25T14:21:40"), at("2026-11-25T14:21:45")], 5, today)).toEqual(["25 Nov 14:21:40", "14:21:45"]);
    expect(clockTicks([at("2025-11-26T14:20:00"), at("2025-11-26T14:25:00")], 300, today)).toEqual(["26 Nov 14:20", "14:25"]);
    expect(clockTicks([at("2026-11-26T22:00:00"), at("2026-11-27T00:00:00"), at("2026-11-27T02:00:00")], 7200, today)).toEqual(["22:00", "27 Nov", "02:00"]);
    expect(clockTicks([at("2026-11-26T00:00:00"), at("2026-11-27T00:00:00")], 86_400)).toEqual(["26 Nov", "27 Nov"]);
  });
  it("makes room for a mark behind the last point, but not for one that is far away", () => {
    const line = shapedOne(curve("r", [1, 2, 3]));
    const end = (marks: number[]) => frameOf([line], null, { log: false, xlog: false, clip: false, marks }).x[1];
    expect([end([2.2]) > 2.2, end([9]), end([])]).toEqual([true, 2, 2]);
  });
  it("asks for the steps of a part of time, and one more at each end", () => {
    expect(stepsWithin([curve("r", [1, 1, 1, 1, 1])], "relative", [1.5, 2.5])).toEqual([1, 3]);
    expect(stepsWithin([curve("r", [1])], "relative", [5, 6])).toBeNull();
  });
});

describe("guides", () => {
  const marks = [{ label: "m v2", step: 7, time: 12e6 }, { label: "m v1 champion", step: null, time: 15e6 }, { label: "m v3", step: 7, time: 20e6 }];
  it("stand only where that can be told: at the step of the logged model, or when the version was made", () => {
    expect(marksOn("step", marks, 10e6)).toEqual([{ at: 7, label: "m v2, m v3" }]);
    expect(marksOn("wall", marks, 10e6).map(({ at }) => at)).toEqual([12, 15, 20]);
    expect(marksOn("relative", marks, 10e6).map(({ at }) => at)).toEqual([2, 5, 10]);
    expect(marksOn("relative", marks, undefined)).toEqual([]);
  });
  it("are drawn within the frame only", () => {
    const guides = { target: { value: 3, comparison: "at least" as const }, marks: marksOn("wall", marks, 0) };
    expect(guidesIn(guides, { x: [0, 13], y: [0, 2] })).toEqual({ target: null, marks: [{ at: 12, label: "m v2" }] });
    expect(targetText({ value: 0.97, comparison: "at most" })).toBe("target ≤ 0.97");
  });
  it("let the frame reach for a target that is near, on either kind of axis", () => {
    const line = shapedOne(curve("r", [1, 2]));
    const near = (log: boolean, target: number) => frameOf([line], null, { log, xlog: false, clip: false, target }).y[1];
    expect([near(false, 2.5) > 2.5, near(false, 9) > 9, near(true, 3) > 3, near(true, -1) > 2]).toEqual([true, false, true, true]);
  });
});

it("is saved as a table that no spreadsheet runs", () => {
  expect(["=1+1", "-1", "-Infinity", 'a"b', null, "plain"].map(csvCell)).toEqual(["'=1+1", "-1", "-Infinity", '"a""b"', "NaN", "plain"]);
  expect(curvesCsv([curve("r", [null])], new Map([["r", "run, r"]])).split("\r\n")[1]).toBe('"run, r",loss,0,1970-01-01T00:00:10.000Z,NaN,NaN,NaN');
});

it("reads from the address only what it knows", () => {
  expect(curveSearch({ smooth: "0.5", log: "true", x: "wall", from: "a", clip: true, pin: "loss", evil: 1 })).toEqual({ smooth: 0.5, log: true, x: "wall", clip: true, pin: ["loss"] });
});
