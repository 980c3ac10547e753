import type { Field, ItemType, Person, Project } from "../api/types";
import type { Where } from "../items/listView";
import { dayStart } from "../ui/format";
import { humanise, stateLabel } from "../ui/vocabulary";

/** What can be filtered by: a field, or something that every item has. `kind` says how its value is chosen. */
export interface Filterable {
  name: string;
  label: string;
  kind: "state" | "choice" | "person" | "text" | "labels" | "number" | "date" | "time" | "flag";
  choices?: readonly string[];
}

const KINDS: Partial<Record<Field["type"], Filterable["kind"]>> = { choice: "choice", person: "person", labels: "labels", number: "number", date: "date", flag: "flag" };

export function filterables(fields: readonly Field[]): Filterable[] {
  const own = fields
    .filter((field) => field.sortable)
    .map((field): Filterable => ({ name: field.name, label: field.label, kind: KINDS[field.type] ?? "text", choices: field.choices }));
  return [
    { name: "state", label: "State", kind: "state" },
    ...own,
    { name: "created", label: "Created", kind: "time" },
    { name: "created_by", label: "Made by", kind: "person" },
    { name: "updated", label: "Changed", kind: "time" },
    { name: "updated_by", label: "Changed by", kind: "person" },
  ];
}

const ONE_OF: [string, string][] = [
  ["in", "is"],
  ["!=", "is not"],
];
const EMPTY: [string, string][] = [["empty", "is empty"]];
const OPERATORS: Record<Filterable["kind"], [op: string, words: string][]> = {
  state: ONE_OF,
  choice: [...ONE_OF, ...EMPTY],
  person: [...ONE_OF, ...EMPTY],
  labels: [["in", "has"], ["!=", "has not"], ...EMPTY],
  text: [["contains", "contains"], ["=", "is"], ["!=", "is not"], ...EMPTY],
  number: [["=", "="], ["!=", "≠"], [">=", "≥"], ["<=", "≤"], [">", ">"], ["<", "<"], ...EMPTY],
  date: [["<=", "by"], [">=", "from"], ["=", "on"], ...EMPTY],
  time: [[">=", "after"], ["<", "before"]],
  flag: [["=", "is"], ...EMPTY],
};
/** What every item has is never empty. */
export const operatorsOf = ({ kind, name }: Filterable): [op: string, words: string][] =>
  name.endsWith("_by") ? ONE_OF : OPERATORS[kind];

/** A condition in the API's form: a day becomes the moment at which it begins here. */
export function asked(where: readonly Where[] | undefined, filters: readonly Filterable[]): { field: string; op: string; value: unknown }[] {
  const known = new Map(filters.map((filter) => [filter.name, filter]));
  return (where ?? []).flatMap(([field, op, value]) => {
    const filter = known.get(field);
    if (!filter || !isComplete([field, op, value])) return [];
    return [{ field, op, value: filter.kind === "time" ? dayStart(String(value)) : filter.kind === "flag" && op === "=" ? Number(value) : value }];
  });
}

export const isComplete = ([, op, value]: Where): boolean => op === "empty" || (Array.isArray(value) ? value.length > 0 : value !== "" && value !== null && value !== undefined);

interface Names {
  type: ItemType | undefined;
  people: readonly Person[];
  projects?: readonly Project[];
  me?: string | undefined;
}

/** A value as it is read in a chip. */
export function valueWords(filter: Filterable, value: unknown, { type, people, me }: Names): string {
  if (Array.isArray(value)) return value.map((one) => valueWords(filter, one, { type, people, me })).join(", ");
  switch (filter.kind) {
    case "state":
      return stateLabel(type, String(value));
    case "choice":
      return humanise(String(value));
    case "person":
      return value === me ? "me" : (people.find((person) => person.id === value)?.name ?? "somebody");
    case "flag":
      return value ? "yes" : "no";
    default:
      return String(value);
  }
}

/** "priority is High, Urgent" in three pieces. */
export function conditionWords(filter: Filterable, [, op, value]: Where, names: Names): [label: string, operator: string, value: string] {
  const words = operatorsOf(filter).find(([one]) => one === op)?.[1] ?? op;
  return [filter.label, op === "empty" && value === false ? "is not empty" : words, op === "empty" ? "" : valueWords(filter, value, names)];
}
