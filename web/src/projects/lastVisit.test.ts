import { expect, it } from "vitest";

import { visit } from "./lastVisit";

const MINUTE = 60_000;

it("remembers the visit before this one, however often the page is opened", () => {
  const first = visit(null, 0);
  expect(first).toEqual({ before: null, seen: 0 });
  const soon = visit(JSON.stringify(first), 10 * MINUTE);
  expect(soon).toEqual({ before: null, seen: 10 * MINUTE });
  const next = visit(JSON.stringify(soon), 600 * MINUTE);
  expect(next.before).toBe(10 * MINUTE);
  expect(visit(JSON.stringify(next), 601 * MINUTE).before).toBe(10 * MINUTE);
});

it("begins anew with what it cannot read", () => {
  expect(visit("{", 5)).toEqual({ before: null, seen: 5 });
  expect(visit('{"seen":"x"}', 5)).toEqual({ before: null, seen: 5 });
});
