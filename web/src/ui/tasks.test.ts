import { expect, it } from "vitest";

import { toggleTask } from "./tasks";

const TEXT = "- [x] one\n- [ ] two\n  - [ ] deeper\n\n```\n- [ ] no box\n```\n\n1. [ ] three";

it("ticks the box that was meant and leaves the rest alone", () => {
  expect(toggleTask(TEXT, 0)).toBe(TEXT.replace("[x] one", "[ ] one"));
  expect(toggleTask(TEXT, 2)).toBe(TEXT.replace("[ ] deeper", "[x] deeper"));
  expect(toggleTask(TEXT, 3)).toBe(TEXT.replace("[ ] three", "[x] three"));
});

it("leaves alone what it cannot be sure of", () => {
  expect(toggleTask(TEXT, 4)).toBeNull();
  expect(toggleTask("no boxes", 0)).toBeNull();
  expect(toggleTask("- [ ] a box\n\n    - [ ] code by its indent\n\ntext\n\n    - [ ] code", 0)).toBeNull();
});
