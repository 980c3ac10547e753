import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { refreshAround, refreshLists } from "./items";
import type { Home, Hub, Resources } from "./types";

export const hubQuery = (key: string) =>
  queryOptions({
    queryKey: ["hub", key.toUpperCase()],
    queryFn: ({ signal }) => get<Hub>(`${at("projects", key)}/hub`, signal),
  });

export const homeQuery = (since: number | null) =>
  queryOptions({
    queryKey: ["home", since],
    queryFn: ({ signal }) => get<Home>(`/home${search({ since })}`, signal),
  });

/** How each project is, by its key, for the sidebar: looked at again now and then, not at every change. */
export const healthsQuery = queryOptions({
  queryKey: ["healths"],
  queryFn: async ({ signal }) => Object.fromEntries((await get<Home>("/home", signal)).projects.map(({ project, health }) => [project.key, health])),
  staleTime: 60_000,
  refetchInterval: 60_000,
});

/** Something happened somewhere: Home is asked again where it is shown. */
export const refreshHome = (client: QueryClient): void => void client.invalidateQueries({ queryKey: ["home"] });

/** Something happened in these projects (by id): their hubs are asked again where they are shown. */
export function refreshHubs(client: QueryClient, projects: ReadonlySet<string>): void {
  // Home sums up all projects: who opens it sees the newest, who looks at it gets it with the next refreshHome.
  void client.invalidateQueries({ queryKey: ["home"], refetchType: "none" });
  const moved = (hub: Hub | undefined) => hub === undefined || projects.has(hub.project.id); // one that is on its way may have missed it
  void client.invalidateQueries({ queryKey: ["hub"], predicate: ({ state }) => moved(state.data as Hub | undefined) });
}

export function useAddResources(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => change<Resources>("POST", `${at("projects", project)}/resources`, { text }),
    onSuccess: ({ added }) => {
      for (const item of added) refreshAround(client, item);
      void client.invalidateQueries({ queryKey: ["hub", project.toUpperCase()] });
      return refreshLists(client, project);
    },
  });
}
