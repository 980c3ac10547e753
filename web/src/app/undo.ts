import { type Mutation, type QueryClient, onlineManager, useQueryClient } from "@tanstack/react-query";

import { type Act, lastAsked, putAct, takeAct } from "../api/acts";
import { change } from "../api/client";
import { ownName } from "../api/own";
import { Offline, asProblem } from "../api/problem";
import { done, refused } from "../ui/toast";

interface Undone {
  operation: string;
}
/** What was undone last, so that Ctrl-Shift-Z brings it back. */
const undone = new Map<string, Act>();
const mine = (): string => ownName("undone");

/** A wait so long is told of. */
const TOLD_MS = 300;
/** What the server has not answered in this time is waited for no longer. */
const LONGEST_MS = 10_000;

/** True when all of these edits are answered, false when one is not in time. */
function answered(client: QueryClient, edits: readonly Mutation[]): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (inTime: boolean) => {
      stop();
      clearTimeout(late);
      resolve(inTime);
    };
    const stop = client.getMutationCache().subscribe(() => edits.every(({ state }) => state.status !== "pending") && end(true));
    const late = setTimeout(() => end(false), LONGEST_MS);
  });
}

const waiting = new WeakSet<QueryClient>();
const sayWaiting = () => done("Your last change is still being saved. It is undone after that.");

/**
 * What a press of Ctrl-Z means: the newest act of those that had been asked for by then. An edit is painted before the server has
 * answered, and can be taken back only after: it is waited for, what is edited later is not. Undefined: there is nothing to undo, which is told.
 */
export async function actToUndo(client: QueryClient): Promise<Act | undefined> {
  if (waiting.has(client)) return void sayWaiting();
  const edits = client.getMutationCache().findAll({ status: "pending" });
  if (!onlineManager.isOnline()) return void refused("Not undone", new Offline());
  // One that stands in line is asked for after the press.
  const until = edits.some(({ state }) => state.isPaused) ? Infinity : lastAsked();
  if (edits.length > 0) {
    waiting.add(client);
    const told = setTimeout(sayWaiting, TOLD_MS);
    const inTime = await answered(client, edits);
    clearTimeout(told);
    waiting.delete(client);
    if (!inTime) return void done("Not undone: your last change is still not saved.");
    // Why it was refused is told, and it is no longer on the page: what was done before it was not meant.
    if (edits.at(-1)?.state.status === "error") return void done("Nothing was undone: your last change was not saved.");
  }
  const act = takeAct(until);
  if (!act) done("There is nothing of yours to undo in this session.");
  return act;
}

let line: Promise<void> = Promise.resolve();

/** One press after the other: the second of two undos may rest on the first, and what Redo brings back is what the undo before it took. */
function inLine(press: () => Promise<void>): Promise<void> {
  line = line.then(press, press);
  return line;
}

/** Ctrl-Z and Ctrl-Shift-Z. Exported for its test. */
export function undoing(client: QueryClient): { undo: () => void; redo: () => void } {
  const refresh = () => void client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => ["item", "items", "runs", "run", "project"].includes(String(noun)) });
  const takeBack = (act: Act) => change<Undone>("POST", "/undo", { operation: act.operation }, false, AbortSignal.timeout(LONGEST_MS));

  const doAgain = async () => {
    const act = undone.get(mine());
    if (!act) return done("There is nothing to do again.");
    undone.delete(mine());
    await takeBack(act).then(
      ({ operation }) => {
        putAct({ operation, what: act.what });
        refresh();
        done(`Done again: ${act.what}.`);
      },
      (error: unknown) => refused(`Not done again: ${act.what}`, error),
    );
  };
  const redo = () => void inLine(doAgain);
  const undoIt = async (act: Act | undefined) => {
    if (!act) return;
    await takeBack(act).then(
      ({ operation }) => {
        undone.set(mine(), { operation, what: act.what });
        refresh();
        done(`Undone: ${act.what}.`, redo, "Redo");
      },
      (error: unknown) => {
        // Without an answer nothing was changed: it may be tried again.
        if (asProblem(error).status === 0) putAct(act);
        refused(`Not undone: ${act.what}`, error);
      },
    );
  };
  const undo = () => {
    const meant = actToUndo(client);
    void inLine(async () => undoIt(await meant));
  };
  return { undo, redo };
}

/** Ctrl-Z from anywhere: takes back what I did last in this session, says what it was, and offers it again. */
export const useUndoLast = () => undoing(useQueryClient());
