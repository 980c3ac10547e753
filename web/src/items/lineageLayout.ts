import { graphlib, layout } from "@dagrejs/dagre";

export const WIDTH = 208;
export const HEIGHT = 44;

export interface Shape {
  nodes: readonly string[];
  edges: readonly (readonly [from: string, to: string])[];
}
/** The upper left corner of each node. */
export type Places = Record<string, { x: number; y: number }>;

/** Where the nodes of a lineage stand: what came first above, what came of it below. */
export function placesOf({ nodes, edges }: Shape): Places {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 56 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node, { width: WIDTH, height: HEIGHT });
  for (const [from, to] of edges) graph.setEdge(from, to);
  layout(graph);
  return Object.fromEntries(
    nodes.map((node) => {
      const { x, y } = graph.node(node) as { x: number; y: number };
      return [node, { x: x - WIDTH / 2, y: y - HEIGHT / 2 }];
    }),
  );
}
