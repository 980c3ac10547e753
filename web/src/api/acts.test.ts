// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";

import { noteActs, putAct, takeAct } from "./acts";
import { ownName, setPerson } from "./own";

beforeEach(() => {
  while (takeAct()) continue;
});

it("takes back the newest act first, in words", () => {
  noteActs("op1 update_item", { id: "x", key: "FRAUD-1", title: "One" });
  noteActs("op2 update_items", { items: [{ key: "A" }, { key: "B" }] });
  noteActs("op3 trash_item", { id: "x", key: "x", title: "gifted-owl" });
  noteActs("op4 set_alias, op5 update_item", { id: "y", key: "FRAUD-2" });
  noteActs(null, {});
  expect([takeAct(), takeAct(), takeAct(), takeAct(), takeAct(), takeAct()]).toEqual([
    { operation: "op5", what: "the change of FRAUD-2" },
    { operation: "op4", what: "set alias: FRAUD-2" },
    { operation: "op3", what: "putting \u201cgifted-owl\u201d into the trash" },
    { operation: "op2", what: "the change of 2 items" },
    { operation: "op1", what: "the change of FRAUD-1" },
    undefined,
  ]);
});

it("keeps them over a reload, fifty at most", () => {
  for (let number = 0; number < 60; number += 1) putAct({ operation: String(number), what: "" });
  const kept = JSON.parse(sessionStorage.getItem(ownName("acts")) ?? "[]") as unknown[];
  expect(kept).toHaveLength(50);
  expect(takeAct()?.operation).toBe("59");
});

it("takes back nothing that somebody else did in this browser", () => {
  setPerson("ada");
  putAct({ operation: "of ada", what: "" });
  setPerson("bob");
  expect(takeAct()).toBeUndefined();
  putAct({ operation: "of bob", what: "" });
  setPerson("ada");
  expect([takeAct()?.operation, takeAct()]).toEqual(["of ada", undefined]);
  setPerson(undefined);
});
