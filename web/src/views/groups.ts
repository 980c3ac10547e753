import type { Asked } from "../api/table";
import type { Field, Group as Counted, Item, ItemType, Person, Project } from "../api/types";
import { humanise } from "../ui/vocabulary";

/** Rows under one heading. `holds` says which items stand here now: an edit moves a row at once. */
export interface RowGroup {
  id: string;
  label: string;
  type: ItemType | undefined;
  /** How the heading is drawn beside its words. */
  look: "type" | "state" | "person" | "project" | "plain";
  count: number | null;
  asked: Asked;
  holds: (item: Item) => boolean;
}

/** What a table can be grouped by. */
export function groupChoices(fields: readonly Field[], everywhere: boolean): { name: string; label: string }[] {
  const own = fields.filter((field) => field.sortable && (field.type === "choice" || field.type === "person" || field.type === "labels"));
  return [{ name: "state", label: "State" }, ...(everywhere ? [{ name: "project", label: "Project" }] : []), ...own.map(({ name, label }) => ({ name, label }))];
}

interface Names {
  people: readonly Person[];
  projects: readonly Project[];
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** The states of a type, in its own order; those without items only where nothing was counted. */
function byState(type: ItemType, base: Asked, counted: readonly Counted[]): RowGroup[] {
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  return type.states
    .filter((state) => counts.has(state.name))
    .map((state) => ({
      id: state.name,
      label: state.label,
      type,
      look: "state",
      count: counts.get(state.name) ?? 0,
      asked: { ...base, state: [state.name] },
      holds: (item) => item.state === state.name,
    }));
}

function byField(type: ItemType, field: Field, base: Asked, counted: readonly Counted[], { people }: Names): RowGroup[] {
  const rows = counted.map(({ value, count }): RowGroup => {
    const real = value === null ? null : field.type === "choice" ? (field.choices[Number(value)] ?? null) : value;
    const where = [...(base.where ?? []), real === null ? { field: field.name, op: "empty", value: true } : { field: field.name, op: "=", value: real }];
    const name = field.type === "person" ? (people.find((person) => person.id === real)?.name ?? "Somebody") : field.type === "choice" ? humanise(String(real)) : String(real);
    return {
      id: real === null ? "" : String(real),
      label: real === null ? `No ${field.label.toLowerCase()}` : name,
      type,
      look: field.type === "person" && real !== null ? "person" : "plain",
      count,
      asked: { ...base, where },
      holds: (item) => {
        const now = item.fields[field.name];
        return real === null ? isEmpty(now) : Array.isArray(now) ? now.includes(real) : now === real;
      },
    };
  });
  // A choice's list goes from the least to the most; what matters most comes first. Nothing comes last.
  const ordered = field.type === "choice" ? rows.reverse() : field.type === "person" ? rows.sort((a, b) => a.label.localeCompare(b.label)) : rows;
  return [...ordered.filter((row) => row.id !== ""), ...ordered.filter((row) => row.id === "")];
}

function byProject(type: ItemType, base: Asked, counted: readonly Counted[], { projects }: Names): RowGroup[] {
  return counted
    .flatMap(({ value, count }): RowGroup[] => {
      const project = projects.find((one) => one.id === value);
      if (!project) return [];
      return [{ id: project.key, label: project.name, type, look: "project", count, asked: { ...base, where: [...(base.where ?? []), { field: "project", op: "=", value }] }, holds: (item) => item.project === project.id }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The headings of a table of one type grouped by `by`, from what the server counted. */
export function groupsBy(by: string, type: ItemType, fields: readonly Field[], base: Asked, counted: readonly Counted[], names: Names): RowGroup[] {
  if (by === "state") return byState(type, base, counted);
  if (by === "project") return byProject(type, base, counted, names);
  const field = fields.find((one) => one.name === by);
  return field ? byField(type, field, base, counted, names) : [];
}

export type Line = { kind: "group"; group: RowGroup; open: boolean } | { kind: "item"; item: Item; group: RowGroup } | { kind: "more" };

/** Headings and the loaded rows beneath them as one flat list of lines, for the virtual table. */
export function linesOf(groups: readonly RowGroup[], headed: boolean, closed: ReadonlySet<string>, items: readonly Item[], more: boolean): Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    const open = !headed || !closed.has(group.id);
    const own = open ? items.filter(group.holds) : [];
    if (group.count === 0 && own.length === 0) continue;
    if (group.count === null && own.length === 0 && headed && open) continue;
    if (headed) lines.push({ kind: "group", group, open });
    for (const item of own) lines.push({ kind: "item", item, group });
  }
  if (more) lines.push({ kind: "more" });
  return lines;
}
