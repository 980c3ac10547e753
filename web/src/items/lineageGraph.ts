import type { ContextItem, Item } from "../api/types";
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
    words.set(`${from} ${to}`, step.via);
  }
  return { nodes, shape: { nodes: nodes.map((node) => node.id), edges }, words };
}
