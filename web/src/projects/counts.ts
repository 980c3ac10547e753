import type { Count, ItemType, Phase } from "../api/types";
import { PHASES } from "../ui/phases";

export interface TypeCount {
  type: ItemType;
  total: number;
  open: number;
  states: Record<string, number>;
}
export type PhaseCounts = Record<Phase, { total: number; open: number; types: TypeCount[] }>;

/** The counts of a project by phase and type. The project itself is no item in it. */
export function phaseCounts(types: readonly ItemType[], counts: readonly Count[]): PhaseCounts {
  const byType = new Map<string, Record<string, number>>();
  for (const { type, state, count } of counts) {
    const states = byType.get(type) ?? {};
    states[state] = (states[state] ?? 0) + count;
    byType.set(type, states);
  }
  const phase = (name: Phase) => {
    const rows = types
      .filter((type) => type.phase === name && type.name !== "project")
      .map((type): TypeCount => {
        const states = byType.get(type.name) ?? {};
        const sum = (done: boolean) => type.states.reduce((total, state) => total + (state.done === done ? (states[state.name] ?? 0) : 0), 0);
        return { type, total: sum(true) + sum(false), open: sum(false), states };
      });
    const add = (pick: (row: TypeCount) => number) => rows.reduce((total, row) => total + pick(row), 0);
    return { total: add((row) => row.total), open: add((row) => row.open), types: rows };
  };
  return Object.fromEntries(PHASES.map((name) => [name, phase(name)])) as PhaseCounts;
}
