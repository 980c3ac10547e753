import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";

import { hubQuery, refreshHubs } from "./hub";
import type { Hub } from "./types";

const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });

/** A hub that is on the screen, and how often it was asked for. */
function shown(key: string, project: string) {
  const ask = vi.fn(() => Promise.resolve({ project: { id: project } } as Hub));
  const observer = new QueryObserver(client, { ...hubQuery(key), queryFn: ask });
  return { ask, there: () => observer.getCurrentResult().data !== undefined, stop: observer.subscribe(() => undefined) };
}

it("asks again only for the hubs of the projects in which something happened", async () => {
  const [fraud, churn] = [shown("fraud", "f"), shown("CHURN", "c")];
  await vi.waitFor(() => expect([fraud.there(), churn.there()]).toEqual([true, true]));
  refreshHubs(client, new Set(["f"]));
  await vi.waitFor(() => expect(fraud.ask).toHaveBeenCalledTimes(2));
  expect(churn.ask).toHaveBeenCalledTimes(1);
  fraud.stop();
  churn.stop();
});
