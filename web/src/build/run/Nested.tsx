import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { nestedQuery } from "../../api/runs";
import type { MetricLatest } from "../../api/types";
import { metric } from "../../ui/format";
import { Section } from "../../ui/Page";
import { usePlainLinks } from "../../ui/usePlainLinks";
import { lengthOf } from "../table/cells";
import { NameCell } from "../table/cells";
import { fiveOf } from "./numbers";
import kv from "../kv.module.css";
import styles from "../RunPage.module.css";

const MOST = 100;
const METRICS = 3;

/** The runs within this one. */
export function Nested({ id, projectKey, metrics, live }: { id: string; projectKey: string; metrics: readonly MetricLatest[]; live: boolean }) {
  const links = usePlainLinks();
  const keys = fiveOf(metrics, undefined).slice(0, METRICS).map(({ key }) => key);
  const found = useQuery(nestedQuery(projectKey, id, keys, MOST, live)).data;
  if (!found || found.runs.length === 0) return null;
  const ids = found.runs.slice(0, 50).map(({ item }) => item.id);
  return (
    <Section
      title="Nested runs"
      hint={found.next ? `the newest ${MOST}` : String(found.runs.length)}
      end={
        <Link to="/p/$key/compare" params={{ key: projectKey }} search={{ runs: ids.join(",") }} className="link sm">
          Compare them
        </Link>
      }
    >
      <div className={styles.nested} tabIndex={0} role="region" aria-label="Nested runs">
        <table className={kv.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {key}
                </th>
              ))}
              <th scope="col">Length</th>
            </tr>
          </thead>
          <tbody {...links}>
            {found.runs.map((row) => (
              <tr key={row.item.id}>
                <th scope="row">
                  <NameCell row={row} />
                </th>
                {keys.map((key) => (
                  <td key={key}>{`metric.${key}` in row.cells ? metric(row.cells[`metric.${key}`] as MetricLatest["last"]) : ""}</td>
                ))}
                <td>{lengthOf(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
