import { QueryClient, onlineManager } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { nextAsked, noteActs, takeAct } from "../api/acts";
import { change } from "../api/client";
import { Late } from "../api/problem";
import { done, refused } from "../ui/toast";
import { actToUndo, undoing } from "./undo";

vi.mock("../ui/toast", () => ({ done: vi.fn(), refused: vi.fn() }));
vi.mock("../api/client", () => ({ change: vi.fn() }));

let client: QueryClient;
beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(done).mockClear();
  vi.mocked(refused).mockClear();
  client = new QueryClient();
  while (takeAct()) continue;
});
afterEach(() => {
  client.clear();
  onlineManager.setOnline(true);
  vi.useRealTimers();
});

const acted = (name: string) => noteActs(`${name} update_item`, { id: name, key: name, title: "" }, nextAsked());

/** An edit on its way to the server; `answer` lets it be noted, `refuse` does not. */
function editing(name: string) {
  let end: (ok: boolean) => void = () => undefined;
  const mutation = client.getMutationCache().build(client, {
    mutationFn: () => {
      const place = nextAsked();
      return new Promise<void>((resolve, reject) => {
        end = (ok) => {
          if (ok) noteActs(`${name} update_item`, { id: name, key: name, title: "" }, place);
          if (ok) resolve();
          else reject(new Error("refused"));
        };
      });
    },
  });
  mutation.execute(undefined).catch(() => undefined);
  return { answer: () => end(true), refuse: () => end(false) };
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const said = () => vi.mocked(done).mock.calls.map(([words]) => words);

it("takes what was done last where nothing is on its way", async () => {
  acted("P-1");
  acted("P-2");
  expect((await actToUndo(client))?.operation).toBe("P-2");
});

it("waits for the edit that is painted, not for those made after the press, and takes none of them", async () => {
  acted("P-1");
  const before = editing("P-2");
  await after(0);
  const press = actToUndo(client);
  const later = editing("P-3");
  await after(0);
  later.answer();
  await after(0);
  editing("P-4");
  before.answer();
  expect((await press)?.operation).toBe("P-2");
  expect(said()).toEqual([]);
});

it("says that it waits, and waits once however often the key is pressed, not for ever", async () => {
  acted("P-1");
  editing("P-2");
  await after(0);
  const press = actToUndo(client);
  await after(300);
  expect(said()).toHaveLength(1);
  expect(await actToUndo(client)).toBeUndefined();
  await after(10_000);
  expect(await press).toBeUndefined();
  expect(said().at(-1)).toMatch(/still not saved/);
  expect(takeAct()?.operation).toBe("P-1");
});

it("undoes nothing older in the place of an edit that was refused", async () => {
  acted("P-1");
  const edit = editing("P-2");
  await after(0);
  const press = actToUndo(client);
  edit.refuse();
  expect(await press).toBeUndefined();
  expect(said()).toEqual([expect.stringMatching(/was not saved/)]);
  expect(takeAct()?.operation).toBe("P-1");
});

it("refuses at once while the browser is offline", async () => {
  acted("P-1");
  onlineManager.setOnline(false);
  expect(await actToUndo(client)).toBeUndefined();
  expect(refused).toHaveBeenCalledOnce();
  expect(takeAct()?.operation).toBe("P-1");
});

it("takes presses one after the other: a redo brings back what the undo before it takes, also when that is not answered yet", async () => {
  const answers: (() => void)[] = [];
  vi.mocked(change).mockImplementation((_method, _path, body) => {
    const { operation } = body as { operation: string };
    return new Promise((resolve) => answers.push(() => resolve({ operation: `${operation} back` })));
  });
  const asked = () => vi.mocked(change).mock.calls.map(([, , body]) => (body as { operation: string }).operation);
  acted("P-1");
  acted("P-2");
  const { undo, redo } = undoing(client);
  undo();
  undo();
  redo();
  for (const operations of [["P-2"], ["P-2", "P-1"], ["P-2", "P-1", "P-1 back"]]) {
    await after(0);
    expect(asked()).toEqual(operations);
    answers.pop()?.();
  }
  await after(0);
  expect(said().at(-1)).toBe("Done again: update item.");
});

it("does not wait for ever: a press that is not answered is refused, and the next one has its turn", async () => {
  const late = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(late.signal);
  const asked: string[] = [];
  vi.mocked(change).mockImplementation((_method, _path, body, _noted, signal) => {
    asked.push((body as { operation: string }).operation);
    return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Late())));
  });
  acted("P-1");
  acted("P-2");
  const { undo } = undoing(client);
  undo();
  undo();
  await after(0);
  expect(asked).toEqual(["P-2"]);
  late.abort();
  await after(0);
  expect(vi.mocked(refused).mock.calls).toEqual([["Not undone: update item", expect.any(Late)]]);
  expect(asked).toEqual(["P-2", "P-1"]);
});
