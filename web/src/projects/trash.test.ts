import { expect, it } from "vitest";

import type { Item } from "../api/types";
import { roots } from "./TrashPage";

const item = (id: string, parent: string | null, trashed: number): Item => ({ id, parent, trashed }) as Item;

it("shows what went to the trash by itself, and counts what went with it", () => {
  const found = roots([item("top", null, 5), item("child", "top", 5), item("grandchild", "child", 5), item("earlier", "top", 3), item("alone", "elsewhere", 5)]);
  expect(found.map(({ item: one, beneath }) => [one.id, beneath])).toEqual([
    ["top", 2],
    ["earlier", 0],
    ["alone", 0],
  ]);
});
