import { type QueryClient, useQueryClient } from "@tanstack/react-query";

import { type Act, putAct, takeAct } from "../api/acts";
import { change } from "../api/client";
import { ownName } from "../api/own";
import { asProblem } from "../api/problem";
import { done, refused } from "../ui/toast";

interface Undone {
  operation: string;
}
/** What was undone last, so that Ctrl-Shift-Z brings it back. */
const undone = new Map<string, Act>();
const mine = (): string => ownName("undone");

/** An edit is painted before the server has answered, and can be taken back only after. */
async function answered(client: QueryClient): Promise<void> {
  if (client.isMutating() === 0) return;
  await new Promise<void>((resolve) => {
    const stop = client.getMutationCache().subscribe(() => {
      if (client.isMutating() > 0) return;
      stop();
      resolve();
    });
  });
}

/** Ctrl-Z from anywhere: takes back what I did last in this session, says what it was, and offers it again. */
export function useUndoLast(): { undo: () => void; redo: () => void } {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => ["item", "items", "runs", "run", "project"].includes(String(noun)) });
  const takeBack = (act: Act) => change<Undone>("POST", "/undo", { operation: act.operation }, false);

  const redo = () => {
    const act = undone.get(mine());
    if (!act) return done("There is nothing to do again.");
    undone.delete(mine());
    takeBack(act).then(
      ({ operation }) => {
        putAct({ operation, what: act.what });
        refresh();
        done(`Done again: ${act.what}.`);
      },
      (error: unknown) => refused(`Not done again: ${act.what}`, error),
    );
  };
  const undo = async () => {
    await answered(client);
    const act = takeAct();
    if (!act) return done("There is nothing of yours to undo in this session.");
    takeBack(act).then(
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
  return { undo: () => void undo(), redo };
}
