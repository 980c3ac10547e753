import { expect, it } from "vitest";

import { chosenColumns, columnNames, moved, shortName, toggled } from "./columns";
import { conditionOf, conditionOfGroup, said } from "./table/conditions";
import { layoutOf } from "./table/layout";
import { runsSearch } from "./table/search";
import { sparkPath } from "./table/Spark";

it("offers evaluation metrics first, machine metrics after, then params and people's tags", () => {
  const used = (...keys: string[]) => keys.map((key) => ({ key, runs: 1 }));
  const known = { metrics: used("loss", "system/cpu", "val/auc", "accuracy"), params: used("lr"), tags: used("mlflow.user", "team") };
  expect(columnNames(known)).toEqual(["metric.val/auc", "metric.accuracy", "metric.loss", "metric.system/cpu", "param.lr", "tag.team"]);
  expect(columnNames(undefined)).toEqual([]);
});

it("shows the first few metrics until somebody chooses", () => {
  const metrics = ["a", "b", "c", "rare", "d", "e"].map((key) => ({ key, runs: key === "rare" ? 1 : 9 }));
  const known = { metrics, params: [{ key: "x", runs: 9 }], tags: [] };
  expect(chosenColumns(undefined, known)).toEqual(["metric.a", "metric.b", "metric.c", "metric.d", "length", "user", "created"]);
  expect(chosenColumns("", known)).toEqual([]);
  expect(toggled(["metric.a", "param.x"], "metric.a")).toBe("param.x");
  expect(toggled(["metric.a", "length"], "metric.e")).toBe("metric.a,metric.e,length");
  expect(moved(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], "a", 9)).toEqual(["b", "c", "a"]);
  expect([shortName("param.optimizer.lr"), shortName("length")]).toEqual(["optimizer.lr", "Length"]);
});

it("lets pinned columns stand beside the name, each behind the one before", () => {
  const { columns } = layoutOf(["metric.a", "param.b", "user"], ["param.b", "metric.gone"], true);
  expect(columns.map(({ name, left }) => [name, left])).toEqual([["select", 0], ["name", 50], ["param.b", 314], ["spark", null], ["metric.a", null], ["user", null]]);
});

it("makes conditions of what somebody types", () => {
  expect(conditionOf("metric.loss", "<", " 0.5 ")).toEqual({ field: "metric.loss", op: "<", value: 0.5 });
  expect(conditionOf("metric.loss", "<", "small")).toBeNull();
  expect(conditionOf("param.lr", "=", "1e-3")).toEqual({ field: "param.lr", op: "=", value: 0.001 });
  expect(conditionOf("tag.team", "=", "42")).toEqual({ field: "tag.team", op: "=", value: "42" });
  expect(conditionOf("user", "contains", "")).toBeNull();
  expect(conditionOf("started", ">=", "2026-10-27")?.value).toBe(new Date("2026-10-27T00:00").getTime() * 1000);
  expect(conditionOfGroup("param.lr", { value: null })).toEqual([{ field: "param.lr", op: "empty", value: true }]);
  expect(said({ field: "metric.val/auc", op: ">", value: 0.87136 })).toEqual({ head: "val/auc is above", value: "0.8714" });
});

it("keeps of an address only what it knows", () => {
  const id = "0123456789abcdef0123456789abcdef";
  const raw = { filter: [{ field: "name", op: "=", value: "x" }, { field: "name", op: "like", value: "x" }, 7], sel: `${id},evil,${id}`, open: ["", "=a", 3], keys: "loss" };
  expect(runsSearch(raw)).toEqual({ filter: [{ field: "name", op: "=", value: "x" }], sel: id, open: ["", "=a"], keys: ["loss"] });
});

it("draws the course of a metric, also of one point and of none", () => {
  const curve = { run: "r", key: "k", step: [0, 1, 2], time: [0, 0, 0], min: [], mean: [0, null, 1], max: [], exact: true, started: 0, nan_at: [] };
  expect(sparkPath(curve, 10, 10)).toBe("M1.0 8.0L9.0 2.0");
  expect(sparkPath({ ...curve, mean: [5, null, "Infinity"] }, 10, 10)).toBe("M5.0 5.0h0.1");
  expect(sparkPath({ ...curve, mean: [null, null, null] })).toBe("");
});
