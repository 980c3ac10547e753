import type { ItemType } from "../api/types";
import type { ListSearch } from "./listView";

/** Issues that are not done, as the address of a list. */
export function openIssues(types: readonly ItemType[]): ListSearch {
  const open = types.find((type) => type.name === "issue")?.states.filter((state) => !state.done) ?? [];
  return open.length > 0 ? { state: open.map((state) => state.name).join(",") } : {};
}

/** Those of them that are assigned to somebody, the first due first. */
export const myIssues = (types: readonly ItemType[], account: string): ListSearch => ({ ...openIssues(types), where: [["assignee", "in", [account]]], sort: "due", dir: "asc" });

const same = (one: ListSearch, other: ListSearch): boolean => one.state === other.state && one.q === other.q && JSON.stringify(one.where ?? []) === JSON.stringify(other.where ?? []);

/** Which of the tabs shows what a list shows; none where it is filtered otherwise. */
export function issuesTab(search: ListSearch, open: ListSearch, mine: ListSearch): "mine" | "open" | "all" | "" {
  if (mine.where && same(search, mine)) return "mine";
  if (same(search, {})) return "all";
  return same(search, open) ? "open" : "";
}
