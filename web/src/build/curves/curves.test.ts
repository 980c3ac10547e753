import { describe, expect, it } from "vitest";

import type { Curve } from "../../api/types";
import { chartData, chartGroups, stageOf } from "./lines";
import { ema } from "./smooth";

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
    const groups = chartGroups(["train/loss", "lr", "val/loss", "val_acc"]);
    expect(groups.map((group) => [group.name, group.lines.map((line) => line.label)])).toEqual([
      ["loss", ["train", "val"]],
      ["lr", ["lr"]],
      ["val_acc", ["val_acc"]],
    ]);
    expect([stageOf("val/roc/auc")?.metric, stageOf("value/x"), stageOf("loss")]).toEqual(["roc/auc", null, null]);
  });
  it("draws at most five lines in one", () => {
    expect(chartGroups(["train", "val", "valid", "test", "eval", "validation"].map((stage) => `${stage}/loss`)).map((group) => group.lines.length)).toEqual([5, 1]);
  });
});

describe("data", () => {
  const curve: Curve = { run: "r", key: "loss", step: [0, 1, 2], time: [0, 1, 2], min: [1, -1, null], mean: [2, 0, null], max: [3, 1, "Infinity"], exact: false, started: 0 };
  const curves = new Map([["loss", curve]]);
  const group = { name: "loss", lines: [{ key: "loss", label: "loss" }] };
  it("never draws what is no number, and counts it", () => {
    const { tables, drawn } = chartData(group, curves, 0, false);
    expect(tables[0]?.[1]).toEqual([3, 1, null]);
    expect(drawn[0]?.missing).toBe(1);
  });
  it("has nothing at or below zero on a log axis", () => {
    expect(chartData(group, curves, 0, true).tables[0]?.[2]).toEqual([1, null, null]);
  });
  it("is empty for a metric without points yet", () => {
    expect(chartData({ name: "x", lines: [{ key: "x", label: "x" }] }, curves, 0, false).tables[0]?.[0]).toEqual([]);
  });
});
