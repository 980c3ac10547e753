import type { RunColumns } from "../api/types";
import { byWeight } from "./curves/lines";

const SHOWN = 4;

/** Every column that the runs of a project can show, by its name in the address. Tags of the client's own machinery are left out. */
export function columnNames(known: RunColumns | undefined): string[] {
  if (!known) return [];
  const [metrics, params, tags] = [known.metrics, known.params, known.tags].map((columns) => columns.map(({ key }) => key)) as [string[], string[], string[]];
  return [...byWeight(metrics).map((key) => `metric.${key}`), ...params.map((key) => `param.${key}`), ...tags.filter((key) => !key.startsWith("mlflow.")).map((key) => `tag.${key}`)];
}

/** The columns that the address asks for; without any, the first few metrics. */
export const chosenColumns = (asked: string | undefined, known: readonly string[]): string[] =>
  asked === undefined ? known.filter((name) => name.startsWith("metric.")).slice(0, SHOWN) : asked.split(",").filter(Boolean);

/** The address after a column was switched on or off. */
export const toggled = (chosen: readonly string[], name: string): string =>
  (chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]).join(",");

/** `metric.val/loss` is shown as `val/loss`. */
export const shortName = (column: string): string => column.slice(column.indexOf(".") + 1);
