import type { QueryClient } from "@tanstack/react-query";

import type { LogEntry } from "./types";

/** The inbox is written a moment after the change that it tells of. */
const INBOX_MS = 1_200;
/** On a busy server it takes longer: once more after this. */
const INBOX_LATE_MS = 6_000;
const ACTIVITY_MS = 500;
/** What programs log comes without pause. */
const LOGGED_MS = 8_000;

export interface Heard {
  /** Items of which something was said. */
  discussed: Set<string>;
  /** Something that people want to know of. */
  people: boolean;
  /** Only programs that logged. */
  logged: boolean;
  /** Who may do what has changed somewhere. */
  access: boolean;
}

export function heardOf(changes: readonly LogEntry[]): Heard {
  const heard: Heard = { discussed: new Set(), people: false, logged: changes.length > 0, access: false };
  for (const change of changes) {
    const event = change.what === "event" ? String(change.body.event) : "";
    if (event.startsWith("comment.")) heard.discussed.add(change.item);
    if (event === "access.changed") heard.access = true;
    if (change.type === "run" && !event.startsWith("comment.")) continue;
    heard.logged = false;
    if (change.what !== "event" || event.startsWith("comment.") || event === "access.changed") heard.people = true;
  }
  return heard;
}

/** Keeps discussion, activity and inbox true to what the socket tells. */
export class Hearing {
  private inbox: ReturnType<typeof setTimeout> | undefined;
  private late: ReturnType<typeof setTimeout> | undefined;
  private activity: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: QueryClient) {}

  absorb(changes: readonly LogEntry[]): void {
    const heard = heardOf(changes);
    for (const item of heard.discussed) void this.client.invalidateQueries({ queryKey: ["comments", item] });
    if (heard.access) void this.client.invalidateQueries({ queryKey: ["access-requests"] });
    if (heard.people) {
      this.inbox ??= setTimeout(() => this.ask("inbox"), INBOX_MS);
      clearTimeout(this.late);
      this.late = setTimeout(() => this.ask("inbox"), INBOX_LATE_MS);
    }
    this.activity ??= setTimeout(() => this.ask("activity"), heard.logged ? LOGGED_MS : ACTIVITY_MS);
  }

  stop(): void {
    clearTimeout(this.inbox);
    clearTimeout(this.late);
    clearTimeout(this.activity);
  }

  private ask(noun: "inbox" | "activity"): void {
    this[noun] = undefined;
    void this.client.invalidateQueries({ queryKey: [noun] });
    if (noun === "inbox") void this.client.invalidateQueries({ queryKey: ["following"] });
  }
}
