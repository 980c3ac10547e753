import type { Count, ItemType, Phase } from "../api/types";
import { counted } from "../ui/format";
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

const stateCount = (counts: PhaseCounts, phase: Phase, type: string, ...states: string[]): number => {
  const row = counts[phase].types.find((one) => one.type.name === type);
  return states.reduce((sum, state) => sum + (row?.states[state] ?? 0), 0);
};

const list = (parts: string[]): string => (parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export interface Sentence {
  /** What is wrong comes first; null where nothing is. */
  alarm: string | null;
  rest: string;
}

/** The project in a plain sentence, from nothing but its counts. */
export function sentence(counts: PhaseCounts): Sentence {
  const incidents = stateCount(counts, "watch", "incident", "open", "acknowledged");
  const alerts = stateCount(counts, "watch", "alert", "firing");
  const blocked = stateCount(counts, "plan", "issue", "blocked");
  const alarms = [
    incidents > 0 && `${counted(incidents, "incident is", "incidents are")} open`,
    alerts > 0 && `${counted(alerts, "alert is", "alerts are")} firing`,
    blocked > 0 && `${counted(blocked, "issue is", "issues are")} blocked`,
  ].filter((part) => part !== false);

  const openIssues = counts.plan.types.find((row) => row.type.name === "issue")?.open ?? 0;
  const requirement = counts.scope.types.find((row) => row.type.name === "requirement");
  const running = stateCount(counts, "build", "run", "running");
  const live = stateCount(counts, "ship", "endpoint", "live");
  const facts = [
    requirement && requirement.total > 0 && `${stateCount(counts, "scope", "requirement", "met")} of ${counted(requirement.total, "requirement", "requirements")} met`,
    openIssues > 0 && `${counted(openIssues, "issue", "issues")} open`,
    running > 0 && `${counted(running, "run", "runs")} in progress`,
    live > 0 && `${counted(live, "endpoint", "endpoints")} live`,
  ].filter((part): part is string => typeof part === "string");

  const total = PHASES.reduce((sum, phase) => sum + counts[phase].total, 0);
  const runs = counts.build.types.find((row) => row.type.name === "run")?.total ?? 0;
  const quiet = total === 0 ? "Nothing is here yet: connect your code, or write down the first requirement" : runs > 0 ? `${counted(runs, "run", "runs")} logged and nothing open` : `${counted(total, "item", "items")}, nothing open`;
  return {
    alarm: alarms.length > 0 ? `${capital(list(alarms))}.` : null,
    rest: facts.length > 0 ? `${capital(list(facts))}.` : alarms.length > 0 ? "" : `${quiet}.`,
  };
}
