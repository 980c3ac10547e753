import type { Field, ItemType } from "../api/types";
import { isMoment } from "../items/fields";

/** A column of a table of items: one of those that all items have, or a field of the type. */
export interface Column {
  name: string;
  label: string;
  field?: Field;
  /** The name to sort by, where one can. */
  sort?: string;
  /** In pixels; missing for the one that takes what is left. */
  width?: number;
  right?: boolean;
}

const WIDTHS: Partial<Record<Field["type"], number>> = { choice: 112, person: 144, date: 136, number: 112, flag: 80, labels: 176, url: 200, json: 200 };

const STATE: Column = { name: "state", label: "State", width: 136 };
const TITLE: Column = { name: "title", label: "Title" };
const PROJECT: Column = { name: "project", label: "Project", width: 104 };
const LATER: Column[] = [
  { name: "created", label: "Created", sort: "created", width: 112 },
  { name: "created_by", label: "Made by", width: 144 },
  { name: "updated", label: "Changed", sort: "updated", width: 112 },
  { name: "updated_by", label: "Changed by", width: 144 },
];

const ofField = (field: Field): Column => ({
  name: field.name,
  label: field.label,
  field,
  width: isMoment(field) ? 168 : (WIDTHS[field.type] ?? 160),
  right: field.type === "number" && !isMoment(field),
  ...(field.sortable && field.type !== "labels" && { sort: field.name }),
});

/** The one field of structured data that reads well in a row. */
const ALIASES = "aliases";
/** Shown from the first, though one cannot sort by them. */
const TOLD = [ALIASES, "access"];

/** Every column that a table can have. Long texts belong to the item's page. */
export function columnsOf(fields: readonly Field[], everywhere: boolean): Column[] {
  const own = fields.filter((field) => field.type !== "longtext" && (field.type !== "json" || field.name === ALIASES)).map(ofField);
  return [STATE, TITLE, ...(everywhere ? [PROJECT] : []), ...own, ...LATER];
}

export const TITLE_LEAST = 240;
const ROW_HEAD = 32;
/** How wide a table is that has these columns, its title as narrow as it gets. */
export const leastWidth = (columns: readonly Column[]): number => ROW_HEAD + columns.reduce((sum, column) => sum + (column.width ?? TITLE_LEAST), 0);

const SHOWN = 4;
/** What a window of 1280 px leaves beside the sidebar, with a title that can be read. */
const ROOM = 1000;
const FIRST: readonly Field["type"][] = ["choice", "person", "date", "labels"];
/** Those that a table begins with: what can be sorted by, as far as a screen is wide, and when it changed; not the field whose values head its groups. */
export function usualColumns(columns: readonly Column[], group?: string): string[] {
  const fit = columns.filter((column) => column.name !== group && ((column.field?.sortable && column.field.type !== "flag") || TOLD.includes(column.name)));
  const isFirst = (column: Column) => column.field !== undefined && FIRST.includes(column.field.type);
  const always = columns.filter(({ name }) => ["state", "title", "project", "updated"].includes(name));
  let own = [...fit.filter(isFirst), ...fit.filter((column) => !isFirst(column))].slice(0, SHOWN);
  while (own.length > 0 && leastWidth([...always, ...own]) > ROOM) own = own.slice(0, -1);
  return [...always.slice(0, -1), ...own, ...always.slice(-1)].map((column) => column.name);
}

/** The chosen columns in their usual order; the title is always there. */
export function chosenColumns(columns: readonly Column[], chosen: string | undefined, group?: string): Column[] {
  const names = chosen === undefined ? usualColumns(columns, group) : ["title", ...chosen.split(",")];
  return columns.filter((column) => names.includes(column.name));
}

/** What the address says after a column was shown or hidden. */
export function toggledColumn(columns: readonly Column[], chosen: string | undefined, name: string, group?: string): string | undefined {
  const now = chosenColumns(columns, chosen, group).map((column) => column.name);
  const next = now.includes(name) ? now.filter((one) => one !== name) : columns.map((column) => column.name).filter((one) => now.includes(one) || one === name);
  const usual = columns.map((column) => column.name).filter((one) => usualColumns(columns, group).includes(one));
  return next.join() === usual.join() ? undefined : next.filter((one) => one !== "title").join(",");
}

/** The fields of a type, those that the project added included. */
export const fieldsOf = (type: ItemType | undefined, own: readonly { types: readonly string[]; field: Field }[]): Field[] =>
  type ? [...type.fields, ...own.filter((each) => each.types.includes(type.name)).map((each) => each.field)] : [];
