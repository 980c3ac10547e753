import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useState } from "react";

import type { MetricLatest } from "../api/types";
import { CopyButton } from "../ui/Copy";
import { count, metric, step } from "../ui/format";
import kv from "./kv.module.css";

const FIRST = 20;

interface FrameProps<Row> {
  title: string;
  rows: readonly Row[];
  nameOf: (row: Row) => string;
  copied: string;
  none: string;
  note?: string | undefined;
  /** More that can be done with it. */
  end?: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}

/** A table of names and values: searched where it is long, copied as a whole, its first lines until more are asked for. */
export function Frame<Row>({ title, rows, nameOf, copied, none, note, end, children }: FrameProps<Row>) {
  const [all, setAll] = useState(false);
  const [text, setText] = useState("");
  const found = text ? rows.filter((row) => nameOf(row).toLowerCase().includes(text.trim().toLowerCase())) : rows;
  const shown = all || text ? found : found.slice(0, FIRST);
  return (
    <section aria-label={title}>
      <header className={kv.head}>
        <h2>{title}</h2>
        <span className="m sm num ell">
          {rows.length > 0 && count(rows.length)}
          {rows.length > 0 && note && `, ${note}`}
        </span>
        <span className="grow" />
        {rows.length > FIRST / 2 && (
          <TextInput className={kv.search ?? ""} size="xs" aria-label={`Find in ${title.toLowerCase()}`} placeholder="Find" value={text} leftSection={<IconSearch className="i s" aria-hidden />} onChange={(event) => setText(event.currentTarget.value)} />
        )}
        {rows.length > 0 && <CopyButton text={copied} />}
        {end}
      </header>
      {rows.length === 0 ? <p className="m sm">{none}</p> : children(shown)}
      {text && found.length === 0 && <p className="m sm">Nothing has a name like this.</p>}
      {!text && rows.length > FIRST && (
        <Button variant="subtle" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `${rows.length - FIRST} more`}
        </Button>
      )}
    </section>
  );
}

interface PairsProps {
  title: string;
  pairs: Record<string, string>;
  none: string;
  /** Names whose values differ from those of `than`. */
  differs?: ReadonlySet<string>;
  than?: string | undefined;
}

/** Params or tags: a name and a text each. What differs from the champion comes first. */
export function Pairs({ title, pairs, none, differs, than }: PairsProps) {
  const rows = Object.entries(pairs).sort(([a], [b]) => Number(differs?.has(b) ?? false) - Number(differs?.has(a) ?? false));
  const different = rows.filter(([name]) => differs?.has(name)).length;
  return (
    <Frame title={title} rows={rows} nameOf={([name, value]) => `${name} ${value}`} copied={rows.map(([name, value]) => `${name}\t${value}`).join("\n")} none={none} note={than ? `${different} differ from ${than}` : undefined}>
      {(shown) => (
        <table className={kv.table}>
          <tbody>
            {shown.map(([name, value]) => (
              <tr key={name}>
                <th scope="row" title={name} className={clsx(differs?.has(name) && kv.differs)}>
                  {name}
                  {differs?.has(name) && <span className="vh"> (differs)</span>}
                </th>
                <td title={value} dir="auto">
                  {value}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Frame>
  );
}

function MetricTable({ title, metrics, none }: { title: string; metrics: readonly MetricLatest[]; none: string }) {
  const copied = metrics.map((one) => [one.key, one.last ?? "NaN", one.min ?? "NaN", one.max ?? "NaN", one.step].join("\t"));
  return (
    <Frame title={title} rows={metrics} nameOf={(one) => one.key} copied={["metric\tlast\tmin\tmax\tstep", ...copied].join("\n")} none={none}>
      {(shown) => (
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
    </Frame>
  );
}

const ofMachine = ({ key }: MetricLatest): boolean => key.startsWith("system/");

/** The last value of each metric and its extremes; those of the machine apart, folded. */
export function Metrics({ metrics }: { metrics: readonly MetricLatest[] }) {
  const [open, setOpen] = useState(false);
  const machine = metrics.filter(ofMachine);
  const own = metrics.filter((one) => !ofMachine(one));
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <MetricTable title="Metrics" metrics={own} none="No metric has been logged." />
      {machine.length > 0 && (
        <>
          <UnstyledButton className={kv.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
            <Chevron className="i s" aria-hidden />
            {machine.length} of the machine
          </UnstyledButton>
          {open && <MetricTable title="System metrics" metrics={machine} none="" />}
        </>
      )}
    </div>
  );
}
