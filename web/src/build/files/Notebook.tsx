import { LazyMarkdown } from "../../ui/LazyMarkdown";
import { type NotebookOutput, cellsOf } from "./notebook";
import styles from "./Files.module.css";

function Output({ output }: { output: NotebookOutput }) {
  switch (output.kind) {
    case "image":
      return <img className={styles.image} src={`data:${output.type};base64,${output.data}`} alt="Output" />;
    case "left out":
      return <p className="m sm">An output of the type {output.type} is not shown: download the notebook to see it.</p>;
    default:
      return (
        <pre className={output.kind === "error" ? styles.failed : styles.output} tabIndex={0}>
          {output.text}
        </pre>
      );
  }
}

/** A notebook as it was saved: its texts, code, text outputs and pictures. Nothing in it is run. */
export function Notebook({ text }: { text: string }) {
  const cells = cellsOf(text);
  if (cells === null) return <p className="m sm">This is no notebook that can be read.</p>;
  return (
    <div className={styles.notebook}>
      {cells.map((cell, index) => (
        <div key={index} className={styles.cell}>
          <span className={styles.count}>{cell.kind === "code" ? `[${cell.count ?? " "}]` : ""}</span>
          <div>
            {cell.kind === "markdown" ? (
              <LazyMarkdown text={cell.source} />
            ) : (
              <pre className={styles.code} tabIndex={0}>
                <code>{cell.source}</code>
              </pre>
            )}
            {cell.outputs.map((output, place) => (
              <Output key={place} output={output} />
            ))}
          </div>
        </div>
      ))}
      {cells.length === 0 && <p className="m sm">The notebook is empty.</p>}
    </div>
  );
}
