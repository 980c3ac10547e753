import type { Project } from "../api/types";
import { humanise } from "../ui/vocabulary";

const MOMENT = 1e15;

function worded(value: unknown, projects: readonly Project[]): string {
  if (Array.isArray(value)) return value.map((one) => worded(one, projects)).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null) return "none";
  if (typeof value === "number") return value > MOMENT ? new Date(value / 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" }) : value.toLocaleString("en-US");
  if (typeof value === "object") return JSON.stringify(value);
  return projects.find((project) => project.id === value)?.key ?? String(value);
}

/** What an entry of the audit trail tells besides who did what: names before ids, days before numbers. */
export const factsOf = (facts: Record<string, unknown>, projects: readonly Project[]): string =>
  Object.entries(facts)
    .map(([name, value]) => `${humanise(name)}: ${worded(value, projects)}`)
    .join("; ");
