import { expect, it } from "vitest";

import type { ContextItem, Item } from "../api/types";
import { depthWords, graphOf, lineageRows } from "./lineageGraph";
import { HEIGHT, placesOf } from "./lineageLayout";

const item = { id: "model" } as Item;
const step = (id: string | null, from: string, direction: "up" | "down", depth = 1): ContextItem => ({
  end: { restricted: id === null, id, type: "run", key: null, title: id, state: null, project_key: "A" },
  depth,
  direction,
  via: "derived_from",
  from,
});

it("tells the same as a table, from what was first to what came last", () => {
  const rows = lineageRows({ ...item, title: "the model", project_key: "A" }, [step("data", "model", "up"), step(null, "model", "down"), step("raw", "data", "up", 2)], []);
  expect(rows.map((row) => [depthWords(row.depth), row.title, row.via, row.before])).toEqual([
    ["2 steps up", "raw", "derived from", "data"],
    ["1 step up", "data", "derived from", "the model"],
    ["This item", "the model", "", ""],
    ["1 step down", "Restricted", "source of", "the model"],
  ]);
  expect(rows.map((row) => row.address !== null)).toEqual([true, true, true, false]);
});

it("puts what came first above and what came of it below, restricted ends too", () => {
  const { nodes, shape, words } = graphOf(item, [step("data", "model", "up"), step(null, "model", "down"), step("raw", "data", "up", 2)]);
  expect(nodes.map((node) => node.id)).toEqual(["model", "data", "restricted-1", "raw"]);
  expect(shape.edges).toEqual([
    ["data", "model"],
    ["model", "restricted-1"],
    ["raw", "data"],
  ]);
  expect(words.get("data model")).toBe("derived from");
  const places = placesOf(shape);
  const rows = ["raw", "data", "model", "restricted-1"].map((id) => places[id]?.y ?? 0);
  for (const [index, y] of rows.slice(1).entries()) expect(y - (rows[index] ?? 0)).toBeGreaterThan(HEIGHT);
});
