import type { MetricValue } from "../api/types";

/** Microseconds UTC, as the server counts, to a Date. */
export const dateOf = (micros: number): Date => new Date(micros / 1000);

const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;

// Made once: making a format costs a hundred times what using it does, and a table has one in every row.
const HOURS = new Intl.DateTimeFormat("en-GB", CLOCK);
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const THIS_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const ANY_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const COUNT = new Intl.NumberFormat("en-US");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "5 min ago", "3 h ago", "2 d ago", then the date. */
export function relative(micros: number, now: number = Date.now()): string {
  const ms = now - micros / 1000;
  if (ms < 45_000) return "just now";
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min ago`;
  if (ms < DAY) return `${Math.round(ms / HOUR)} h ago`;
  if (ms < 7 * DAY) return `${Math.round(ms / DAY)} d ago`;
  return shortDate(dateOf(micros), new Date(now));
}

/** "09:12". */
export const clock = (micros: number): string => HOURS.format(dateOf(micros));

/** Of today "09:12", of this week "Wed", before that "4 Nov". */
export function moment(micros: number, now: Date = new Date()): string {
  const date = dateOf(micros);
  if (date.toDateString() === now.toDateString()) return clock(micros);
  if (now.getTime() - date.getTime() < 6 * DAY) return WEEKDAY.format(date);
  return shortDate(date, now);
}

/** "4 Nov", with the year where it is not this one. */
export function shortDate(date: Date, now: Date = new Date()): string {
  return (date.getFullYear() === now.getFullYear() ? THIS_YEAR : ANY_YEAR).format(date);
}

/** A calendar day such as 2026-11-30, without a time zone moving it. */
export function day(text: string): string {
  const [year, month, date] = text.split("-").map(Number);
  if (!year || !month || !date) return text;
  const at = new Date(year, month - 1, date);
  return `${WEEKDAY.format(at)} ${shortDate(at)}`;
}

/** "Today", "Yesterday", "Tuesday 9 June", with the year where it is not this one. */
export function dayName(micros: number, now: Date): string {
  const date = dateOf(micros);
  const days = Math.round((new Date(now.toDateString()).getTime() - new Date(date.toDateString()).getTime()) / DAY);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", ...year }).format(date);
}

/** "Fri 27 Nov, 09:00". */
export const dayAndClock = (micros: number): string => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", ...CLOCK }).format(dateOf(micros));

/** The same in another zone; in UTC where this browser knows no zone of that name. */
function inZone(locale: string, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}

/** The day on a calendar, the reader's where no time zone is named, as the server writes it: 2026-11-30. When such a day begins for the reader. */
export const isoDay = (date: Date, timeZone?: string): string => inZone("sv", {}, timeZone).format(date);
export const dayStart = (text: string): number => new Date(`${text}T00:00`).getTime() * 1000;

/** The day before one that is written so. */
export const dayBefore = (text: string): string => new Date(Date.parse(`${text}T00:00Z`) - DAY).toISOString().slice(0, 10);

/** The name of the reader's own time zone. */
export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** "Thu 26 Nov, 18:20", as clocks show it there. */
export const clockIn = (timeZone: string, at: Date = new Date()): string => inZone("en-GB", { weekday: "short", day: "numeric", month: "short", ...CLOCK }, timeZone).format(at);

export const exact = (micros: number): string => EXACT.format(dateOf(micros));

/** "3 h 06 m", "4 m 12 s", "8.2 s". */
export function duration(micros: number): string {
  const seconds = Math.max(0, micros / 1e6);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} m ${String(whole % 60).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A metric with 4 significant digits; what is no finite number is said in words. */
export function metric(value: MetricValue | undefined): string {
  if (value === null) return "NaN";
  if (value === undefined) return "–";
  if (value === "Infinity") return "∞";
  if (value === "-Infinity") return "−∞";
  if (typeof value === "string") return value;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(3).replace("e+", "e").replace(/e(-?)(\d)$/, "e$10$2"));
  if (size >= 1e4) return minus(COUNT.format(Math.round(value)));
  return minus(Number.isInteger(value) ? String(value) : value.toPrecision(4));
}

const minus = (text: string): string => text.replace(/^-/, "−");

export const count = (value: number): string => COUNT.format(value);

/** "1 issue", "4 issues". */
export const counted = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

const SIZES = ["B", "kB", "MB", "GB", "TB", "PB"];

/** A size in bytes with SI units: "412 B", "18.2 kB". */
export function bytes(value: number): string {
  let unit = 0;
  let size = value;
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${SIZES[unit] ?? "B"}`;
}

/** A step on an axis or in a sentence: "500", "14,880"; short: "8k", "1.2M". */
export function step(value: number, short = false): string {
  if (!short || Math.abs(value) < 1000) return count(value);
  const big = Math.abs(value) >= 1e6;
  return `${Number((value / (big ? 1e6 : 1e3)).toPrecision(3))}${big ? "M" : "k"}`;
}

/** Up to two letters for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return picked.map((word) => Array.from(word ?? "?")[0] ?? "").join("").toUpperCase() || "?";
}

/** A project key made from its name: "Card fraud detection" gives CFD, "Churn" gives CHURN. */
export function suggestKey(name: string): string {
  const plain = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toUpperCase();
  const words = plain.split(/[^A-Z0-9]+/).filter(Boolean);
  const key = words.length > 1 ? words.map((word) => word[0]).join("") : (words[0] ?? "");
  return key.replace(/^[0-9]+/, "").slice(0, words.length > 1 ? 5 : 8);
}
