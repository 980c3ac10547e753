import { queryOptions } from "@tanstack/react-query";

import { at, get, search } from "./client";
import type { Item, Page } from "./types";

const items = (project: string, query: Record<string, string | number>, signal: AbortSignal) => get<Page>(`${at("projects", project)}/items${search(query)}`, signal);

/** The registered models of a project; few have more than a hundred. */
export const modelsQuery = (project: string) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "models"],
    queryFn: async ({ signal }) => (await items(project, { type: "model", limit: 100, sort: "updated" }, signal)).items,
    staleTime: 30_000,
  });

/** The model versions that a run made. */
export const versionsOfRunQuery = (project: string, run: string) =>
  queryOptions({
    queryKey: ["items", project.toUpperCase(), "versions-of", run],
    queryFn: async ({ signal }) => (await items(project, { type: "model_version", limit: 50, filter: JSON.stringify([{ field: "run", op: "=", value: run }]) }, signal)).items,
    staleTime: 30_000,
  });

const CHAMPION = "champion";
const aliasesOf = (model: Item): Record<string, number> => {
  const { aliases } = model.fields;
  return typeof aliases === "object" && aliases !== null ? (aliases as Record<string, number>) : {};
};

/** The aliases that point at a version. */
export const aliasesAt = (models: readonly Item[], version: Item): string[] => {
  const model = models.find(({ id }) => id === version.parent);
  return model ? Object.entries(aliasesOf(model)).flatMap(([alias, number]) => (number === version.fields.version ? [alias] : [])) : [];
};

/** The model whose champion a run is measured by: one that the run has a version of, else the only one that has a champion. */
export function judgedBy(models: readonly Item[], own: readonly Item[]): { model: Item; version: number } | null {
  const having = models.flatMap((model) => {
    const version = aliasesOf(model)[CHAMPION];
    return version === undefined ? [] : [{ model, version }];
  });
  return having.find(({ model }) => own.some(({ parent }) => parent === model.id)) ?? (having.length === 1 ? (having[0] ?? null) : null);
}

// Keys below do not begin with "items": what begins so is taken for lists of items, in which newer ones are put in place.
/** The version that is champion: its name, and the run that made it. */
export const championQuery = (project: string, judged: { model: Item; version: number } | null) =>
  queryOptions({
    queryKey: ["project-facts", project.toUpperCase(), "champion", judged?.model.id, judged?.version],
    queryFn: async ({ signal }) => {
      if (!judged) return null;
      const filter = JSON.stringify([{ field: "version", op: "=", value: judged.version }]);
      const [version] = (await items(project, { type: "model_version", parent: judged.model.id, filter, limit: 1 }, signal)).items;
      const run = version?.fields.run;
      return version && typeof run === "string" && run ? { title: version.title, run } : null;
    },
    enabled: judged !== null,
    staleTime: 30_000,
  });

/** The addresses of repositories that the project's resources name. */
export const repositoriesQuery = (project: string) =>
  queryOptions({
    queryKey: ["project-facts", project.toUpperCase(), "repositories"],
    queryFn: async ({ signal }) =>
      (await items(project, { type: "resource", limit: 100, sort: "updated" }, signal)).items.flatMap(({ fields: { url } }) => (typeof url === "string" ? [url] : [])),
    staleTime: 60_000,
  });

/** What a requirement asks of a metric. */
export interface Target {
  value: number;
  comparison: "at least" | "at most";
}
/** Those requirements count that the hub counts. */
const COUNTED = new Set(["draft", "agreed", "met"]);

/** The metrics that the project's requirements set a target for; of several for one metric the oldest. */
export const targetsQuery = (project: string) =>
  queryOptions({
    queryKey: ["project-facts", project.toUpperCase(), "targets"],
    queryFn: async ({ signal }) => {
      const filter = JSON.stringify([{ field: "category", op: "=", value: "metric target" }]);
      const found = (await items(project, { type: "requirement", limit: 200, sort: "created", desc: "false", filter }, signal)).items.filter(({ state }) => COUNTED.has(state));
      const targets = new Map<string, Target>();
      for (const { fields: { metric, target, comparison } } of found) {
        if (typeof metric === "string" && metric && typeof target === "number" && !targets.has(metric)) targets.set(metric, { value: target, comparison: comparison === "at most" ? "at most" : "at least" });
      }
      return targets;
    },
    staleTime: 60_000,
  });
