import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import { refreshAround } from "./items";
import type { AppliedDocuments, DocumentAnswer, Field, Groups, Item, KnowingPeople, OwnFields, Page, Place } from "./types";

export const placeQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "place"],
    queryFn: async ({ signal }) => (await get<Place>(`${at("items", id)}/place`, signal)).above,
  });

export const beneathQuery = (item: Item) =>
  infiniteQueryOptions({
    queryKey: ["item", item.id, "beneath"],
    queryFn: ({ signal, pageParam }) => get<Page>(`${at("projects", item.project_key)}/items${search({ parent: item.id, desc: false, cursor: pageParam, limit: 20 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const documentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "documents"],
    queryFn: async ({ signal }) => (await get<AppliedDocuments>(`${at("items", id)}/documents`, signal)).documents,
  });

export function useAnswerDocument(item: Item) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DocumentAnswer) => change<AppliedDocuments>("POST", `${at("items", item.id)}/documents`, body),
    onSuccess: (found) => {
      client.setQueryData(documentsQuery(item.id).queryKey, found.documents);
      refreshAround(client, item);
    },
  });
}

export const knowingQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id, "people"],
    queryFn: async ({ signal }) => (await get<KnowingPeople>(`${at("items", id)}/people`, signal)).people,
  });

/** Fields that the project adds to a type. */
export const ownFieldsQuery = (project: string, type: string) =>
  queryOptions({
    queryKey: ["project", project.toUpperCase(), "fields"],
    queryFn: async ({ signal }) => (await get<OwnFields>(`${at("projects", project)}/fields`, signal)).fields,
    staleTime: 60_000,
    select: (fields): Field[] => fields.filter((own) => own.types.includes(type)).map((own) => own.field),
  });

/** Labels that items of a type have already, the most used first. */
export const labelsQuery = (project: string, type: string, field: string) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "labels", type, field],
    queryFn: async ({ signal }) => (await get<Groups>(`${at("projects", project)}/groups${search({ type, by: field })}`, signal)).groups,
    staleTime: 30_000,
    select: (groups): string[] =>
      groups
        .filter((group) => typeof group.value === "string")
        .sort((a, b) => b.count - a.count)
        .map((group) => String(group.value)),
  });
