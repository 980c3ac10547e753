import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { filePart } from "./runs";
import { placeItem, refreshAround, refreshLists } from "./items";
import type { AliasAnswer, DatasetPage, DatasetVersions, Item, LoggedModelPage, ModelPage, ModelSources, NewVersion, Page, VersionPage, Versions } from "./types";

// All of it hangs on an item, and is asked again when that item changes.

export const modelQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "model"],
    queryFn: ({ signal }) => get<ModelPage>(at("models", id), signal),
  });

export const versionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["item", id, "versions"],
    queryFn: ({ signal, pageParam }) => get<Versions>(`${at("models", id, "versions")}${search({ cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "version"],
    queryFn: ({ signal }) => get<VersionPage>(at("model-versions", id), signal),
  });

export const datasetVersionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["item", id, "dataset-versions"],
    queryFn: ({ signal, pageParam }) => get<DatasetVersions>(`${at("datasets", id, "versions")}${search({ cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const datasetVersionQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "dataset-version"],
    queryFn: ({ signal }) => get<DatasetPage>(at("dataset-versions", id), signal),
  });

export const loggedModelQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "logged-model"],
    queryFn: ({ signal }) => get<LoggedModelPage>(at("logged-models", id), signal),
  });

/** What a version can be made from. */
export const modelSourcesQuery = (run: string) =>
  queryOptions({
    queryKey: ["item", run, "model-sources"],
    queryFn: async ({ signal }) => (await get<ModelSources>(at("runs", run, "models"), signal)).sources,
  });

const MLMODEL_BYTES = 200_000;

/** The MLmodel file of a version: what its model takes and gives. */
export const signatureQuery = (holder: string, path: string) =>
  queryOptions({
    queryKey: ["item", holder, "mlmodel", path],
    queryFn: async ({ signal }) => new TextDecoder().decode(await filePart(holder, path, 0, MLMODEL_BYTES, signal)),
    staleTime: Infinity,
  });

/** The id of the version of that number. */
export const versionByNumberQuery = (model: Item, number: number | undefined) =>
  queryOptions({
    queryKey: ["item", model.id, "version-number", number],
    queryFn: async ({ signal }) => {
      const filter = JSON.stringify([{ field: "version", op: "=", value: number }]);
      return (await get<Page>(`${at("projects", model.project_key, "items")}${search({ type: "model_version", parent: model.id, filter, limit: 1 })}`, signal)).items[0]?.id ?? null;
    },
    enabled: number !== undefined,
  });

/** Set or move an alias; without a version, take it away. */
export function useAlias(model: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ alias, version }: { alias: string; version: number | null }) =>
      version === null ? change<AliasAnswer>("DELETE", at("models", model.id, "aliases", alias)) : change<AliasAnswer>("POST", at("models", model.id, "aliases"), { alias, version }),
    onSuccess: () => {
      refreshAround(client, model);
      void client.invalidateQueries({ queryKey: ["item"] });
    },
  });
}

export function useRenameModel(model: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => change<Item>("PATCH", at("models", model.id), { name }),
    onSuccess: (item) => {
      placeItem(client, item);
      refreshAround(client, item);
      return refreshLists(client, item.project_key);
    },
  });
}

export function useMakeVersion(run: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewVersion) => change<Item>("POST", at("runs", run.id, "versions"), body),
    onSuccess: (item) => {
      void client.invalidateQueries({ queryKey: ["item"], predicate: (query) => query.queryKey.length > 2 });
      refreshAround(client, item);
      return refreshLists(client, item.project_key);
    },
  });
}
