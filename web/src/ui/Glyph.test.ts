import * as icons from "@tabler/icons-react";
import { expect, test } from "vitest";

import { outlineOf } from "./Glyph";
import { stateLook, typeIcon } from "./vocabulary";

test("an icon of several strokes is one path that starts each of them anew", () => {
  const outline = outlineOf(icons.IconCalendar);
  expect(outline.match(/M/g)?.length).toBe(4);
  expect(outline).toContain("M16 3v4");
});

test("every picture of a state and a type is made of paths", () => {
  const states = ["backlog", "todo", "in_progress", "in_review", "running", "blocked", "failed", "done", "cancelled", "paused", "active", "scheduled", "unheard of"];
  const types = ["project", "requirement", "document", "issue", "run", "dataset", "model", "release", "monitor", "alert", "incident", null];
  for (const icon of [...states.map((state) => stateLook("issue", state).icon), ...types.map(typeIcon)]) expect(outlineOf(icon)).toMatch(/^M[\d.]/);
});
