import type { LogEntry } from "./types";

/** What a handful of changes means for what a page may have cached. */
export interface News {
  /** Items whose own fields, state or links changed. */
  items: Set<string>;
  /** Those of them that went to another project. */
  moved: Set<string>;
  /** Items to which something happened that their fields do not show, such as logged values. */
  touched: Set<string>;
  /** Projects (by id) whose counts may have changed. */
  projects: Set<string>;
  /** Projects were made, renamed or removed. */
  projectList: boolean;
  /** Runs logged, started or ended. */
  runs: boolean;
}

/** A new item gets its number with its type; one that moves gets another number, and another project. */
function wentElsewhere({ what, body: { changed } }: LogEntry): boolean {
  return what === "item" && Array.isArray(changed) && !changed.includes("kind") && (changed.includes("project") || changed.includes("number"));
}

export function newsOf(changes: readonly LogEntry[]): News {
  const news: News = { items: new Set(), moved: new Set(), touched: new Set(), projects: new Set(), projectList: false, runs: false };
  for (const change of changes) {
    if (change.type === "run") news.runs = true;
    // What was removed for good is asked for, too: the answer says so.
    if (change.what === "event" && change.body.event === "purged") news.projects.add(change.project);
    else if (change.what === "event") {
      news.touched.add(change.item);
      continue;
    }
    news.items.add(change.item);
    const other = change.body.other;
    if (change.what === "link" && typeof other === "string") news.items.add(other);
    if (change.what === "item") news.projects.add(change.project);
    if (wentElsewhere(change)) news.moved.add(change.item);
    if (change.type === "project") news.projectList = true;
  }
  for (const item of news.items) news.touched.delete(item);
  return news;
}
