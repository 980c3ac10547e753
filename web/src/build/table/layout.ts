import type { Column } from "./Row";

const WIDTHS: Record<string, number> = { select: 50, spark: 96, length: 88, user: 52, created: 112, ended: 112, state: 88, commit: 88, source: 120, tag: 104 };
const OTHER = 92;
const NAME = 220;
const FIXED_NAME = 264;

/** The columns of the table with their widths; those that stay stand beside the name, each behind the one before. */
export function layoutOf(chosen: readonly string[], fixed: readonly string[], spark: boolean): { columns: Column[]; width: number } {
  const widthOf = (name: string) => WIDTHS[name.split(".")[0] ?? ""] ?? OTHER;
  const stay = fixed.filter((name) => chosen.includes(name));
  const select = WIDTHS.select ?? 0;
  const columns: Column[] = [
    { name: "select", width: select, left: 0 },
    { name: "name", width: stay.length ? FIXED_NAME : null, left: select },
  ];
  let left = select + FIXED_NAME;
  for (const name of stay) {
    columns.push({ name, width: widthOf(name), left });
    left += widthOf(name);
  }
  if (spark) columns.push({ name: "spark", width: widthOf("spark"), left: null });
  for (const name of chosen) if (!stay.includes(name)) columns.push({ name, width: widthOf(name), left: null });
  return { columns, width: columns.reduce((sum, { width }) => sum + (width ?? NAME), 0) };
}
