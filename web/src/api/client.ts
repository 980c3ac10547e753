import { nextAsked, noteActs } from "./acts";
import { Late, Offline, problemOf } from "./problem";

export const BASE = "/api/v1";

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** `?a=1&b=2` of what is set; empty and missing values are left out, a list is repeated. */
export function search(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value as readonly string[]) params.append(name, one);
    else if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** `path` with each piece encoded: `at("projects", key, "items")`. */
export const at = (...pieces: string[]): string => pieces.map((piece) => `/${encodeURIComponent(piece)}`).join("");

/** 32 hex digits. `crypto.randomUUID` is missing on plain http addresses other than localhost; getRandomValues is not. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const turn = new MessageChannel();
const waiting: (() => void)[] = [];
turn.port1.onmessage = () => waiting.splice(0).forEach((go) => go());

/**
 * The task after this one. A page that is opened asks for ten things while it is drawn, and starting each request takes the browser
 * half a millisecond or more: they leave when it is drawn.
 */
const nextTask = (): Promise<void> =>
  new Promise((go) => {
    if (waiting.push(go) === 1) turn.port2.postMessage(null);
  });

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    if (error instanceof DOMException && error.name === "TimeoutError") throw new Late();
    throw new Offline();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  await nextTask();
  const response = await send(path, { headers: { accept: "application/json" }, ...(signal && { signal }) });
  return (await response.json()) as T;
}

/** A question too long for an address: it changes nothing, so it needs no key. */
export async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  await nextTask();
  const headers = { accept: "application/json", "content-type": "application/json" };
  return (await (await send(path, { method: "POST", headers, body: JSON.stringify(body), ...(signal && { signal }) })).json()) as T;
}

/**
 * A change. Each carries a key of its own, so that a retry by the browser or a proxy is done once.
 * What it did is noted for Ctrl-Z, unless `noted` is false.
 */
export async function change<T = void>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown, noted = true, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "idempotency-key": newId() };
  if (body !== undefined) headers["content-type"] = "application/json";
  const place = nextAsked();
  const response = await send(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }), ...(signal && { signal }) });
  const answer = (response.status === 204 ? undefined : await response.json()) as T;
  if (noted) noteActs(response.headers.get("rootnode-acts"), answer, place);
  return answer;
}

/** A part of a file, from `start` up to and without `end`. What lies behind the end is left out. */
export async function getRange(path: string, start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await send(path, { headers: { range: `bytes=${start}-${end - 1}` }, ...(signal && { signal }) });
  return response.arrayBuffer();
}
