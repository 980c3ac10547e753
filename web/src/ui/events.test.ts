import { expect, it } from "vitest";

import { eventAbout, eventAlone, isTold } from "./events";

it("tells an event alone and before an item, and one it does not know by its name", () => {
  expect([eventAlone("comment.added"), eventAbout("comment.added")]).toEqual(["commented", "commented on"]);
  expect([eventAlone("gate.held"), eventAbout("gate.held")]).toEqual(["gate held", "noted “gate held” of"]);
  expect([isTold("number"), isTold("title")]).toEqual([false, true]);
});
