import type { ContextItem, Item, ItemType } from "../api/types";
import { humanise, LINKS, linkWords, stateLabel } from "../ui/vocabulary";
import { endAddress, itemAddress, keyOf } from "./address";
import type { Shape } from "./lineageLayout";

/** An item of the graph; `step` is missing for the one that was asked about. */
export interface GraphNode {
  id: string;
  step?: ContextItem;
}

/** The nodes and edges of a walk. Edges lead from what was first to what came of it; restricted ends get a name of their own. */
export function graphOf(item: Item, steps: readonly ContextItem[]): { nodes: GraphNode[]; shape: Shape; words: Map<string, string> } {
  const nodes: GraphNode[] = [{ id: item.id }, ...steps.map((step, index) => ({ id: step.end.id ?? `restricted-${index}`, step }))];
  const known = new Set(nodes.map((node) => node.id));
  const edges: [string, string][] = [];
  const words = new Map<string, string>();
  for (const { id, step } of nodes) {
    if (!step || !known.has(step.from)) continue;
    const [from, to] = step.direction === "up" ? [id, step.from] : [step.from, id];
    edges.push([from, to]);
    words.set(`${from} ${to}`, (LINKS[step.via]?.[0] ?? humanise(step.via)).toLowerCase());
  }
  return { nodes, shape: { nodes: nodes.map((node) => node.id), edges }, words };
}

/** What a lineage's files are called. */
export const lineageName = (item: Item): string => `${keyOf(item) ?? item.title}-lineage`;

/** How something in the lineage hangs together with what lies between. */
export const viaWords = (step: ContextItem): string => linkWords(step.via, step.direction === "up" ? "out" : "in").toLowerCase();

/** What an item of the graph says of itself. */
export interface Told {
  title: string;
  sub: string;
  type: string | null;
  phase: string | undefined;
  self: boolean;
  address: ReturnType<typeof itemAddress> | null;
}

export function told(item: Item, node: GraphNode, types: readonly ItemType[]): Told {
  const end = node.step?.end;
  const type = types.find((one) => one.name === (end ? end.type : item.type));
  if (!end) return { title: keyOf(item) ?? item.title, sub: `this ${(type?.label ?? item.type).toLowerCase()}`, type: item.type, phase: type?.phase, self: true, address: itemAddress(item) };
  const address = endAddress(end);
  if (!address) return { title: "Restricted", sub: "in a project you may not see", type: null, phase: undefined, self: false, address };
  const state = stateLabel(type, end.state);
  const elsewhere = end.project_key === item.project_key ? "" : `${end.project_key} · `;
  return { title: end.title ?? "", sub: `${elsewhere}${type?.label ?? end.type}, ${state.toLowerCase()}`, type: end.type, phase: type?.phase, self: false, address };
}

/** A line of the lineage's table. */
export interface LineageRow {
  id: string;
  /** Steps away: below 0 what it came from, above what came of it. */
  depth: number;
  type: string;
  key: string;
  title: string;
  state: string;
  project: string;
  /** How it hangs together with what lies between, and what that is. */
  via: string;
  before: string;
  address: Told["address"];
}

/** The same as a table, from what was first to what came last. */
export function lineageRows(item: Item, steps: readonly ContextItem[], types: readonly ItemType[]): LineageRow[] {
  const { nodes } = graphOf(item, steps);
  const titles = new Map(nodes.map(({ id, step }) => [id, step ? (step.end.title ?? "Restricted") : item.title]));
  const rows = nodes.map(({ id, step }): LineageRow => {
    const { type, key, title, state, project_key } = step ? step.end : item;
    const known = types.find((one) => one.name === type);
    return {
      id,
      depth: step ? step.depth * (step.direction === "up" ? -1 : 1) : 0,
      type: known?.label ?? humanise(type ?? ""),
      key: keyOf({ id, key }) ?? "",
      title: title ?? "Restricted",
      state: stateLabel(known, state),
      project: project_key ?? "",
      via: step ? viaWords(step) : "",
      before: step ? (titles.get(step.from) ?? "") : "",
      address: step ? endAddress(step.end) : itemAddress(item),
    };
  });
  return rows.sort((a, b) => a.depth - b.depth);
}

/** Where a line of the table stands, in words. */
export const depthWords = (depth: number): string => {
  const steps = Math.abs(depth) === 1 ? "1 step" : `${Math.abs(depth)} steps`;
  return depth === 0 ? "This item" : `${steps} ${depth < 0 ? "up" : "down"}`;
};
