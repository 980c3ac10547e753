import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get } from "./client";
import { projectsQuery } from "./projects";
import { sessionQuery } from "./session";
import type { Focus, Me, Project, Searched, Settle, ExampleTask, ExampleTaskPatch, ExampleTasks } from "./types";

/** One's own project for first runs, made if there is none. */
export function useSandbox() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => change<Project>("POST", "/me/sandbox"),
    onSuccess: () => client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  });
}

/** A sandbox becomes a project: every address with its key is another one now. */
export function useSettle(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Settle) => change<Project>("POST", `${at("projects", project)}/settle`, body),
    onSuccess: () => void client.invalidateQueries(),
  });
}

export const tasksQuery = queryOptions({
  queryKey: ["tasks"],
  queryFn: async ({ signal }) => (await get<ExampleTasks>("/me/tasks", signal)).tasks,
  staleTime: 5_000,
});

export function useMarkTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, ...body }: ExampleTaskPatch & { task: ExampleTask["task"] }) => change<ExampleTasks>("PUT", at("me", "tasks", task), body),
    onSuccess: (answer) => client.setQueryData(tasksQuery.queryKey, answer.tasks),
  });
}

/** What one mostly does, for oneself only. */
export function useFocus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (focus: Focus | null) => change<Me>("PATCH", "/me", { focus }),
    onSuccess: (me) => client.setQueryData(sessionQuery.queryKey, (before) => before && { ...before, focus: me.focus }),
  });
}

/** Count what a search came to. What was typed stays here; a count that gets lost is no harm. */
export const countSearch = (searched: Searched): void => void change("POST", "/outcomes/searches", searched).catch(() => undefined);

/** How long the server takes to answer from here, in milliseconds. */
export const answerQuery = queryOptions({
  queryKey: ["answers"],
  queryFn: async ({ signal }) => {
    const before = performance.now();
    await get("/session", signal);
    return Math.max(1, Math.round(performance.now() - before));
  },
  staleTime: Infinity,
});
