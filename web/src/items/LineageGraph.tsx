import "@xyflow/react/dist/base.css";
import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { Link } from "@tanstack/react-router";
import { IconLock } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useEffect, useMemo, useState } from "react";

import type { ContextItem, Item, ItemType } from "../api/types";
import { Skeleton } from "../ui/Feedback";
import { TypeIcon } from "../ui/State";
import { refused } from "../ui/toast";
import { laidOut, MANY } from "./laidOut";
import { graphOf, type Told, told } from "./lineageGraph";
import { HEIGHT, type Places, placesOf, type Shape, WIDTH } from "./lineageLayout";
import styles from "./LineageGraph.module.css";

/** Fitted into the window, more nodes than these would be too small to read. */
const FITTING = 40;

type Shown = Told & { onOpen: () => void } & Record<string, unknown>;
type Box = Node<Shown>;

function Face({ data }: { data: Told }) {
  return (
    <>
      {data.address ? <TypeIcon type={data.type} small /> : <IconLock className="i s" aria-hidden />}
      <span className={styles.words}>
        <span className="ell st" dir="auto">
          {data.title}
        </span>
        <span className="ell m">{data.sub}</span>
      </span>
    </>
  );
}

function NodeBox({ data }: NodeProps<Box>) {
  const look = clsx(styles.box, "nodrag", data.self && styles.self, data.phase);
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={styles.handle} />
      {data.address && !data.self ? (
        <Link {...data.address} className={look} title={data.title} onClick={data.onOpen}>
          <Face data={data} />
        </Link>
      ) : (
        <span className={look}>
          <Face data={data} />
        </span>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={styles.handle} />
    </>
  );
}
const NODE_TYPES = { box: NodeBox };

/** Where the nodes stand; null while that is being worked out. */
function usePlaces(shape: Shape): Places | null {
  const few = shape.nodes.length <= MANY;
  const direct = useMemo(() => (few ? placesOf(shape) : null), [few, shape]);
  const [worked, setWorked] = useState<{ shape: Shape; places: Places } | null>(null);
  useEffect(() => {
    if (few) return undefined;
    const leaving = new AbortController();
    laidOut(shape, leaving.signal).then((places) => !leaving.signal.aborted && setWorked({ shape, places }), (error: unknown) => refused("No graph", error));
    return () => leaving.abort();
  }, [few, shape]);
  return direct ?? (worked?.shape === shape ? worked.places : null);
}

interface Props {
  item: Item;
  types: readonly ItemType[];
  steps: readonly ContextItem[];
  onOpen: () => void;
}

export function LineageGraph({ item, types, steps, onOpen }: Props) {
  const { nodes, shape, words } = useMemo(() => graphOf(item, steps), [item, steps]);
  const places = usePlaces(shape);
  const boxes = useMemo(
    () =>
      places &&
      nodes.map((node): Box => ({ id: node.id, type: "box", position: places[node.id] ?? { x: 0, y: 0 }, width: WIDTH, height: HEIGHT, data: { ...told(item, node, types), onOpen }, focusable: false, draggable: false, selectable: false })),
    [item, nodes, onOpen, places, types],
  );
  const edges = useMemo(
    () =>
      shape.edges.map(([source, target]): Edge => {
        return { id: `${source}-${target}`, source, target, label: words.get(`${source} ${target}`) ?? "", focusable: false, selectable: false };
      }),
    [shape, words],
  );
  if (!boxes) return <Skeleton />;
  const fit = boxes.length > FITTING ? { nodes: [{ id: item.id }], minZoom: 0.8, maxZoom: 0.8 } : { maxZoom: 1.1, padding: 0.15 };
  return (
    <div className={styles.graph} role="group" aria-label="Graph of the lineage">
      <ReactFlowProvider>
        <ReactFlow
          key={shape.nodes.length}
          nodes={boxes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          fitView
          fitViewOptions={fit}
          minZoom={0.05}
          maxZoom={2}
          nodesConnectable={false}
          nodesDraggable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements={boxes.length > 200}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </ReactFlowProvider>
    </div>
  );
}
