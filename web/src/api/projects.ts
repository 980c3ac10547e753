import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get } from "./client";
import type { ItemType, NewProject, Project, ProjectSummary, Projects, Types } from "./types";

const vocabulary = queryOptions({
  queryKey: ["types"],
  queryFn: ({ signal }) => get<Types>("/types", signal),
  staleTime: Infinity,
});
export const typesQuery = queryOptions({ ...vocabulary, select: (found: Types): ItemType[] => found.types });
export const linkTypesQuery = queryOptions({ ...vocabulary, select: (found: Types): string[] => found.links });

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await get<Projects>("/projects?limit=500", signal)).projects,
});

export const summaryQuery = (key: string) =>
  queryOptions({
    queryKey: ["project", key.toUpperCase(), "summary"],
    queryFn: ({ signal }) => get<ProjectSummary>(`${at("projects", key)}/summary`, signal),
  });

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProject) => change<Project>("POST", "/projects", body),
    onSuccess: (project) => {
      client.setQueryData(projectsQuery.queryKey, (before) => (before ? [...before, project] : before));
      return client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
}
