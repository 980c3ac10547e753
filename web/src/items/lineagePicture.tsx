import type { ContextItem, Item, ItemType } from "../api/types";
import { drawn } from "../ui/drawn";
import { csvOf, type Picture } from "../ui/picture";
import { fitting, widthOf } from "../ui/textWidth";
import { keyOf } from "./address";
import { graphOf, lineageName, lineageRows, type Told, told } from "./lineageGraph";
import { laidOut } from "./laidOut";
import { HEIGHT, type Places, WIDTH } from "./lineageLayout";
import styles from "./LineageDrawing.module.css";

/** What is left of a box for its words. */
const WORDS = WIDTH - 20;

function Box({ face, x, y }: { face: Told; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className={face.phase}>
      <rect className={face.self ? styles.self : styles.box} width={WIDTH} height={HEIGHT} rx={6} />
      <rect className={styles.bar} x={-1} y={5} width={3} height={HEIGHT - 10} rx={1.5} />
      {/* It cuts off what another machine's font would draw beyond the box. */}
      <svg x={12} width={WORDS + 6} height={HEIGHT}>
        <text className={styles.title} y={18}>
          {fitting(face.title, WORDS, 12, 500)}
        </text>
        <text className={styles.sub} y={34}>
          {fitting(face.sub, WORDS, 12)}
        </text>
      </svg>
    </g>
  );
}

function Edge({ from, to, word }: { from: Places[string]; to: Places[string]; word: string }) {
  const [x1, y1, x2, y2] = [from.x + WIDTH / 2, from.y + HEIGHT, to.x + WIDTH / 2, to.y];
  const [centre, middle] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const wide = widthOf(word, 11) + 8;
  return (
    <>
      <path className={styles.edge} d={`M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`} />
      <rect className={styles.behind} x={centre - wide / 2} y={middle - 8} width={wide} height={16} />
      <text className={styles.word} x={centre} y={middle + 4}>
        {word}
      </text>
    </>
  );
}

async function svgOf(title: string, item: Item, steps: readonly ContextItem[], types: readonly ItemType[]): Promise<string> {
  const { nodes, shape, words } = graphOf(item, steps);
  const places = await laidOut(shape);
  const at = (id: string) => places[id] ?? { x: 0, y: 0 };
  const corners = Object.values(places);
  const [width, height] = [Math.max(...corners.map(({ x }) => x)) + WIDTH, Math.max(...corners.map(({ y }) => y)) + HEIGHT];
  const drawing = (
    <>
      {shape.edges.map(([from, to]) => (
        <Edge key={`${from} ${to}`} from={at(from)} to={at(to)} word={words.get(`${from} ${to}`) ?? ""} />
      ))}
      {nodes.map((node) => (
        <Box key={node.id} face={told(item, node, types)} {...at(node.id)} />
      ))}
    </>
  );
  return drawn(drawing, { title, width, height });
}

/** A lineage to keep: the whole walk, laid out as on the page. */
export function lineagePicture(item: Item, steps: readonly ContextItem[], types: readonly ItemType[]): Picture {
  return {
    name: lineageName(item),
    svg: () => svgOf(`Lineage of ${keyOf(item) ?? item.title}`, item, steps, types),
    csv: () => {
      const rows = lineageRows(item, steps, types).map((row) => [row.depth, row.type, row.key, row.title, row.state, row.project, row.via, row.before]);
      return csvOf([["steps", "type", "key", "title", "state", "project", "link", "with"], ...rows]);
    },
  };
}
