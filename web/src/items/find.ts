import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";

import { findQuery } from "../api/items";
import { projectsQuery } from "../api/projects";
import type { Item } from "../api/types";

/** So many projects are looked through, the one at hand first. */
const PROJECTS = 6;

/**
 * Items found by words of their title or by their key: of this project first, then of others that one may see.
 * The one place that knows how items are searched for: pickers only show what it finds.
 */
export function useFoundItems(projectKey: string, text: string, { everywhere, limit = 12 }: { everywhere: boolean; limit?: number }): { items: Item[]; waiting: boolean } {
  const [query] = useDebouncedValue(text.trim(), 120);
  const projects = useQuery({ ...projectsQuery, enabled: everywhere }).data ?? [];
  const others = everywhere && query ? projects.map((one) => one.key).filter((key) => key !== projectKey) : [];
  const answers = useQueries({ queries: [projectKey, ...others.slice(0, PROJECTS - 1)].map((key) => findQuery(key, query, limit)) });
  const seen = new Set<string>();
  const items = answers
    .flatMap((answer) => answer.data ?? [])
    .filter((item) => item.type !== "project" && !seen.has(item.id) && Boolean(seen.add(item.id)));
  return { items: items.slice(0, limit), waiting: query !== text.trim() || answers.some((answer) => answer.isLoading) };
}
