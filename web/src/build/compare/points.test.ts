import { expect, it } from "vitest";

import type { Comparison } from "../../api/types";
import { axisOf, cellsOf, parallelAxes, pointsOf, scatterAxes, within } from "./points";
import { bestOf, cellText, curvesOf } from "./rows";

const run = (id: string) => ({ id, title: `run ${id}`, state: "finished" }) as Comparison["runs"][number];
const found: Comparison = {
  runs: [run("a"), run("b"), run("c")],
  rows: [
    { name: "param.lr", cells: { a: "0.001", b: "1", c: "10" }, differs: true },
    { name: "param.optimizer", cells: { a: "adam", b: "sgd" }, differs: true },
    { name: "param.seed", cells: { a: "1", b: "1", c: "1" }, differs: false },
    { name: "metric.val/auc", cells: { a: 0.9, b: null, c: 0.8 }, differs: true },
    { name: "metric.val/loss", cells: { a: 0.3, b: 0.1, c: "Infinity" }, differs: true },
  ],
  cut: false,
};
const [lr, optimizer, seed, auc, loss] = found.rows as [Comparison["rows"][number], Comparison["rows"][number], Comparison["rows"][number], Comparison["rows"][number], Comparison["rows"][number]];

it("marks the best value of a metric, which is the least of a loss, and none where all are alike", () => {
  expect([[...bestOf(auc, ["a", "b", "c"])], [...bestOf(loss, ["a", "b", "c"])], [...bestOf(seed, ["a", "b", "c"])]]).toEqual([["a"], ["b"], []]);
  expect(["a", "b", "c"].map((id) => cellText(loss, id))).toEqual(["0.3000", "0.1000", "∞"]);
  expect([cellText(auc, "b"), cellText(optimizer, "c")]).toEqual(["NaN", ""]);
});

it("takes for curves the metrics that moved in a run", () => {
  const rows = ["lr", "test/auc", "val/auc"].flatMap((key, index) => [
    { name: `metric.${key}`, cells: { a: 0.5, b: 0.6 }, differs: true },
    { name: `min.${key}`, cells: { a: 0.5, b: index === 1 ? 0.6 : 0.1 }, differs: true },
    { name: `max.${key}`, cells: { a: 0.5, b: 0.6 }, differs: true },
  ]);
  expect(curvesOf({ ...found, rows })).toEqual(["val/auc", "lr"]);
});

it("knows what kind of axis a row is", () => {
  expect([lr, optimizer, auc].map((row) => axisOf(row).kind)).toEqual(["log", "category", "value"]);
  expect(axisOf(optimizer).categories).toEqual(["adam", "sgd"]);
});

it("begins with what differs and what matters", () => {
  expect(scatterAxes(found)).toEqual(["param.lr", "metric.val/auc"]);
  expect(parallelAxes(found)).toEqual(["param.lr", "param.optimizer", "metric.val/auc"]);
});

it("draws only runs that have both numbers, above zero where the axis is logarithmic", () => {
  const names = (x: string, y: string) => pointsOf(found, x, y, { xlog: true, ylog: false }).map((point) => point.run);
  expect([names("param.lr", "metric.val/auc"), names("param.optimizer", "metric.val/auc")]).toEqual([["a", "c"], []]);
});

it("filters by the brushed parts of axes, numbers and categories", () => {
  const axes = [axisOf(lr), axisOf(optimizer)];
  const fits = (brushed: [number, [number, number][]][]) => found.runs.filter(({ id }) => within(cellsOf(found, axes, id), axes, new Map(brushed))).map(({ id }) => id);
  expect(fits([])).toEqual(["a", "b", "c"]);
  expect(fits([[0, [[0.5, 20]]]])).toEqual(["b", "c"]);
  expect(fits([[0, [[0.5, 20]]], [1, [[0.5, 1.5]]]])).toEqual(["b"]);
  expect(fits([[1, []]])).toEqual(["a", "b", "c"]);
});
