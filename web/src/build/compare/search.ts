import { type CurveView, curveSearch, present, texts } from "../curves/view";
import { MOST_NAMED, runIds } from "../table/search";

/** What is compared and how, as the address says it. */
export interface CompareSearch extends CurveView {
  /** Ids separated by commas. */
  runs?: string;
  tab?: "curves" | "params" | "scatter" | "parallel";
  /** A param or tag by which the curves are drawn as means. */
  by?: string;
  /** The axes of the scatter: param.NAME or metric.NAME, and whether they are logarithmic. */
  sx?: string;
  sy?: string;
  sxlog?: boolean;
  sylog?: boolean;
  /** The axes of the parallel coordinates; the last one colours. */
  axes?: string[];
}

const word = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
const TABS = ["params", "scatter", "parallel"] as const;

/** Whatever stands in the address, only what is known is kept. */
export const compareSearch = (raw: Record<string, unknown>): CompareSearch =>
  present<CompareSearch>({
    ...curveSearch(raw),
    runs: runIds(raw.runs, MOST_NAMED).join(",") || undefined,
    tab: TABS.find((one) => one === raw.tab),
    by: word(raw.by),
    sx: word(raw.sx),
    sy: word(raw.sy),
    sxlog: raw.sxlog === true || raw.sxlog === "true" ? true : undefined,
    sylog: raw.sylog === true || raw.sylog === "true" ? true : undefined,
    axes: texts(raw.axes),
  });
