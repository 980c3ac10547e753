import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { aliasesAt } from "../../api/champion";
import { modelSourcesQuery } from "../../api/models";
import type { Mark } from "../curves/guides";
import type { Judged } from "./useChampion";

/** The model versions that were made of a run, as moments of its curves. */
export function useMarks(run: string, { versions, models }: Judged): Mark[] {
  const sources = useQuery({ ...modelSourcesQuery(run), enabled: versions.length > 0 }).data;
  return useMemo(() => {
    const steps = new Map(sources?.flatMap(({ step, versions: made }) => made.map(({ id }) => [id, step] as const)));
    return versions.map((version) => ({
      label: [version.title, ...aliasesAt(models, version)].join(" "),
      step: steps.get(version.id) ?? null,
      time: version.created,
    }));
  }, [sources, versions, models]);
}
