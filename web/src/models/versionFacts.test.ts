import { expect, it } from "vitest";

import type { VersionPage } from "../api/types";
import { type Side, factGroups } from "./versionFacts";

const side = (number: number, given: Record<string, unknown>): Side => ({
  page: { item: { state: "ready", created: number * 1e9, fields: {} }, number, stage: "None", aliases: [], tags: {}, datasets: [], files: null, run: null, ...given } as unknown as VersionPage,
  signature: null,
});
const run = (title: string, loss: number, lr: string) => ({ item: { title, fields: {} }, params: { lr, seed: "0" }, metrics: [{ key: "val/loss", last: loss }, { key: "system/cpu", last: 1 }] });

it("two versions are told apart by their facts, metrics, params and tags", () => {
  const left = side(1, { run: run("a", 0.5, "0.1"), tags: { team: "risk" }, files: { count: 2, size: 1_000 } });
  const right = side(2, { run: run("b", 0.4, "0.2"), tags: { team: "risk" }, files: { count: 2, size: 3_000 }, aliases: ["champion"] });
  const groups = new Map(factGroups([left, right]).map(({ title, rows }) => [title, rows]));
  expect(groups.get("Facts")?.filter((row) => row.differs).map((row) => row.name)).toEqual(["Aliases", "Run", "Size", "Made"]);
  expect(groups.get("Facts")?.find((row) => row.name === "Size")?.change).toBe("+2.0 kB");
  expect(groups.get("Metrics")).toMatchObject([{ name: "val/loss", change: "−0.1000", tone: "good", differs: true }]);
  expect(groups.get("Params")?.map((row) => [row.name, row.differs])).toEqual([["lr", true], ["seed", false]]);
  expect(groups.get("Tags")).toMatchObject([{ differs: false }]);
});

it("a version without a run, files or a signature stands beside one all the same", () => {
  expect(factGroups([side(1, {}), side(2, {})]).map(({ rows }) => rows.filter((row) => row.differs).length)).toEqual([1, 0, 0, 0, 0]);
});
