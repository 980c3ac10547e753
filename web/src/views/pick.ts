import type { Field, Item } from "../api/types";
import { opener } from "../ui/opener";

/** What is chosen for some items: their state, or a field that they share. */
export interface Pick {
  items: readonly Item[];
  what: "state" | Field;
  /** Where to show it: beside a cell; in the middle of the page without. */
  anchor?: DOMRect | undefined;
}
export const picker = opener<Pick>();

/** The field that a key means for a type: A is who it belongs to, P how urgent it is, L its labels. */
export function fieldFor(key: "a" | "p" | "l", fields: readonly Field[]): Field | undefined {
  if (key === "l") return fields.find((field) => field.type === "labels");
  if (key === "p") return fields.find((field) => field.name === "priority");
  const people = fields.filter((field) => field.type === "person");
  return people.find((field) => field.name === "assignee") ?? people.find((field) => field.name === "owner") ?? people[0];
}
