import { present, texts } from "../curves/view";

/** What is asked of a run; the same shape as the server takes. */
export interface Condition {
  field: string;
  op: Op;
  value: string | number | boolean;
}
export const OPS = ["=", "!=", "<", "<=", ">", ">=", "contains", "empty"] as const;
export type Op = (typeof OPS)[number];

/** What the table of runs adds to a list's address. */
export interface RunsSearch {
  filter?: Condition[];
  /** param.NAME, tag.NAME, experiment, model, user or state. */
  group?: string;
  /** Groups that are open, by their marks; the first few unless it says. */
  open?: string[];
  /** Ids of the selected runs, separated by commas. */
  sel?: string;
  /** The metric of the small curves; "none" for no such column. */
  spark?: string;
  /** The metrics of the curves beside the table. */
  keys?: string[];
  /** Columns that stay where they are when the table is moved sideways. */
  fix?: string[];
  /** "off": the panel beside the table is closed. */
  side?: "off";
}

export const MOST_SELECTED = 50;
/** More than can be compared may stand in an address that was made elsewhere: the page says so. */
export const MOST_NAMED = 500;
const RUN = /^[0-9a-f]{32}$/;

/** The ids of runs in a text of the address, each once. */
export const runIds = (text: unknown, most = MOST_SELECTED): string[] => [...new Set(typeof text === "string" ? text.split(",") : [])].filter((id) => RUN.test(id)).slice(0, most);

const isCondition = (one: unknown): one is Condition => {
  if (typeof one !== "object" || one === null) return false;
  const { field, op, value } = one as Record<string, unknown>;
  return typeof field === "string" && OPS.some((known) => known === op) && ["string", "number", "boolean"].includes(typeof value);
};
const word = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
/** An empty text stands for the runs without a value: it is kept. */
const marks = (value: unknown): string[] | undefined => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined);

/** Whatever stands in the address, only what is known is kept. */
export function runsSearch(raw: Record<string, unknown>): RunsSearch {
  const filter = Array.isArray(raw.filter) ? raw.filter.filter(isCondition).slice(0, 18) : [];
  return present<RunsSearch>({
    filter: filter.length ? filter : undefined,
    group: word(raw.group),
    open: marks(raw.open),
    sel: runIds(raw.sel).join(",") || undefined,
    spark: word(raw.spark),
    keys: texts(raw.keys),
    fix: texts(raw.fix),
    side: raw.side === "off" ? "off" : undefined,
  });
}
