import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Storage = Schemas["Storage"];
export type ProjectStorage = Schemas["ProjectStorage"];
export type Quota = Schemas["Quota"];
export type Job = Schemas["Job"];
export type Jobs = Schemas["Jobs"];
export type Finding = Schemas["Finding"];
export type Backup = Schemas["Backup"];
export type AuditEntry = Schemas["AuditEntry"];
export type SignedIn = Schemas["SignedIn"];

const fresh = { staleTime: 10_000 };

export const storageQuery = queryOptions({ queryKey: ["admin", "storage"], queryFn: ({ signal }) => get<Storage>("/admin/storage", signal), ...fresh });
export const versionsQuery = queryOptions({ queryKey: ["admin", "versions"], queryFn: ({ signal }) => get<Schemas["Condition"]>("/admin/versions", signal), ...fresh });
export const backupsQuery = queryOptions({ queryKey: ["admin", "backups"], queryFn: ({ signal }) => get<Schemas["Backups"]>("/admin/backups", signal), ...fresh });
export const sessionsQuery = queryOptions({ queryKey: ["sessions"], queryFn: async ({ signal }) => (await get<Schemas["SignedIns"]>("/me/sessions", signal)).sessions });

export const jobsQuery = (state: string) =>
  infiniteQueryOptions({
    queryKey: ["admin", "jobs", state],
    queryFn: ({ signal, pageParam }) => get<Jobs>(`/admin/jobs${search({ state, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 15_000,
  });
export const auditQuery = infiniteQueryOptions({
  queryKey: ["admin", "audit"],
  queryFn: ({ signal, pageParam }) => get<Schemas["Audit"]>(`/admin/audit${search({ cursor: pageParam, limit: 50 })}`, signal),
  initialPageParam: "",
  getNextPageParam: (page) => page.next ?? undefined,
  ...fresh,
});

function useChange<In, Out>(keys: readonly string[], mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: [...keys] }) });
}

export const useQuota = () =>
  useChange(["admin", "storage"], ({ key, ...quota }: { key: string; bytes: number | null; points: number | null }) =>
    change<Quota>("PATCH", `${at("admin", "projects", key)}/quota`, quota),
  );
export const useRetry = () => useChange(["admin", "jobs"], (id: string) => change<Job>("POST", `${at("admin", "jobs", id)}/retry`));
export const useEndSession = () => useChange(["sessions"], (id: string) => change("DELETE", at("me", "sessions", id)));
export const useRename = () => useChange(["session"], (name: string) => change("PATCH", "/me", { name }));
/** All that was worked out from another day is asked again. */
export const useZone = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: (zone: string) => change<Schemas["Workspace"]>("PATCH", "/admin/workspace", { zone }), onSuccess: () => void client.invalidateQueries() });
};
