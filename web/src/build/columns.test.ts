import { expect, it } from "vitest";

import { chosenColumns, columnNames, shortName, toggled } from "./columns";

it("offers evaluation metrics first, machine metrics after, then params and people's tags", () => {
  const used = (...keys: string[]) => keys.map((key) => ({ key, runs: 1 }));
  const known = { metrics: used("loss", "system/cpu", "val/auc", "accuracy"), params: used("lr"), tags: used("mlflow.user", "team") };
  expect(columnNames(known)).toEqual(["metric.val/auc", "metric.accuracy", "metric.loss", "metric.system/cpu", "param.lr", "tag.team"]);
  expect(columnNames(undefined)).toEqual([]);
});

it("shows the first few metrics until somebody chooses", () => {
  const known = ["metric.a", "metric.b", "metric.c", "metric.d", "metric.e", "param.x"];
  expect(chosenColumns(undefined, known)).toHaveLength(4);
  expect(chosenColumns("", known)).toEqual([]);
  expect(toggled(["metric.a", "param.x"], "metric.a")).toBe("param.x");
  expect(chosenColumns(toggled([], "metric.e"), known)).toEqual(["metric.e"]);
  expect(shortName("param.optimizer.lr")).toBe("optimizer.lr");
});
