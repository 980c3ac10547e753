import { expect, it } from "vitest";

import { withComment, withoutComment } from "../api/comments";
import { heardOf } from "../api/hearing";
import type { Comment, LogEntry } from "../api/types";
import { decoded, encoded, suggested, typingAt } from "./mentions";

const id = (digit: string) => digit.repeat(32);
const people = [
  { id: id("a"), name: "Priya Raman", suspended: false },
  { id: id("b"), name: "Priya", suspended: false },
  { id: id("c"), name: "Sam O'Hara", suspended: false },
  { id: id("d"), name: "Twin", suspended: false },
  { id: id("e"), name: "Twin", suspended: false },
];
const comment = (name: string, parent: string | null = null): Comment => ({ id: name, item: "i", author: "a", author_name: "A", text: name, created: 0, parent, edited: null, deleted: false, mentions: [] });
const ids = (comments: readonly Comment[]) => comments.map((one) => one.id + (one.deleted ? "-" : "")).join(" ");

it("finds the mention at the caret, and only there", () => {
  expect(typingAt("ask @Pri", 8)).toEqual({ start: 4, query: "Pri" });
  expect(typingAt("ask @Priya Ra", 13)?.query).toBe("Priya Ra");
  for (const text of ["mail a@b", "ask @Pri, then", "@one two three"]) expect(typingAt(text, text.length)).toBeNull();
  expect(suggested(people, "ra").map((one) => one.name)).toEqual(["Priya Raman"]);
  expect(suggested(people, "").length).toBe(5);
});

it("keeps names as ids, the longest name first, and gives them back", () => {
  const text = "@Priya Raman and @Priya, @Sam O'Hara; not @Priyanka, @Twin or a@Priya";
  const kept = encoded(text, people);
  expect(kept).toBe(`[@Priya Raman](person:${id("a")}) and [@Priya](person:${id("b")}), [@Sam O'Hara](person:${id("c")}); not @Priyanka, @Twin or a@Priya`);
  expect(decoded(kept, people)).toBe(text);
  expect(encoded(kept, people)).toBe(kept);
});

it("puts an answer at the end of its thread, and keeps the place of what was answered", () => {
  const talk = [comment("1"), comment("1a", "1"), comment("2")];
  expect(ids(withComment(talk, comment("1b", "1")))).toBe("1 1a 1b 2");
  expect(ids(withComment(talk, comment("3")))).toBe("1 1a 2 3");
  const gone = withoutComment(talk, "1");
  expect(ids(gone)).toBe("1- 1a 2");
  expect(ids(withoutComment(gone, "1a"))).toBe("2");
});

it("hears what people want to know of, not what programs log", () => {
  const change = (more: Partial<LogEntry>): LogEntry => ({ number: 1, at: 0, actor: "a", action: "v", operation: "o", what: "event", item: "i", project: "p", type: "issue", body: {}, ...more });
  const said = heardOf([change({ body: { event: "comment.added" }, type: "run" })]);
  expect([[...said.discussed], said.people, said.logged]).toEqual([["i"], true, false]);
  const logged = heardOf([change({ body: { event: "logged" }, type: "run" })]);
  expect([logged.people, logged.logged]).toEqual([false, true]);
});
