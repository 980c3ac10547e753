import { expect, it } from "vitest";

import type { ContextItem, Item } from "../api/types";
import { graphOf } from "./lineageGraph";
import { HEIGHT, placesOf } from "./lineageLayout";

const item = { id: "model" } as Item;
const step = (id: string | null, from: string, direction: "up" | "down", depth = 1): ContextItem => ({
  end: { restricted: id === null, id, type: "run", key: null, title: id, state: null, project_key: "A" },
  depth,
  direction,
  via: "derived_from",
  from,
});

it("puts what came first above and what came of it below, restricted ends too", () => {
  const { nodes, shape, words } = graphOf(item, [step("data", "model", "up"), step(null, "model", "down"), step("raw", "data", "up", 2)]);
  expect(nodes.map((node) => node.id)).toEqual(["model", "data", "restricted-1", "raw"]);
  expect(shape.edges).toEqual([
    ["data", "model"],
    ["model", "restricted-1"],
    ["raw", "data"],
  ]);
  expect(words.get("data model")).toBe("derived_from");
  const places = placesOf(shape);
  const rows = ["raw", "data", "model", "restricted-1"].map((id) => places[id]?.y ?? 0);
  for (const [index, y] of rows.slice(1).entries()) expect(y - (rows[index] ?? 0)).toBeGreaterThan(HEIGHT);
});
