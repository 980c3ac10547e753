import type { ItemType, Phase } from "../api/types";
import { type RunsSearch, runsSearch } from "../build/table/search";

/** One condition: a field, an operator, a value. */
export type Where = readonly [field: string, op: string, value: unknown];

/** What a list shows, as its address says it: `?type=issue&state=todo&q=recall&sort=due&dir=asc`. */
export interface ListSearch extends RunsSearch {
  type?: string;
  /** One state, or several with commas between. */
  state?: string;
  q?: string;
  sort?: string;
  dir?: "asc" | "desc";
  /** Columns, separated by commas. */
  cols?: string;
  /** All of them must hold. */
  where?: Where[];
  /** The field by whose values the rows are grouped. */
  group?: string;
  /** The saved view that the list began with. */
  view?: string;
}

const word = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return text || undefined;
};

const isWhere = (value: unknown): value is Where => Array.isArray(value) && value.length === 3 && typeof value[0] === "string" && typeof value[1] === "string";
const wheres = (value: unknown): Where[] | undefined => {
  const found = Array.isArray(value) ? value.filter(isWhere).slice(0, 20) : [];
  return found.length > 0 ? found : undefined;
};

/** Whatever stands in the address, only what is known is kept. */
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const dir = raw.dir === "asc" || raw.dir === "desc" ? raw.dir : undefined;
  const found = { type: word(raw.type), state: word(raw.state), q: word(raw.q), sort: word(raw.sort), dir, cols: word(raw.cols), ...runsSearch(raw), where: wheres(raw.where), group: word(raw.group), view: word(raw.view) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as ListSearch;
}

export const typesOfPhase = (types: readonly ItemType[], phase: Phase): ItemType[] =>
  types.filter((type) => type.phase === phase && type.name !== "project");

/** Newest first unless a field is chosen: names and dates read better from the first on. */
export const isDescending = (view: ListSearch): boolean =>
  view.dir ? view.dir === "desc" : view.sort === undefined || view.sort === "updated" || view.sort === "created";

/** Text and the value of a condition change letter by letter: Back steps over them. */
export const isTyping = (view: ListSearch, change: { q?: string | undefined; where?: Where[] | undefined }): boolean =>
  "q" in change || ("where" in change && change.where !== undefined && change.where.length === view.where?.length);
