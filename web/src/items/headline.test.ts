import { expect, it } from "vitest";

import type { Entry } from "../api/types";
import { acts, condensed, excerpt, headline } from "./HistoryList";

const entry = (more: Partial<Entry>): Entry => ({
  number: 1,
  at: 0,
  actor: "a",
  actor_name: "Maya",
  action: "update_item",
  operation: "o",
  what: "item",
  changes: [],
  link: null,
  event: null,
  payload: {},
  undoable: true,
  ...more,
});
const set = (field: string, before: unknown, after: unknown) => ({ field, before, after, difference: [] }) as Entry["changes"][number];

it("tells creation, trash and restore from ordinary changes", () => {
  expect(headline(entry({ changes: [set("kind", null, "issue"), set("title", null, "T")] })).text).toBe("created it");
  expect(headline(entry({ changes: [set("trashed", null, 5)] })).text).toBe("put it into the trash");
  expect(headline(entry({ changes: [set("trashed", 5, null)] })).text).toBe("restored it");
  expect(headline(entry({ changes: [set("title", "a", "b")] })).changes).toHaveLength(1);
});

it("tells a move to another project once, by where it came from and went", () => {
  const left = entry({ number: 1, changes: [set("project", "p", "q")] });
  const came = entry({ number: 2, changes: [set("number", 12, 7), set("parent", "i", null)] });
  expect(acts([came, left]).map(({ told }) => told.map((one) => headline(one.entry).text))).toEqual([["moved it to another project"]]);
});

it("reads a link from the side of the item", () => {
  const end = { restricted: false, id: "i", type: "issue", key: "A-1", title: "Other", state: "todo", project_key: "A" };
  const link = { id: "l", type: "blocks", direction: "in" as const, end, made: "person" as const, made_by: "a", created: 0 };
  expect(headline(entry({ what: "link", event: "linked", link })).text).toBe("linked: blocked by Other");
  expect(headline(entry({ what: "link", event: "unlinked", link: { ...link, end: { ...end, restricted: true, title: null } } })).text).toBe("unlinked: blocked by a restricted item");
});

it("shortens what stayed and keeps what changed", () => {
  const long = "x".repeat(100);
  const out = excerpt([{ op: "same", text: long }, { op: "removed", text: long }, { op: "added", text: "new" }, { op: "same", text: long }], 10);
  expect(out.map((piece) => piece.text.length)).toEqual([12, 100, 3, 12]);
});

it("tells the same event in a row once", () => {
  const logged = (number: number, actor = "t") => entry({ number, actor, what: "event", event: "logged" });
  expect(condensed([logged(4), logged(3), logged(2, "other"), entry({ number: 1 })]).map((one) => one.times)).toEqual([2, 1, 1]);
});

it("tells what one act did together, so that it is undone together", () => {
  const found = acts([entry({ number: 3, operation: "b" }), entry({ number: 2, operation: "a", what: "link", event: "linked" }), entry({ number: 1, operation: "a" })]);
  expect(found.map((act) => [act.operation, act.told.length])).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
});
