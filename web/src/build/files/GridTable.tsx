import { counted } from "../../ui/format";
import type { Grid } from "./grid";
import { ROWS } from "./grid";
import styles from "./Files.module.css";

/** The head of a table of values. */
export function GridTable({ grid: { columns, rows, total, width, types }, cut }: { grid: Grid; cut: boolean }) {
  if (columns.length === 0) return <p className="m sm">The table is empty.</p>;
  const whole = total !== null ? total <= rows.length : !cut && rows.length < ROWS;
  return (
    <>
      <p className="m sm">
        {whole ? counted(rows.length, "row", "rows") : `The first ${rows.length}${total === null ? "" : ` of ${total.toLocaleString("en-US")}`} rows`}, {columns.length < width ? `the first ${columns.length} of ${counted(width, "column", "columns")}` : counted(width, "column", "columns")}
      </p>
      <div className={styles.grid} tabIndex={0} role="region" aria-label="Rows">
        <table>
          <thead>
            <tr>
              {columns.map((name, index) => (
                <th key={index} scope="col" title={name}>
                  {name}
                  {types[index] && <span className={styles.type}>{types[index]}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, place) => (
                  <td key={place} title={value} dir="auto">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
