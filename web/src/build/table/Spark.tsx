import type { Curve } from "../../api/types";
import { colourVar } from "../curves/look";
import styles from "./RunTable.module.css";

const [WIDTH, HEIGHT] = [78, 20];

/** A curve as a path in a small box; its ends are those of the curve itself. */
export function sparkPath(curve: Curve, width = WIDTH, height = HEIGHT): string {
  const points = curve.step.flatMap((x, index) => {
    const y = curve.mean[index];
    return typeof y === "number" ? [{ x, y }] : [];
  });
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last) return "";
  const ys = points.map(({ y }) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const place = (value: number, from: number, to: number, size: number) => (to === from ? size / 2 : ((value - from) / (to - from)) * size);
  const at = points.map(({ x, y }) => `${(1 + place(x, first.x, last.x, width - 2)).toFixed(1)} ${(height - 2 - place(y, low, high, height - 4)).toFixed(1)}`);
  return at.length === 1 ? `M${at[0]}h0.1` : `M${at.join("L")}`;
}

/** The course of a metric at a glance; the numbers stand in the columns beside it. */
export function Spark({ curve, look }: { curve: Curve | undefined; look: number | undefined }) {
  const path = curve ? sparkPath(curve) : "";
  return (
    <svg className={styles.spark} width={WIDTH} height={HEIGHT} aria-hidden>
      {path && <path d={path} style={{ stroke: look === undefined ? "var(--text-3)" : colourVar(look) }} />}
    </svg>
  );
}
