import { type CurveView, curveSearch } from "./curves/view";

/** How a run's curves are looked at, as the address says it. */
export const runSearch = (raw: Record<string, unknown>): CurveView => curveSearch(raw);
