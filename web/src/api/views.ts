import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get, search } from "./client";
import type { Found, NewView, Pin, Pins, SavedView, SavedViews, ViewPatch } from "./types";

export type ViewPlace = SavedView["place"];

/** The saved views of a page: of a project's, or of one across projects. */
export const viewsQuery = (project: string | null, place: ViewPlace) =>
  queryOptions({
    queryKey: ["views", project?.toUpperCase() ?? "*", place],
    queryFn: async ({ signal }) => (await get<SavedViews>(`/views${search({ project, place })}`, signal)).views,
    staleTime: 30_000,
  });

export const pinsQuery = queryOptions({
  queryKey: ["pins"],
  queryFn: async ({ signal }): Promise<Pin[]> => (await get<Pins>("/me/pins", signal)).pins,
  staleTime: 30_000,
});

/** A change after which views and pins are asked again. */
function useChange<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["views"] }), client.invalidateQueries({ queryKey: ["pins"] })]),
  });
}
export const useCreateView = () => useChange((body: NewView) => change<SavedView>("POST", "/views", body));
export const useChangeView = () => useChange(({ id, ...patch }: ViewPatch & { id: string }) => change<SavedView>("PATCH", at("views", id), patch));
export const useDeleteView = () => useChange((id: string) => change("DELETE", at("views", id)));
export const usePin = () => useChange(({ id, on }: { id: string; on: boolean }) => change<Pins>(on ? "PUT" : "DELETE", at("me", "pins", id)));

/** Items, projects, people and views that fit what was typed. */
export const foundQuery = (text: string) =>
  queryOptions({
    queryKey: ["find", text],
    queryFn: ({ signal }) => get<Found>(`/find${search({ q: text })}`, signal),
    enabled: text.length > 0,
    staleTime: 5_000,
  });

/** Items that fit what was typed: those of a project first, or, with `only`, alone. */
export const foundItemsQuery = (text: string, project: string, only: boolean, limit: number) =>
  queryOptions({
    queryKey: ["find", text, project.toUpperCase(), only, limit],
    queryFn: ({ signal }) => get<Found>(`/find${search({ q: text, project, only, limit })}`, signal),
    staleTime: 5_000,
  });
