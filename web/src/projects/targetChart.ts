import type { Aim, Line, Mark } from "../api/types";
import { dayStart } from "../ui/format";

/** Where the picture's pixels are: room for the numbers at the left, the words above, the days below. */
export const PAD = { left: 44, right: 8, top: 18, bottom: 20 };

export interface Scale {
  x: (at: number) => number;
  y: (value: number) => number;
  start: number;
  end: number;
  low: number;
  high: number;
}

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

/** Midnight at the end of a day such as 2026-12-02, as the server counts. */
export const dayEnd = (day: string): number => dayStart(day) + DAY;

/**
 * Time runs on to the deadline where that is not too far, so that the gap can be seen closing or not. Values reach from the early
 * steps to the target; a few runs far below are left out, which the picture says.
 */
export function scaleOf(aim: Aim, line: Line, now: number, width: number, height: number): Scale {
  const start = Math.min(...line.steps.map((mark) => mark.at), ...line.dots.map((mark) => mark.at), now - HOUR);
  const past = now - start;
  const until = line.deadline ? dayEnd(line.deadline) : now;
  const end = until > now && until - now <= past * 0.7 ? until : now + past * 0.06;
  const values = [...line.steps.slice(Math.floor(line.steps.length / 10)).map((mark) => mark.value), aim.target];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || Math.abs(most) || 1;
  const up = aim.comparison === "at least";
  const low = least - span * (up ? 0.14 : 0.06);
  const high = most + span * (up ? 0.06 : 0.14);
  return {
    x: (at) => PAD.left + ((at - start) / (end - start)) * (width - PAD.left - PAD.right),
    y: (value) => PAD.top + ((high - value) / (high - low)) * (height - PAD.top - PAD.bottom),
    start,
    end,
    low,
    high,
  };
}

/** Three or four round numbers within. */
export function ticks(low: number, high: number): number[] {
  const raw = (high - low) / 3;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * size).find((one) => one >= raw) ?? raw;
  const found: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(Number(value.toPrecision(12)));
  return found;
}

/** The best so far as a staircase, level until now. */
export function staircase(steps: readonly Mark[], scale: Scale, now: number): string {
  let path = "";
  for (const [place, { at, value }] of steps.entries()) {
    const [x, y] = [scale.x(Math.min(at, now)).toFixed(1), scale.y(value).toFixed(1)];
    path += place === 0 ? `M${x},${y}` : `H${x}V${y}`;
  }
  return steps.length > 0 ? `${path}H${scale.x(now).toFixed(1)}` : "";
}

/** Whether the picture is of hours, not of days. */
export const isShort = ({ start, end }: Scale): boolean => end - start < 3 * DAY;

/** The marks that the picture has room for. */
export const within = (marks: readonly Mark[], { low, high }: Scale): Mark[] => marks.filter(({ value }) => value >= low && value <= high);

/** Moments to write below the picture: at most as many as have room. */
export function days(scale: Scale, width: number, now: number): number[] {
  const many = Math.max(2, Math.floor((width - PAD.left) / 110));
  const step = (scale.end - scale.start) / many;
  const found = Array.from({ length: many }, (_, place) => scale.start + place * step);
  return found.filter((at) => Math.abs(at - now) > step * 0.5 && scale.end - at > step * 0.5);
}

/** The mark nearest to a point of the picture, if one is near. */
export function nearest(marks: readonly Mark[], scale: Scale, x: number, y: number, within = 28): Mark | null {
  let found: Mark | null = null;
  let least = within ** 2;
  for (const mark of marks) {
    const distance = (scale.x(mark.at) - x) ** 2 + (scale.y(mark.value) - y) ** 2;
    if (distance < least) [found, least] = [mark, distance];
  }
  return found;
}

const decimals = (value: number): number => {
  const text = Number(value.toPrecision(4)).toString();
  return text.includes("e") ? 0 : (text.split(".")[1]?.length ?? 0);
};

/** Two numbers that are compared have the same decimals: 0.871 of 0.900. */
export function alike(one: number, other: number): [string, string] {
  const places = Math.max(decimals(one), decimals(other));
  const text = (value: number) => value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }).replace(/^-/, "−");
  return [text(one), text(other)];
}

/** How much of the way from the first value to the target has been gone, 0 to 1. */
export function wayGone(aim: Aim, line: Line): number {
  if (aim.reached) return 1;
  if (!aim.best) return 0;
  const first = line.steps.length > 1 ? (line.steps[0]?.value ?? 0) : aim.comparison === "at least" ? Math.min(0, aim.best.value) : aim.best.value * 2;
  const way = (aim.best.value - first) / (aim.target - first);
  return Number.isFinite(way) ? Math.min(1, Math.max(0, way)) : 0;
}
