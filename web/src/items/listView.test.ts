import { expect, it } from "vitest";

import { isDescending, listSearch } from "./listView";

it("keeps from an address only what a list knows", () => {
  expect(listSearch({ type: "issue", q: 12, dir: "sideways", evil: "x", state: "" })).toEqual({ type: "issue", q: "12" });
});

it("is newest first by time and from the first on by a field", () => {
  expect([isDescending({}), isDescending({ sort: "due" }), isDescending({ sort: "due", dir: "desc" })]).toEqual([true, false, true]);
});
