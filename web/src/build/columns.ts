import type { RunColumns } from "../api/types";
import { byWeight } from "./curves/lines";

const SHOWN = 4;

/** What every run has, as columns. */
export const OWN_COLUMNS: Record<string, string> = { length: "Length", user: "Who", created: "Started", ended: "Ended", state: "State", commit: "Commit", source: "Program" };
const ALWAYS = ["length", "user", "created"];

/** Every column that the runs of a project can show, by its name in the address. Tags of the client's own machinery are left out. */
export function columnNames(known: RunColumns | undefined): string[] {
  if (!known) return [];
  const [metrics, params, tags] = [known.metrics, known.params, known.tags].map((columns) => columns.map(({ key }) => key)) as [string[], string[], string[]];
  return [...byWeight(metrics).map((key) => `metric.${key}`), ...params.map((key) => `param.${key}`), ...tags.filter((key) => !key.startsWith("mlflow.")).map((key) => `tag.${key}`)];
}

/** The first few metrics that most runs have. */
function usual({ metrics }: RunColumns): string[] {
  const most = Math.max(0, ...metrics.map(({ runs }) => runs));
  return byWeight(metrics.filter(({ runs }) => runs * 2 >= most).map(({ key }) => key)).slice(0, SHOWN).map((key) => `metric.${key}`);
}

/** The columns that the address asks for, or those chosen last in this browser; without any, the usual metrics. */
export const chosenColumns = (asked: string | undefined, known: RunColumns | undefined): string[] =>
  asked === undefined ? [...(known ? usual(known) : []), ...ALWAYS] : asked.split(",").filter(Boolean);

/** The address after a column was switched on or off. New ones stand before those that every run has. */
export function toggled(chosen: readonly string[], name: string): string {
  if (chosen.includes(name)) return chosen.filter((one) => one !== name).join(",");
  const place = chosen.findIndex((one) => ALWAYS.includes(one));
  return (place < 0 || ALWAYS.includes(name) ? [...chosen, name] : [...chosen.slice(0, place), name, ...chosen.slice(place)]).join(",");
}

/** The list with one of its entries moved to another place. */
export function moved(list: readonly string[], name: string, to: number): string[] {
  const rest = list.filter((one) => one !== name);
  const place = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, place), name, ...rest.slice(place)];
}

/** `metric.val/loss` is shown as `val/loss`. */
export const shortName = (column: string): string => OWN_COLUMNS[column] ?? column.slice(column.indexOf(".") + 1);

const SOURCES: Record<string, string> = { metric: "Metric", min: "Least", max: "Greatest", param: "Param", tag: "Tag" };
export const sourceName = (column: string): string => SOURCES[column.split(".")[0] ?? ""] ?? "";

const place = (project: string) => `rootnode.columns.${project.toUpperCase()}`;
/** The columns chosen last for a project, kept by this browser. */
export function remembered(project: string): string | undefined {
  try {
    return localStorage.getItem(place(project)) ?? undefined;
  } catch {
    return undefined;
  }
}
export function remember(project: string, columns: string): void {
  try {
    localStorage.setItem(place(project), columns);
  } catch {
    // The browser keeps nothing: the address still has it.
  }
}
