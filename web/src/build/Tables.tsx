import { Button } from "@mantine/core";
import { clsx } from "clsx";
import { useState } from "react";

import type { MetricLatest } from "../api/types";
import { CopyButton } from "../ui/Copy";
import { count, metric, step } from "../ui/format";
import kv from "./kv.module.css";

const FIRST = 20;

interface PairsProps {
  title: string;
  pairs: Record<string, string>;
  none: string;
}

/** Params or tags: a name and a text each. */
export function Pairs({ title, pairs, none }: PairsProps) {
  const [all, setAll] = useState(false);
  const rows = Object.entries(pairs);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <section aria-label={title}>
      <header className={kv.head}>
        <h2>{title}</h2>
        <span className="m sm num">{rows.length > 0 && count(rows.length)}</span>
        <span className="grow" />
        {rows.length > 0 && <CopyButton text={rows.map(([name, value]) => `${name}\t${value}`).join("\n")} />}
      </header>
      {rows.length === 0 && <p className="m sm">{none}</p>}
      <table className={kv.table}>
        <tbody>
          {shown.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" title={name}>
                {name}
              </th>
              <td title={value} dir="auto">
                {value}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > FIRST && (
        <Button variant="subtle" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `${rows.length - FIRST} more`}
        </Button>
      )}
    </section>
  );
}

/** The last value of each metric and its extremes. */
export function Metrics({ metrics }: { metrics: readonly MetricLatest[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? metrics : metrics.slice(0, FIRST);
  const copied = metrics.map((one) => [one.key, one.last ?? "NaN", one.min ?? "NaN", one.max ?? "NaN", one.step].join("\t"));
  return (
    <section aria-label="Metrics">
      <header className={kv.head}>
        <h2>Metrics</h2>
        <span className="m sm num">{metrics.length > 0 && count(metrics.length)}</span>
        <span className="grow" />
        {metrics.length > 0 && <CopyButton text={["metric\tlast\tmin\tmax\tstep", ...copied].join("\n")} />}
      </header>
      {metrics.length === 0 ? (
        <p className="m sm">No metric has been logged.</p>
      ) : (
        <table className={clsx(kv.table, kv.metrics)}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Last</th>
              <th scope="col">Min</th>
              <th scope="col">Max</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.key}>
                <th scope="row" title={one.key}>
                  {one.key}
                </th>
                <td title={`at step ${step(one.step)}`}>{metric(one.last)}</td>
                <td>{metric(one.min)}</td>
                <td>{metric(one.max)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {metrics.length > FIRST && (
        <Button variant="subtle" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `${metrics.length - FIRST} more`}
        </Button>
      )}
    </section>
  );
}
