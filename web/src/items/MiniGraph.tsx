import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";

import type { ContextItem, Item, ItemType } from "../api/types";
import { humanise, stateLabel } from "../ui/vocabulary";
import { endAddress, keyOf } from "./address";
import styles from "./MiniGraph.module.css";

/** The middles of the boxes of a row, in the 264 units that the picture is wide. */
const middles = (boxes: number): number[] => (boxes === 1 ? [132] : [63, 201]);

function Joints({ boxes, up }: { boxes: number; up: boolean }) {
  const [from, to] = up ? [0, 26] : [26, 0];
  return (
    <svg className={styles.joints} viewBox="0 0 264 26" preserveAspectRatio="none" aria-hidden>
      {middles(boxes).map((x) => (
        <path key={x} d={`M ${x} ${from} C ${x} 13, 132 13, 132 ${to}`} />
      ))}
    </svg>
  );
}

function Box({ step, types }: { step: ContextItem; types: readonly ItemType[] }) {
  const { end } = step;
  const type = types.find((one) => one.name === end.type);
  const address = endAddress(end);
  if (!address) {
    return (
      <span className={styles.box}>
        <span className="ell st">Restricted</span>
        <span className="ell m">in a project you may not see</span>
      </span>
    );
  }
  const state = stateLabel(type, end.state);
  return (
    <Link {...address} className={clsx(styles.box, type?.phase)} title={end.title ?? undefined}>
      <span className="ell st" dir="auto">
        {end.title}
      </span>
      <span className="ell m">
        {(type?.label ?? humanise(end.type ?? "")).toLowerCase()}, {state.toLowerCase()}
      </span>
    </Link>
  );
}

const PLACES = 2;

function Row({ steps, types, onMore }: { steps: readonly ContextItem[]; types: readonly ItemType[]; onMore: () => void }) {
  const shown = steps.length > PLACES ? steps.slice(0, PLACES - 1) : steps;
  const left = steps.length - shown.length;
  return (
    <div className={clsx(styles.row, steps.length === 1 && styles.single)}>
      {shown.map((step, index) => (
        <Box key={step.end.id ?? index} step={step} types={types} />
      ))}
      {left > 0 && (
        <UnstyledButton className={clsx(styles.box, styles.more)} onClick={onMore}>
          <span className="ell st">{left} more</span>
          <span className="ell m">open the graph</span>
        </UnstyledButton>
      )}
    </div>
  );
}

/** The nearest of the lineage in a small picture of fixed form: what it came from, itself, what came of it. */
export function MiniGraph({ item, types, steps, onMore }: { item: Item; types: readonly ItemType[]; steps: readonly ContextItem[]; onMore: () => void }) {
  const type = types.find((one) => one.name === item.type);
  const near = (direction: "up" | "down") => steps.filter((step) => step.direction === direction && step.depth === 1);
  const [up, down] = [near("up"), near("down")];
  const further = steps.length - up.length - down.length;
  const rows = (list: readonly ContextItem[]) => Math.min(list.length, PLACES);
  return (
    <div className={styles.graph}>
      {up.length > 0 && (
        <>
          <Row steps={up} types={types} onMore={onMore} />
          <Joints boxes={rows(up)} up />
        </>
      )}
      <div className={clsx(styles.box, styles.self, type?.phase)}>
        <span className="ell st">{keyOf(item) ?? item.title}</span>
        <span className="ell m">this {(type?.label ?? item.type).toLowerCase()}</span>
      </div>
      {down.length > 0 && (
        <>
          <Joints boxes={rows(down)} up={false} />
          <Row steps={down} types={types} onMore={onMore} />
        </>
      )}
      {further > 0 && (
        <UnstyledButton className={styles.further} onClick={onMore}>
          {further} more further away
        </UnstyledButton>
      )}
    </div>
  );
}
