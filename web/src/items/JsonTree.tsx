import styles from "./JsonTree.module.css";

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;
const MANY = 200;

function Leaf({ value }: { value: unknown }) {
  return <span className={typeof value === "string" ? styles.text : "num"}>{JSON.stringify(value)}</span>;
}

function Branch({ name, value, open }: { name: string | null; value: object; open: boolean }) {
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  return (
    <details open={open} className={styles.branch}>
      <summary>
        {name !== null && <span className={styles.name}>{name}</span>}
        <span className="m">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {entries.slice(0, MANY).map(([key, inner]) =>
        isBranch(inner) ? (
          <Branch key={key} name={key} value={inner} open={false} />
        ) : (
          <div key={key} className={styles.leaf}>
            <span className={styles.name}>{key}</span> <Leaf value={inner} />
          </div>
        ),
      )}
      {entries.length > MANY && <div className="m">and {entries.length - MANY} more</div>}
    </details>
  );
}

/** Nested values, to be looked into. */
export function JsonTree({ value }: { value: unknown }) {
  return <div className={styles.tree}>{isBranch(value) ? <Branch name={null} value={value} open /> : <Leaf value={value} />}</div>;
}
