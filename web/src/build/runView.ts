import type { CurveView } from "./curves/Curves";

const number = (value: unknown): number | undefined => {
  const found = typeof value === "number" ? value : typeof value === "string" && value ? Number(value) : NaN;
  return Number.isFinite(found) ? found : undefined;
};

/** How a run's curves are looked at, as the address says it: `?smooth=0.6&log=true&from=100&to=900`. */
export function runSearch(raw: Record<string, unknown>): CurveView {
  const smooth = number(raw.smooth);
  const found = {
    smooth: smooth !== undefined && smooth >= 0 && smooth < 1 ? smooth : undefined,
    log: raw.log === true || raw.log === "true" ? true : undefined,
    from: number(raw.from),
    to: number(raw.to),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as CurveView;
}
