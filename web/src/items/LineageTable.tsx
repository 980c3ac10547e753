import { Link } from "@tanstack/react-router";
import { useMemo } from "react";

import type { ContextItem, Item, ItemType } from "../api/types";
import { Table } from "../ui/Table";
import { depthWords, lineageRows } from "./lineageGraph";
import styles from "./LineageGraph.module.css";

/** The graph in words: what it came from, itself, what came of it, a line each. */
export function LineageTable({ item, types, steps, onOpen }: { item: Item; types: readonly ItemType[]; steps: readonly ContextItem[]; onOpen: () => void }) {
  const rows = useMemo(() => lineageRows(item, steps, types), [item, steps, types]);
  return (
    <Table heads={["Where", "Item", "Type", "State", "Link", "With"]} label="Lineage as a table" className={styles.table}>
      {rows.map((row) => (
        <tr key={row.id} aria-current={row.depth === 0 || undefined}>
          <td>{depthWords(row.depth)}</td>
          <td>
            {row.key && <span className="mono m">{row.key}</span>}{" "}
            {row.address && row.depth !== 0 ? (
              <Link {...row.address} className="link" onClick={onOpen}>
                <bdi>{row.title}</bdi>
              </Link>
            ) : (
              <bdi>{row.title}</bdi>
            )}
            {row.project && row.project !== item.project_key && !row.key && <span className="m"> in {row.project}</span>}
          </td>
          <td>{row.type}</td>
          <td>{row.state}</td>
          <td>{row.via}</td>
          <td>
            <bdi>{row.before}</bdi>
          </td>
        </tr>
      ))}
    </Table>
  );
}
