import { beforeEach, expect, it } from "vitest";

import { dropDraft, keptDraft, sendDraft, settleDraft } from "./drafts";

beforeEach(() => {
  dropDraft("i", "note");
  dropDraft("i", "estimate");
});

it("keeps what was sent until the server has taken it", () => {
  sendDraft("i", "note", { text: "long text\n", began: "" });
  expect(keptDraft("i", "note")?.text).toBe("long text\n");
  settleDraft("i", "note", "long text", true);
  expect(keptDraft("i", "note")).toBeNull();
});

it("keeps what was refused, numbers and cleared values too", () => {
  sendDraft("i", "note", { text: "", began: "before" });
  settleDraft("i", "note", null, false);
  expect(keptDraft("i", "note")).toEqual({ text: "", began: "before" });
  sendDraft("i", "estimate", { text: "3.0", began: "2" });
  settleDraft("i", "estimate", 3, false);
  expect(keptDraft("i", "estimate")).toEqual({ text: "3.0", began: "2" });
});

it("lets the answer to an earlier text say nothing of a later one", () => {
  sendDraft("i", "note", { text: "one", began: "" });
  sendDraft("i", "note", { text: "two", began: "one" });
  settleDraft("i", "note", "one", true);
  settleDraft("i", "note", "one", false);
  expect(keptDraft("i", "note")).toEqual({ text: "two", began: "one" });
});
