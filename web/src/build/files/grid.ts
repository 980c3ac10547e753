import { type AsyncBuffer, cachedAsyncBuffer, type SchemaElement, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import Papa from "papaparse";

/** The head of a table. */
export interface Grid {
  columns: string[];
  rows: string[][];
  /** How many rows there are in all, where the file says so. */
  total: number | null;
  /** How many columns there are in all. */
  width: number;
  /** What the columns hold, where the file says so. */
  types: string[];
}

export const ROWS = 100;
export const COLUMNS = 60;
const LONG = 300;

const short = (text: string): string => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);

/** The first rows of a file of commas or tabs. */
export function csvGrid(text: string): Grid {
  const read = Papa.parse<string[]>(text, { preview: ROWS + 1, skipEmptyLines: "greedy" });
  const [head = [], ...rows] = read.data;
  return { columns: head.slice(0, COLUMNS).map(short), rows: rows.map((row) => row.slice(0, COLUMNS).map(short)), total: null, width: head.length, types: [] };
}

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object") return JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? one.toString() : one));
  return String(value);
};

/** In a word: "timestamp", "int64", "list". */
const typeOf = ({ logical_type: logical, converted_type: converted, type, num_children: children }: SchemaElement): string =>
  (logical?.type ?? converted ?? type ?? (children ? "struct" : "")).toLowerCase().replace(/_?(micros|millis)$/, "").replace(/^utf8$/, "string");

/** The first rows of a Parquet file, of which only the parts needed are read. */
export async function parquetGrid(size: number, slice: (start: number, end: number) => Promise<ArrayBuffer>): Promise<Grid> {
  const file: AsyncBuffer = cachedAsyncBuffer({ byteLength: size, slice: (start, end = size) => slice(start < 0 ? size + start : start, end) });
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  const rows = total > 0 ? await parquetReadObjects({ file, metadata, rowEnd: Math.min(ROWS, total), compressors, useOffsetIndex: true }) : [];
  const names = parquetSchema(metadata).children.slice(0, COLUMNS).map(({ element }) => element.name);
  const { children } = parquetSchema(metadata);
  const types = new Map(children.map(({ element }) => [element.name, typeOf(element)]));
  return { columns: names, rows: rows.map((row) => names.map((name) => short(shown(row[name])))), total, width: children.length, types: names.map((name) => types.get(name) ?? "") };
}
