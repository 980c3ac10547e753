import { Checkbox, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";

import { sideBySideQuery } from "../api/models";
import type { Comparison, VersionRow } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { metric } from "../ui/format";
import styles from "./Models.module.css";

type Cell = Comparison["rows"][number]["cells"][string];

function Value({ name, cell }: { name: string; cell: Cell | undefined }) {
  if (cell === undefined) return <span className="m">–</span>;
  return <>{name.startsWith("metric.") ? metric(cell) : String(cell)}</>;
}

/** "+0.0062" of a metric that both have. */
function change(before: Cell | undefined, after: Cell | undefined): string {
  if (typeof before !== "number" || typeof after !== "number") return "";
  const by = after - before;
  return by === 0 ? "" : `${by > 0 ? "+" : ""}${metric(by)}`;
}

const GROUPS: readonly [string, string][] = [
  ["metric.", "Metrics"],
  ["param.", "Params"],
];

/** Two versions side by side: the params and metrics of the runs that they came from, where they differ first. */
export function CompareVersions({ projectKey, versions, onClose }: { projectKey: string; versions: readonly VersionRow[]; onClose: () => void }) {
  const [all, setAll] = useState(false);
  const runs = versions.map((one) => one.run?.item.id ?? "");
  const complete = runs.every(Boolean) && runs[0] !== runs[1];
  const found = useQuery({ ...sideBySideQuery(projectKey, runs), enabled: complete });
  const names = versions.map((one) => `v${one.number}`);
  return (
    <Modal opened onClose={onClose} size={760} title={`${names.join(" and ")} side by side`}>
      {!complete && <p className="m2">{runs[0] && runs[0] === runs[1] ? "Both versions came from the same run, so nothing differs." : "A version that did not come from a run has no params and metrics to compare."}</p>}
      {complete && (
        <Loaded query={found}>
          {({ rows }) => (
            <>
              <Checkbox size="xs" label="Also what is the same" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    {names.map((name) => (
                      <th key={name} scope="col" className={styles.right}>
                        {name}
                      </th>
                    ))}
                    <th scope="col" className={styles.right}>
                      Change
                    </th>
                  </tr>
                </thead>
                {GROUPS.map(([prefix, title]) => {
                  const shown = rows.filter((row) => row.name.startsWith(prefix) && (all || row.differs)).slice(0, 300);
                  return (
                    <tbody key={prefix}>
                      <tr>
                        <th scope="rowgroup" colSpan={4}>
                          {title}: {shown.length === 0 ? "none differ" : shown.length}
                        </th>
                      </tr>
                      {shown.map((row) => (
                        <tr key={row.name}>
                          <td className="mono">{row.name.slice(prefix.length)}</td>
                          {runs.map((run) => (
                            <td key={run} className={clsx(styles.right, row.differs && styles.differs)}>
                              <Value name={row.name} cell={row.cells[run]} />
                            </td>
                          ))}
                          <td className={clsx(styles.right, "m")}>{change(row.cells[runs[0] ?? ""], row.cells[runs[1] ?? ""])}</td>
                        </tr>
                      ))}
                    </tbody>
                  );
                })}
              </table>
            </>
          )}
        </Loaded>
      )}
    </Modal>
  );
}
