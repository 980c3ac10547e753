import type { Shaped } from "./shape";
import { tableOf } from "./picture";
import type { Axis } from "./view";
import styles from "./Chart.module.css";

/** A chart's points in numbers. */
export function ChartTable({ lines, axis, height }: { lines: readonly Shaped[]; axis: Axis; height: number }) {
  return (
    <div className={styles.tableBox} style={{ height }} tabIndex={0} role="region" aria-label="Values">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{axis === "step" ? "Step" : "Time"}</th>
            {lines.map((line) => (
              <th key={line.id} scope="col" title={line.label}>
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableOf(lines, axis, 100).map(([at, ...values]) => (
            <tr key={at}>
              <th scope="row">{at?.replace(/^step /, "")}</th>
              {values.map((value, index) => (
                <td key={lines[index]?.id ?? index}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
