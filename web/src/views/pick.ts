import type { Field, Item, ItemType } from "../api/types";
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

/** What a key changes of an item by hand; nothing of one in the trash, and nothing that is kept in step with more. */
export function pickOf(key: "s" | "a" | "p" | "l", item: Item, type: ItemType | undefined): Pick["what"] | undefined {
  const what = key === "s" ? "state" : fieldFor(key, type?.fields ?? []);
  if (!what || item.trashed !== null) return undefined;
  return type?.fixed?.includes(what === "state" ? what : what.name) ? undefined : what;
}
