import { Link } from "@tanstack/react-router";
import { IconLock, IconTag } from "@tabler/icons-react";
import { clsx } from "clsx";
import { Fragment, type ReactNode } from "react";

import type { End, Item, RunBrief } from "../api/types";
import { endAddress, itemAddress } from "../items/address";
import { metric } from "../ui/format";
import { TypeIcon } from "../ui/State";
import styles from "./Models.module.css";

/** A link to another item, with the picture of its type. */
export function ToEnd({ end }: { end: End }) {
  const address = endAddress(end);
  if (!address) {
    return (
      <span className={clsx(styles.cell, "m")}>
        <IconLock className="i s" aria-hidden /> Restricted
      </span>
    );
  }
  return (
    <Link {...address} className={styles.cell} title={end.title ?? undefined}>
      <span className="build hue row">
        <TypeIcon type={end.type} small />
      </span>
      <span className="ell" dir="auto">
        {end.title}
      </span>
    </Link>
  );
}

export function ToItem({ item }: { item: Item }) {
  return (
    <Link {...itemAddress(item)} className={styles.cell} title={item.title}>
      <span className="build hue row">
        <TypeIcon type={item.type} small />
      </span>
      <span className="ell" dir="auto">
        {item.title}
      </span>
    </Link>
  );
}

/** Several of them, or a dash. */
export function Ends({ ends }: { ends: readonly End[] }) {
  if (ends.length === 0) return <span className="m">–</span>;
  return (
    <span className={styles.aliases}>
      {ends.map((end, index) => (
        <ToEnd key={end.id ?? index} end={end} />
      ))}
    </span>
  );
}

/** An alias as a badge: what programs load a version by. */
export function Alias({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <span className={styles.alias}>
      <IconTag className="i s m" stroke={1.75} aria-hidden />
      {name}
      {children}
    </span>
  );
}

/** Names and values; what is empty is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (shown.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {shown.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The metrics that stand beside the runs of a list, in the order in which the server chose them. */
export function headlineKeys(runs: readonly (RunBrief | null)[], most = 2): string[] {
  const keys = new Set(runs.flatMap((run) => Object.keys(run?.metrics ?? {})));
  return [...keys].slice(0, most);
}

export const Headline = ({ run, name }: { run: RunBrief | null; name: string }) => {
  const value = run?.metrics[name];
  return <td className={styles.right}>{value === undefined ? <span className="m">–</span> : metric(value)}</td>;
};
