import type { QueryClient } from "@tanstack/react-query";

import { BASE, at, get, search } from "./client";
import { Hearing } from "./hearing";
import { refreshHome, refreshHubs } from "./hub";
import { EVERYWHERE, historyQuery, placeItem, refreshLists, refreshParts } from "./items";
import { dropElsewhere } from "./moves";
import { newsOf } from "./news";
import { Paced } from "./paced";
import { projectsQuery } from "./projects";
import type { Item, LiveMessage, LogEntry } from "./types";

export type LiveState = "connecting" | "live" | "offline";

/** So long what changed is gathered after a first change, which shows at once. */
const CALM_MS = 50;
/** Lists and counts are asked of all items: less often. */
const LISTS_MS = 1_000;
/** The server closes a socket with this when its session ended. */
const REVOKED = 4401;
const RUNS_MS = 2_000;
const HUBS_MS = 1_000;
const HOME_MS = 10_000;
const MANY = 20;
/** What does not come within this is not waited for: the lists are asked instead. */
const RENEW_MS = 10_000;
/** What comes later than this is put in place when it comes: the next changes do not wait for it. */
const SLOW_MS = 300;

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
  /** Still to be asked again: items to whose history something came, items that may be runs, projects in which something happened. */
  private readonly grown = new Set<string>();
  private readonly runs = new Set<string>();
  private readonly moved = new Set<string>();
  private readonly counted = new Set<string>();
  private readonly lists = new Set<string>();
  private everyList = false;
  private renewing = false;
  /** The first of a burst shows at once, the rest of it together, when the first has been put in place. */
  private readonly calm = new Paced(() => !this.renewing && this.absorb(this.waiting.splice(0)), CALM_MS);
  private readonly lines = new Paced(() => this.readLists(), LISTS_MS);
  private readonly counts = new Paced(() => this.recount(), LISTS_MS);
  /** Runs log without pause. */
  private readonly tables = new Paced(() => void this.client.invalidateQueries({ queryKey: ["runs"] }), RUNS_MS);
  private readonly logs = new Paced(() => this.readLogs(), RUNS_MS);
  /** A hub sums up all that a project holds, Home all projects. */
  private readonly hubs = new Paced(() => this.readHubs(), HUBS_MS);
  private readonly home = new Paced(() => refreshHome(this.client), HOME_MS);
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
    for (const paced of [this.calm, this.lines, this.counts, this.tables, this.logs, this.hubs, this.home]) paced.stop();
    this.hearing.stop();
    this.waiting = [];
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
    // What comes late over a connection that was given up says nothing of the one in its place.
    socket.onmessage = (event) => this.socket === socket && this.receive(JSON.parse(String(event.data)) as LiveMessage);
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
    this.calm.ask();
  }

  private absorb(changes: LogEntry[]): void {
    const news = newsOf(changes);
    // What changed is asked for first: all that sums it up asks the same server, and does not wait for the answer.
    if (news.items.size > MANY) {
      this.everyList = true;
      this.lines.ask();
    } else void this.renew(news.items, news.moved);
    this.hearing.absorb(changes);
    if (news.projectList) void this.client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    if (news.runs) this.tables.ask();
    for (const { project } of changes) this.moved.add(project);
    this.hubs.ask();
    this.home.ask();
    for (const id of news.projects) this.counted.add(id);
    this.counts.ask();
    for (const id of news.touched) this.grown.add(id);
    for (const id of [...news.items, ...news.touched]) this.runs.add(id);
    this.logs.ask();
  }

  private readLogs(): void {
    for (const id of this.grown) void this.client.invalidateQueries({ queryKey: historyQuery(id).queryKey });
    for (const id of this.runs) void this.client.invalidateQueries({ queryKey: ["run", id], exact: true });
    this.grown.clear();
    this.runs.clear();
  }

  private readHubs(): void {
    refreshHubs(this.client, this.moved);
    this.moved.clear();
  }

  private readLists(): void {
    if (this.everyList) {
      void this.client.invalidateQueries({ queryKey: ["items"] });
      void this.client.invalidateQueries({ queryKey: ["item"] });
    } else void refreshLists(this.client, ...this.lists);
    this.everyList = false;
    this.lists.clear();
  }

  /** The counts of the projects that changed, not of all that a page shows. */
  private recount(): void {
    if (this.counted.size === 0) return;
    const known = this.client.getQueryData(projectsQuery.queryKey);
    const keys = new Set(known?.filter((project) => this.counted.has(project.id)).map((project) => project.key));
    this.counted.clear();
    void this.client.invalidateQueries({ queryKey: ["project"], predicate: ({ queryKey: [, key] }) => known === undefined || key === EVERYWHERE || keys.has(String(key)) });
  }

  /** Fetch what changed and put it in place; what hangs on the items is asked again once for all of them but those that come late. */
  private async renew(ids: ReadonlySet<string>, moved: ReadonlySet<string>): Promise<void> {
    const around = new Set<string | null>();
    const one = async (id: string) => {
      if (this.client.isMutating({ mutationKey: ["edit", id] })) return;
      try {
        const item = await get<Item>(at("items", id), AbortSignal.timeout(RENEW_MS));
        if (this.stopped) return;
        if (!placeItem(this.client, item) || item.trashed !== null) this.lists.add(item.project_key);
        if (moved.has(id)) {
          dropElsewhere(this.client, id, item.project_key);
          this.lists.add(item.project_key);
        }
        around.add(item.id).add(item.parent);
      } catch {
        // Gone, or no longer ours to see: lists that held it are asked again.
        if (moved.has(id)) dropElsewhere(this.client, id);
        this.everyList = true;
      }
    };
    const tell = () => {
      if (this.stopped) return;
      if (around.size > 0) refreshParts(this.client, around);
      around.clear();
      if (this.everyList || this.lists.size > 0) this.lines.ask();
    };
    this.renewing = true;
    try {
      await Promise.race([Promise.all(Array.from(ids, one)).then(tell), new Promise((resolve) => setTimeout(resolve, SLOW_MS))]);
      tell();
    } finally {
      this.renewing = false;
      if (!this.stopped && this.waiting.length > 0) this.calm.ask();
    }
  }
}
