import type { RunGroup } from "../../api/types";
import { dateOf, dayStart, metric, shortDate } from "../../ui/format";
import { shortName } from "../columns";
import type { Condition, Op } from "./search";

export type FieldSort = "metric" | "text" | "time" | "name" | "place";

/** What kind of thing a field is: it decides how it is compared. */
export function sortOf(field: string): FieldSort {
  if (/^(metric|min|max)\./.test(field)) return "metric";
  if (field === "started" || field === "ended") return "time";
  if (field === "name") return "name";
  return field === "experiment" || field === "model" ? "place" : "text";
}

const WORDS: Record<FieldSort, [Op, string][]> = {
  metric: [[">", "is above"], [">=", "is at least"], ["<", "is below"], ["<=", "is at most"], ["=", "is"], ["empty", "is missing"]],
  text: [["=", "is"], ["!=", "is not"], ["contains", "contains"], [">", "is above"], ["<", "is below"], ["empty", "is missing"]],
  time: [[">=", "after"], ["<", "before"], ["empty", "is missing"]],
  name: [["contains", "contains"], ["=", "is"], ["!=", "is not"]],
  place: [["=", "is"], ["!=", "is not"], ["empty", "is missing"]],
};
export const opsOf = (field: string): [Op, string][] => WORDS[sortOf(field)];

export const FIELDS: Record<string, string> = { name: "Name", user: "Who", started: "Started", ended: "Ended", commit: "Commit", state: "State", experiment: "Experiment", model: "Model", created: "Started" };
export const fieldName = (field: string): string => FIELDS[field] ?? shortName(field);

/** A condition from what somebody typed; null while it says nothing. Numbers are compared as numbers. */
export function conditionOf(field: string, op: Op, text: string): Condition | null {
  if (op === "empty") return { field, op, value: true };
  const typed = text.trim();
  if (typed === "") return null;
  const sort = sortOf(field);
  if (sort === "time") {
    const at = dayStart(typed);
    return Number.isNaN(at) ? null : { field, op, value: at };
  }
  const number = Number(typed);
  if (sort === "metric" || ((op === "<" || op === ">") && sort === "text")) return Number.isNaN(number) ? null : { field, op, value: number };
  const exact = (op === "=" || op === "!=") && field.startsWith("param.") && !Number.isNaN(number);
  return { field, op, value: exact ? number : typed };
}

/** A condition as people read it: "lr is above", "0.001". */
export function said({ field, op, value }: Condition, label?: string): { head: string; value: string } {
  const sort = sortOf(field);
  const word = opsOf(field).find(([one]) => one === op)?.[1] ?? op;
  if (op === "empty") return { head: `${fieldName(field)} ${value === false ? "is there" : "is missing"}`, value: "" };
  const shown = sort === "time" && typeof value === "number" ? shortDate(dateOf(value)) : typeof value === "number" ? metric(value) : String(value);
  return { head: `${fieldName(field)} ${word}`, value: label ?? shown };
}

/** The mark of a group in the address: the runs without a value have none. */
export const markOf = ({ value }: Pick<RunGroup, "value">): string => (value === null ? "" : `=${value}`);

/** The condition that a group's runs meet; the state has a parameter of its own. */
export function conditionOfGroup(by: string, { value }: Pick<RunGroup, "value">): Condition[] {
  if (by === "state") return [];
  return [value === null ? { field: by, op: "empty", value: true } : { field: by, op: "=", value }];
}
