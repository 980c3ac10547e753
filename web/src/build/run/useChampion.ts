import { useQuery } from "@tanstack/react-query";

import { championQuery, judgedBy, modelsQuery, versionsOfRunQuery } from "../../api/champion";
import { runQuery } from "../../api/runs";
import type { Item, Run } from "../../api/types";

export interface Champion {
  /** Of the model version, such as "fraud-ftt v18". */
  title: string;
  run: Run;
}
export interface Judged {
  /** The model versions that this run made, and the project's models. */
  versions: readonly Item[];
  models: readonly Item[];
  /** The champion that this run is measured by, if it is not the champion itself. */
  champion: Champion | null;
}

const NONE: readonly Item[] = [];

/** The champion of the model that a run belongs to, with its run. */
export function useChampion(projectKey: string, run: string): Judged {
  const models = useQuery(modelsQuery(projectKey)).data ?? NONE;
  const own = useQuery(versionsOfRunQuery(projectKey, run));
  const versions = own.data ?? NONE;
  const judged = own.data ? judgedBy(models, versions) : null;
  const champion = useQuery(championQuery(projectKey, judged)).data ?? null;
  const other = champion !== null && champion.run !== run;
  const found = useQuery({ ...runQuery(champion?.run ?? ""), enabled: other }).data;
  return { versions, models, champion: other && found ? { title: champion.title, run: found } : null };
}
