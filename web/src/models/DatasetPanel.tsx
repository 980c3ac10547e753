import { useInfiniteQuery } from "@tanstack/react-query";

import { datasetVersionsQuery } from "../api/models";
import type { DatasetRow, Item } from "../api/types";
import { Empty, Loaded, NextPage } from "../ui/Feedback";
import { bytes, count } from "../ui/format";
import { Section } from "../ui/Page";
import { State } from "../ui/State";
import { Time } from "../ui/Time";
import { typeIcon } from "../ui/vocabulary";
import { ToItem } from "./Pieces";
import styles from "./Models.module.css";

const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

function Version({ row }: { row: DatasetRow }) {
  const { fields } = row.item;
  const [rows, size, version] = [number(fields.rows), number(fields.size), number(fields.version)];
  return (
    <tr>
      <td>
        <ToItem item={{ ...row.item, title: version === null ? row.item.title : `v${version}` }} />
      </td>
      <td className="mono">{String(fields.digest ?? "")}</td>
      <td>
        <State type="dataset_version" state={row.item.state} />
      </td>
      <td className={styles.right}>{rows === null ? "–" : count(rows)}</td>
      <td className={styles.right}>{size === null ? "–" : bytes(size)}</td>
      <td className={styles.right}>{count(row.trained)}</td>
      <td className={styles.right}>{count(row.evaluated)}</td>
      <td className="m2" title={row.source}>
        {row.source_type}
      </td>
      <td className="m">
        <Time at={row.item.created} />
      </td>
    </tr>
  );
}

const HEADS: readonly [string, boolean][] = [
  ["Version", false],
  ["Digest", false],
  ["State", false],
  ["Rows", true],
  ["Size", true],
  ["Runs trained", true],
  ["Runs evaluated", true],
  ["Source", false],
  ["First seen", false],
];

/** A dataset: its versions, and how much each was used. */
export function DatasetPanel({ item }: { item: Item; readOnly: boolean }) {
  const versions = useInfiniteQuery(datasetVersionsQuery(item.id));
  return (
    <Loaded query={versions}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.versions);
        if (rows.length === 0) {
          return (
            <Empty icon={typeIcon("dataset_version")} title="No version yet" hue="build">
              A version appears when a run logs this dataset as its input: mlflow.log_input(…).
            </Empty>
          );
        }
        return (
          <Section title="Versions" hint={`${rows.length}${versions.hasNextPage ? " newest" : ""}`}>
            <div className={styles.scroll} tabIndex={0} role="region" aria-label="Versions">
              <table className={styles.table}>
                <thead>
                  <tr>
                    {HEADS.map(([name, right]) => (
                      <th key={name} scope="col" className={right ? styles.right : undefined}>
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Version key={row.item.id} row={row} />
                  ))}
                </tbody>
              </table>
            </div>
            <NextPage of={versions}>Older versions</NextPage>
          </Section>
        );
      }}
    </Loaded>
  );
}
