import type { MetricLatest, VersionPage } from "../api/types";
import { betterWay } from "../build/better";
import { bytes, counted, dateOf, metric } from "../ui/format";
import { type Signature, signatureRows } from "./signature";

/** One of two versions. */
export interface Side {
  page: VersionPage;
  signature: Signature | null;
}
export interface Row {
  name: string;
  values: readonly [string | null, string | null];
  differs: boolean;
  change: string;
  tone?: "good" | "warn";
  /** Its name is a word, not a key. */
  plain?: boolean;
}
export interface Group {
  title: string;
  rows: readonly Row[];
  none: string;
}
const MADE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

type Both = readonly [Side, Side];

const row = (name: string, values: Row["values"], more: Partial<Row> = {}): Row => ({ name, values, differs: values[0] !== values[1], change: "", ...more });

/** Rows by name, of what two versions say. */
function rowsOf(both: readonly [Record<string, string>, Record<string, string>]): Row[] {
  const [left, right] = both;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort().map((name) => row(name, [left[name] ?? null, right[name] ?? null]));
}

const signed = (by: number, text: string): string => (by === 0 ? "" : `${by > 0 ? "+" : "−"}${text}`);

function metricRow(name: string, left: MetricLatest | undefined, right: MetricLatest | undefined): Row {
  const values = [left, right].map((one) => (one ? metric(one.last) : null)) as unknown as Row["values"];
  const [a, b] = [left?.last, right?.last];
  const known = typeof a === "number" && typeof b === "number";
  const by = known ? b - a : 0;
  const way = betterWay(name);
  return { name, values, differs: left?.last !== right?.last, change: known ? signed(by, metric(Math.abs(by))) : "", ...(by !== 0 && way && { tone: by < 0 === (way === "less") ? ("good" as const) : ("warn" as const) }) };
}

function metricsOf(both: Both): Row[] {
  const [left, right] = both.map(({ page }) => new Map(page.run?.metrics.map((one) => [one.key, one])));
  const keys = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])].filter((key) => !key.startsWith("system/")).sort();
  return keys.map((key) => metricRow(key, left?.get(key), right?.get(key)));
}

const text = (value: unknown): string | null => (typeof value === "string" && value ? value : null);

/** What is known of the versions themselves. */
function ownFacts(both: Both): Row[] {
  const of = (name: string, pick: (page: VersionPage) => string | null, more: Partial<Row> = {}) => row(name, [pick(both[0].page), pick(both[1].page)], { plain: true, ...more });
  const sizes = both.map(({ page }) => page.files?.size);
  const [a, b] = sizes;
  const grown = a !== undefined && b !== undefined ? signed(b - a, bytes(Math.abs(b - a))) : "";
  return [
    of("State", ({ item }) => item.state),
    of("Aliases", ({ aliases }) => aliases.join(", ") || null),
    of("Stage", ({ stage }) => (stage === "None" ? null : stage)),
    of("Run", ({ run }) => run?.item.title ?? null),
    of("Trained on", ({ datasets }) => datasets.map((end) => end.title ?? "restricted").join(", ") || null),
    of("Commit", ({ run }) => text(run?.item.fields.commit)),
    of("Files", ({ files }) => files && counted(files.count, "file", "files")),
    of("Size", ({ files }) => files && bytes(files.size), { differs: a !== b, change: grown }),
    of("Description", ({ item }) => text(item.fields.description)),
    of("Made", ({ item }) => MADE.format(dateOf(item.created))),
  ];
}

/** Everything by which two versions may differ, what people ask for first. */
export const factGroups = (both: Both): Group[] => [
  { title: "Facts", rows: ownFacts(both), none: "none" },
  { title: "What the model takes and gives", rows: signatureRows([both[0].signature, both[1].signature]).map(({ name, values }) => row(name, values)), none: "neither tells it in an MLmodel file" },
  { title: "Metrics", rows: metricsOf(both), none: "neither came from a run with metrics" },
  { title: "Params", rows: rowsOf([both[0].page.run?.params ?? {}, both[1].page.run?.params ?? {}]), none: "neither came from a run with params" },
  { title: "Tags", rows: rowsOf([both[0].page.tags, both[1].page.tags]), none: "none" },
];
