import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconTableDown } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import type { CompareRow, Comparison } from "../../api/types";
import { csvOf, save } from "../../ui/picture";
import { Swatch } from "../curves/Legend";
import { betterWay } from "../better";
import { shortName } from "../columns";
import type { CompareProps } from "./ComparePage";
import { bestOf, cellText, isMetricRow } from "./rows";
import styles from "./Compare.module.css";

interface TableProps {
  title: string;
  rows: readonly CompareRow[];
  found: Comparison;
  none: string;
  /** Rows in which the runs are alike wait folded. */
  fold?: boolean;
  note?: string;
}

const WAYS: Record<string, string> = { min: "least", max: "greatest" };

function Line({ row, found }: { row: CompareRow; found: Comparison }) {
  const best = isMetricRow(row) ? bestOf(row, found.runs.map(({ id }) => id)) : null;
  const way = WAYS[row.name.split(".")[0] ?? ""];
  return (
    <tr>
      <th scope="row" title={shortName(row.name)}>
        {shortName(row.name)} {way && <span className="m">{way}</span>}
      </th>
      {found.runs.map(({ id }) => (
        <td key={id} title={cellText(row, id)} className={clsx(best?.has(id) && styles.best)}>
          {cellText(row, id)}
          {best?.has(id) && <span className="vh"> (best)</span>}
        </td>
      ))}
    </tr>
  );
}

function Rows({ title, rows, found, none, fold = false, note }: TableProps) {
  const [open, setOpen] = useState(false);
  const different = fold ? rows.filter(({ differs }) => differs) : rows;
  const alike = fold ? rows.filter(({ differs }) => !differs) : [];
  const csv = () => save(`${title}.csv`, csvOf([["name", ...found.runs.map(({ title: name }) => name)], ...rows.map((row) => [row.name, ...found.runs.map(({ id }) => (id in row.cells ? (row.cells[id] ?? null) : ""))])]), "text/csv");
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section aria-label={title} className={styles.section}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <span className="m sm">{note}</span>
        <span className="grow" />
        {rows.length > 0 && (
          <Button variant="subtle" leftSection={<IconTableDown className="i s" aria-hidden />} onClick={csv}>
            CSV
          </Button>
        )}
      </header>
      {rows.length === 0 && <p className="m sm">{none}</p>}
      {rows.length > 0 && (
        <div className={styles.wide} tabIndex={0} role="region" aria-label={`${title}, side by side`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                {found.runs.map((run, look) => (
                  <th key={run.id} scope="col" title={run.title}>
                    <Swatch look={look} /> <bdi>{run.title}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {different.map((row) => (
                <Line key={row.name} row={row} found={found} />
              ))}
            </tbody>
            {alike.length > 0 && (
              <tbody className={styles.alike}>
                <tr>
                  <th scope="rowgroup" colSpan={found.runs.length + 1}>
                    <UnstyledButton className={styles.unfold} aria-expanded={open} onClick={() => setOpen(!open)}>
                      <Chevron className="i s" aria-hidden />
                      {alike.length} alike in all runs
                    </UnstyledButton>
                  </th>
                </tr>
                {open && alike.map((row) => <Line key={row.name} row={row} found={found} />)}
              </tbody>
            )}
          </table>
        </div>
      )}
    </section>
  );
}

/** Params that differ first, then the metrics with the best value of each, then tags. */
export function CompareTables({ found }: CompareProps) {
  const of = (start: string) => found.rows.filter(({ name }) => name.startsWith(start));
  const metrics = found.rows.filter((row) => isMetricRow(row) && !repeats(row, found)).sort((a, b) => shortName(a.name).localeCompare(shortName(b.name)) || order(a.name) - order(b.name));
  const params = of("param.");
  const less = [...new Set(metrics.map(({ name }) => shortName(name)))].filter((name) => betterWay(name) === "less");
  return (
    <>
      <Rows title="Params" rows={params} found={found} none="These runs have no params." fold note={`${params.filter(({ differs }) => differs).length} of ${params.length} differ`} />
      <Rows title="Metrics" rows={metrics} found={found} none="These runs have no metrics." note={less.length ? `best is bold; less is better for ${less.slice(0, 3).join(", ")}${less.length > 3 ? "…" : ""}` : "best is bold"} />
      <Rows title="Tags" rows={of("tag.").filter(({ name }) => !name.startsWith("tag.mlflow."))} found={found} none="These runs have no tags." fold />
    </>
  );
}

/** A least or greatest value that is everywhere the last one says nothing more. */
function repeats(row: CompareRow, found: Comparison): boolean {
  const last = found.rows.find(({ name }) => name === `metric.${shortName(row.name)}`);
  return row.name !== last?.name && found.runs.every(({ id }) => row.cells[id] === last?.cells[id]);
}

const order = (name: string): number => ["metric", "min", "max"].indexOf(name.split(".")[0] ?? "");
