import type { Target } from "../../api/champion";
import { type Frame, tick } from "./frame";
import type { Axis } from "./view";

/** A moment of a run that its curves can show: a version was made of it. */
export interface Mark {
  label: string;
  /** The step at which its model was logged; null where nobody said. */
  step: number | null;
  /** When the version was registered, microseconds UTC. */
  time: number;
}
/** What is drawn beside the lines: the value that a requirement asks for, and moments. */
export interface Guides {
  target: Target | null;
  marks: readonly { at: number; label: string }[];
}
export const NO_GUIDES: Guides = { target: null, marks: [] };

/** Where the marks stand on an axis: none that cannot be told truthfully. Those at one place share a label. */
export function marksOn(axis: Axis, marks: readonly Mark[], started: number | undefined): Guides["marks"] {
  const places = new Map<number, string[]>();
  for (const { label, step, time } of marks) {
    const at = axis === "step" ? step : axis === "wall" ? time / 1e6 : started === undefined ? null : (time - started) / 1e6;
    if (at !== null) places.set(at, [...(places.get(at) ?? []), label]);
  }
  return [...places].sort(([a], [b]) => a - b).map(([at, labels]) => ({ at, label: labels.join(", ") }));
}

export const targetText = ({ value, comparison }: Target): string => `target ${comparison === "at most" ? "≤" : "≥"} ${tick(value)}`;

const inside = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high;
/** What of it lies within the frame. */
export const guidesIn = ({ target, marks }: Guides, { x, y }: Frame): Guides => ({ target: target && inside(target.value, y) ? target : null, marks: marks.filter(({ at }) => inside(at, x)) });
