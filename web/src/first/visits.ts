import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

import { itemQuery } from "../api/items";
import { tasksQuery, useMarkTask } from "../api/first";

const ITEM = /^\/p\/([^/]+)\/items\/([^/]+)/;

/** Notes that the item which a small task asks for was opened. Asks for nothing outside the example. */
export function useVisits(): void {
  const found = ITEM.exec(useRouterState({ select: (state) => state.location.pathname }));
  const task = useQuery({ ...tasksQuery, enabled: found !== null }).data?.find((each) => each.task === "find_refuted" && !each.done && !each.dismissed);
  const here = task && found?.[1]?.toUpperCase() === task.project_key ? (found[2] ?? "") : "";
  const opened = useQuery({ ...itemQuery(here), enabled: here !== "" }).data?.id;
  const { mutate, isPending, isError } = useMarkTask();
  const item = task?.item;
  useEffect(() => {
    if (item && opened === item && !isPending && !isError) mutate({ task: "find_refuted", opened: item, dismissed: false });
  }, [item, opened, isPending, isError, mutate]);
}
