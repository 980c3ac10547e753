/** How curves are looked at, as the address says it: `?smooth=0.8&log=true&x=wall&from=100&to=900`. */
export interface CurveView {
  smooth?: number;
  /** The vertical axis is logarithmic. */
  log?: boolean;
  /** The horizontal one. */
  xlog?: boolean;
  /** Steps unless it says otherwise. */
  x?: Axis;
  /** A part of the horizontal axis, in its own unit: steps or seconds. */
  from?: number;
  to?: number;
  /** Outliers may lie beyond the edge. */
  clip?: boolean;
  /** Charts that stand on top. */
  pin?: string[];
}
export type Axis = "step" | "relative" | "wall";
export type SetCurveView = (change: { [Name in keyof CurveView]: CurveView[Name] | undefined }) => void;

export const SMOOTHING = 0.6;

const number = (value: unknown): number | undefined => {
  const found = typeof value === "number" ? value : typeof value === "string" && value ? Number(value) : NaN;
  return Number.isFinite(found) ? found : undefined;
};
const flag = (value: unknown): true | undefined => (value === true || value === "true" ? true : undefined);
export const texts = (value: unknown): string[] | undefined => {
  const list = Array.isArray(value) ? value : typeof value === "string" && value ? [value] : [];
  const found = list.filter((one): one is string => typeof one === "string" && one !== "");
  return found.length ? found : undefined;
};

/** An object without what is missing in it. */
export const present = <T extends object>(given: { [Name in keyof T]: T[Name] | undefined }): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

/** Whatever stands in the address, only what is known is kept. */
export function curveSearch(raw: Record<string, unknown>): CurveView {
  const smooth = number(raw.smooth);
  return present<CurveView>({
    smooth: smooth !== undefined && smooth >= 0 && smooth < 1 ? smooth : undefined,
    log: flag(raw.log),
    xlog: flag(raw.xlog),
    x: raw.x === "relative" || raw.x === "wall" ? raw.x : undefined,
    from: number(raw.from),
    to: number(raw.to),
    clip: flag(raw.clip),
    pin: texts(raw.pin),
  });
}

/** The part of the horizontal axis that is shown; null for all of it. */
export const rangeOf = (view: CurveView): [number, number] | null =>
  view.from !== undefined && view.to !== undefined && view.to > view.from ? [view.from, view.to] : null;
