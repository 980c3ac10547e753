import { expect, it } from "vitest";

import { named } from "./shortcuts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

it("names single keys, chords and sequences, longest first", () => {
  expect(named(press("C"), null)).toEqual(["c"]);
  expect(named(press("k", { metaKey: true }), "g")).toEqual(["mod+k"]);
  expect(named(press("h"), "g")).toEqual(["g h", "h"]);
  expect(named(press("x", { altKey: true }), null)).toEqual([]);
  expect(named(press("Escape"), null)).toEqual(["Escape"]);
});
