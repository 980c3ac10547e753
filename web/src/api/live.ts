import type { QueryClient } from "@tanstack/react-query";

import { BASE, at, get, search } from "./client";
import { Hearing } from "./hearing";
import { refreshHubs } from "./hub";
import { EVERYWHERE, historyQuery, placeItem, refreshAround, refreshLists } from "./items";
import { newsOf } from "./news";
import { projectsQuery } from "./projects";
import type { Item, LiveMessage, LogEntry } from "./types";

export type LiveState = "connecting" | "live" | "offline";

const CALM_MS = 300;
/** The server closes a socket with this when its session ended. */
const REVOKED = 4401;
const TABLES_MS = 2_000;
const HUBS_MS = 1_000;
const MANY = 20;

/**
 * The one socket that tells what changed. It reconnects by itself, asks for what it missed, and keeps the query cache true:
 * a few changed items are fetched and put in place; many, new or vanished ones make the lists be asked again.
 */
export class Live {
  state: LiveState = "connecting";
  private socket: WebSocket | null = null;
  private upto: number | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: LogEntry[] = [];
  private absorbed = 0;
  private calm: ReturnType<typeof setTimeout> | undefined;
  private tables: ReturnType<typeof setTimeout> | undefined;
  private hubs: ReturnType<typeof setTimeout> | undefined;
  private readonly moved = new Set<string>();
  private stopped = false;
  private readonly listeners = new Set<() => void>();

  private readonly hearing: Hearing;

  constructor(private readonly client: QueryClient) {
    this.hearing = new Hearing(client);
  }

  start(): void {
    this.stopped = false;
    this.connect();
    addEventListener("online", this.retry);
    addEventListener("offline", this.lost);
  }

  stop(): void {
    this.stopped = true;
    removeEventListener("online", this.retry);
    removeEventListener("offline", this.lost);
    clearTimeout(this.timer);
    clearTimeout(this.calm);
    clearTimeout(this.tables);
    this.hearing.stop();
    clearTimeout(this.hubs);
    this.socket?.close();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  retry = (): void => {
    clearTimeout(this.timer);
    if (this.socket === null && !this.stopped) this.connect();
  };

  /** The machine left its network: a socket that still looks open would only find out much later. */
  private lost = (): void => {
    this.set("offline");
    this.socket?.close();
    this.socket = null;
  };

  private set(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  private connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${BASE}/live${search({ after: this.upto })}`);
    this.socket = socket;
    socket.onmessage = (event) => this.receive(JSON.parse(String(event.data)) as LiveMessage);
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (this.stopped) return;
      // Asking anything now is answered with 401, which leads to the sign-in page.
      if (code === REVOKED) void this.client.invalidateQueries();
      this.failures += 1;
      // One lost connection is not worth a word: only the second failure in a row shows.
      if (this.failures > 1) this.set("offline");
      this.timer = setTimeout(this.retry, Math.min(15_000, 250 * 2 ** this.failures) * (0.75 + Math.random() / 2));
    };
  }

  private receive(message: LiveMessage): void {
    const wasAway = this.failures > 0;
    this.failures = 0;
    this.set("live");
    const first = this.upto === null;
    this.upto = message.upto;
    if (message.reset || (first && wasAway)) {
      void this.client.invalidateQueries();
      return;
    }
    if (!message.changes?.length) return;
    this.waiting.push(...message.changes);
    // The first of a burst shows at once, the rest of it together.
    this.calm ??= setTimeout(() => {
      this.calm = undefined;
      this.absorbed = Date.now();
      void this.absorb(this.waiting.splice(0));
    }, Math.max(0, this.absorbed + CALM_MS - Date.now()));
  }

  private async absorb(changes: LogEntry[]): Promise<void> {
    const news = newsOf(changes);
    this.hearing.absorb(changes);
    if (news.projectList) void this.client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    if (news.runs) this.runsMoved();
    this.hubsMoved(changes);
    this.recount(news.projects);
    for (const id of news.touched) void this.client.invalidateQueries({ queryKey: historyQuery(id).queryKey });
    for (const id of [...news.items, ...news.touched]) void this.client.invalidateQueries({ queryKey: ["run", id], exact: true });
    if (news.items.size > MANY) {
      void this.client.invalidateQueries({ queryKey: ["items"] });
      void this.client.invalidateQueries({ queryKey: ["item"] });
      return;
    }
    await Promise.all(Array.from(news.items, (id) => this.renew(id)));
  }

  /** Runs log without pause; their tables are asked again at most every two seconds. */
  private runsMoved(): void {
    this.tables ??= setTimeout(() => {
      this.tables = undefined;
      void this.client.invalidateQueries({ queryKey: ["runs"] });
    }, TABLES_MS);
  }

  /** A hub sums up all that a project holds; it is asked again at most once a second. */
  private hubsMoved(changes: readonly LogEntry[]): void {
    for (const { project } of changes) this.moved.add(project);
    this.hubs ??= setTimeout(() => {
      this.hubs = undefined;
      refreshHubs(this.client, this.moved);
      this.moved.clear();
    }, HUBS_MS);
  }

  /** The counts of the projects that changed, not of all that a page shows. */
  private recount(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    const known = this.client.getQueryData(projectsQuery.queryKey);
    const keys = new Set(known?.filter((project) => ids.has(project.id)).map((project) => project.key));
    void this.client.invalidateQueries({ queryKey: ["project"], predicate: ({ queryKey: [, key] }) => known === undefined || key === EVERYWHERE || keys.has(String(key)) });
  }

  private async renew(id: string): Promise<void> {
    if (this.client.isMutating({ mutationKey: ["edit", id] })) return;
    try {
      const item = await get<Item>(at("items", id));
      const shown = placeItem(this.client, item);
      refreshAround(this.client, item);
      if (!shown || item.trashed !== null) await refreshLists(this.client, item.project_key);
    } catch {
      // Gone, or no longer ours to see: lists that held it are asked again.
      void this.client.invalidateQueries({ queryKey: ["items"] });
      void this.client.invalidateQueries({ queryKey: ["item", id] });
    }
  }
}
