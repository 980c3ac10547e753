import type { ContextItem, Item, ItemType } from "../api/types";
import { drawn } from "../ui/drawn";
import { csvOf, type Picture } from "../ui/picture";
import { keyOf } from "./address";
import { graphOf, lineageName, lineageRows, type Told, told } from "./lineageGraph";
import { HEIGHT, type Places, placesOf, WIDTH } from "./lineageLayout";
import styles from "./LineageDrawing.module.css";

/** Text of SVG does not end in dots by itself. */
function fitting(text: string, letters: number): string {
  const all = [...text];
  return all.length > letters ? `${all.slice(0, letters - 1).join("")}…` : text;
}

function Box({ face, x, y }: { face: Told; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className={face.phase}>
      <rect className={face.self ? styles.self : styles.box} width={WIDTH} height={HEIGHT} rx={6} />
      <rect className={styles.bar} x={-1} y={5} width={3} height={HEIGHT - 10} rx={1.5} />
      <text className={styles.title} x={12} y={18}>
        {fitting(face.title, 30)}
      </text>
      <text className={styles.sub} x={12} y={34}>
        {fitting(face.sub, 32)}
      </text>
    </g>
  );
}

function Edge({ from, to, word }: { from: Places[string]; to: Places[string]; word: string }) {
  const [x1, y1, x2, y2] = [from.x + WIDTH / 2, from.y + HEIGHT, to.x + WIDTH / 2, to.y];
  const [centre, middle] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const wide = word.length * 6.2 + 8;
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

function svgOf(title: string, item: Item, steps: readonly ContextItem[], types: readonly ItemType[]): string {
  const { nodes, shape, words } = graphOf(item, steps);
  const places = placesOf(shape);
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
