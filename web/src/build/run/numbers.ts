import type { MetricLatest, Run } from "../../api/types";
import { metric } from "../../ui/format";
import { betterWay } from "../better";
import { weightOf } from "../curves/lines";

const SHOWN = 5;

/** The five metrics that matter: those that the champion has too, evaluation first, nothing of the machine while there is other. */
export function fiveOf(metrics: readonly MetricLatest[], champion: Run | undefined): MetricLatest[] {
  const shared = new Set(champion?.metrics.map(({ key }) => key));
  const rank = ({ key }: MetricLatest) => weightOf(key) * 2 + Number(!shared.has(key));
  return [...metrics].sort((a, b) => rank(a) - rank(b) || a.key.split("/").length - b.key.split("/").length || a.key.localeCompare(b.key)).slice(0, SHOWN);
}

/** How far a value is from the champion's, and whether that is good. */
export function against(one: MetricLatest, champion: Run | undefined): { text: string; good: boolean | null } | null {
  const other = champion?.metrics.find(({ key }) => key === one.key)?.last;
  if (typeof one.last !== "number" || typeof other !== "number") return null;
  const by = one.last - other;
  if (by === 0) return { text: "same as champion", good: null };
  const way = betterWay(one.key);
  return { text: `${by > 0 ? "+" : ""}${metric(Number(by.toPrecision(4)))}`, good: way && (way === "less") === by < 0 };
}

/** The params in which two runs differ. */
export const differing = (run: Run, champion: Run | undefined): ReadonlySet<string> =>
  new Set(champion ? Object.keys({ ...run.params, ...champion.params }).filter((key) => run.params[key] !== champion.params[key]) : []);
