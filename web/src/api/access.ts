import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { placeItem, refreshLists } from "./items";
import { projectsQuery } from "./projects";
import type { Access, Item, ItemPatch, Page, ProjectAccess, ProjectRole } from "./types";

export const accessQuery = (key: string) =>
  queryOptions({
    queryKey: ["project", key.toUpperCase(), "access"],
    queryFn: ({ signal }) => get<ProjectAccess>(`${at("projects", key)}/access`, signal),
  });

/** A change of who may do what; the answer is how it stands then. */
function useAccessChange<In>(key: string, mutationFn: (input: In) => Promise<ProjectAccess>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (access) => {
      client.setQueryData(accessQuery(key).queryKey, access);
      void client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      return client.invalidateQueries({ queryKey: ["project", key.toUpperCase(), "summary"] });
    },
  });
}

export const useSetAccess = (key: string) => useAccessChange(key, (access: Access) => change<ProjectAccess>("PUT", `${at("projects", key)}/access`, { access }));
export const useGrant = (key: string) =>
  useAccessChange(key, (grant: { principal: string; role: ProjectRole }) => change<ProjectAccess>("POST", `${at("projects", key)}/access`, grant));
export const useWithdrawRole = (key: string) => useAccessChange(key, (principal: string) => change<ProjectAccess>("DELETE", at("projects", key, "access", principal)));

/** Write a project's own name, state and fields: a project is an item too. */
export function useEditProject(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: ItemPatch) => change<Item>("PATCH", at("items", id), patch),
    onSuccess: (item) => {
      placeItem(client, item);
      void client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      return client.invalidateQueries({ queryKey: ["project", item.project_key.toUpperCase()] });
    },
    onError: () => client.invalidateQueries({ queryKey: ["item", id] }),
  });
}

export const trashQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ["items", key.toUpperCase(), "trash"],
    queryFn: ({ signal, pageParam }) => get<Page>(`${at("projects", key)}/items${search({ trash: true, sort: "updated", desc: true, cursor: pageParam, limit: 100 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export function usePurge(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) => change<unknown>("POST", `${at("items", id)}/purge`, { reason }),
    onSuccess: (_answer, { id }) => {
      client.removeQueries({ queryKey: ["item", id] });
      return refreshLists(client, key);
    },
  });
}
