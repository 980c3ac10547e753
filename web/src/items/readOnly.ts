import { useQuery } from "@tanstack/react-query";

import { summaryQuery } from "../api/projects";

/** Whoever may only look at a project, or comment, gets no handles. */
export function useReadOnly(projectKey: string): boolean {
  const role = useQuery(summaryQuery(projectKey)).data?.project.role;
  return role === "viewer" || role === "commenter";
}
