import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconArrowDown, IconArrowUp, IconArrowsMaximize, IconLock } from "@tabler/icons-react";
import { clsx } from "clsx";
import { lazy, Suspense, useState } from "react";

import { contextQuery } from "../api/items";
import type { Context, ContextItem, Item, ItemType } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { count, counted } from "../ui/format";
import { ContextSection } from "../ui/Page";
import type { Picture } from "../ui/picture";
import { PictureMenu } from "../ui/PictureMenu";
import { TypeIcon } from "../ui/State";
import { endAddress, keyOf } from "./address";
import { lineageName, viaWords } from "./lineageGraph";
import { MiniGraph } from "./MiniGraph";
import styles from "./ItemContext.module.css";

const GraphDialog = lazy(() => import("./LineageDialog").then((module) => ({ default: module.LineageDialog })));

const SHOWN = 12;

function Step({ step, types }: { step: ContextItem; types: readonly ItemType[] }) {
  const { end } = step;
  const type = types.find((one) => one.name === end.type);
  const address = endAddress(end);
  const Way = step.direction === "up" ? IconArrowUp : IconArrowDown;
  const inner = (
    <>
      <Way className="i s m" aria-label={step.direction === "up" ? "From" : "Made of it"} role="img" />
      <span className={clsx(styles.bar, !address && styles.blank)} aria-hidden />
      <span className={styles.node}>
        <span className="ell st">{address ? end.title : "Restricted"}</span>
        <span className="ell m">{address ? `${type?.label ?? end.type} · ${viaWords(step)}` : "in a project you may not see"}</span>
      </span>
      {address ? <TypeIcon type={end.type} small /> : <IconLock className="i s" aria-hidden />}
    </>
  );
  return (
    <li className={clsx(styles.step, type?.phase)} data-depth={Math.min(step.depth - 1, 3)}>
      {address ? (
        <Link {...address} className={styles.link}>
          {inner}
        </Link>
      ) : (
        <span className={styles.link}>{inner}</span>
      )}
    </li>
  );
}

function List({ item, types, found, onMore }: { item: Item; types: readonly ItemType[]; found: Context; onMore: () => void }) {
  const phase = types.find((one) => one.name === item.type)?.phase;
  const up = found.items.filter((step) => step.direction === "up").slice(0, SHOWN).reverse();
  const down = found.items.filter((step) => step.direction === "down").slice(0, SHOWN);
  const left = found.items.length - up.length - down.length;
  const steps = (list: ContextItem[]) => list.map((step, index) => <Step key={`${step.end.id ?? index}-${step.via}`} step={step} types={types} />);
  return (
    <>
      <ul>
        {steps(up)}
        <li className={clsx(styles.step, phase)}>
          <span className={clsx(styles.link, styles.self)}>
            <span className={styles.gap} />
            <span className={styles.bar} aria-hidden />
            <span className={styles.node}>
              <span className="ell st">{keyOf(item) ?? item.title}</span>
              <span className="m">this one</span>
            </span>
          </span>
        </li>
        {steps(down)}
      </ul>
      {left > 0 && (
        <UnstyledButton className="m2 sm" onClick={onMore}>
          {count(left)} more further away
        </UnstyledButton>
      )}
    </>
  );
}

/** The lineage to keep; what draws it comes when it is asked for. */
function pictureOf(item: Item, found: Context, types: readonly ItemType[]): Picture {
  const made = async () => (await import("./lineagePicture")).lineagePicture(item, found.items, types);
  return { name: lineageName(item), svg: async () => (await made()).svg(), csv: async () => (await made()).csv() };
}

/** What programs make a version of: the version is what came from something. */
const BY_VERSION = new Set(["model", "dataset"]);
const KEY = "rootnode-lineage";

/** What it was made from above, itself, what was made of it below: as a picture and as a list. */
export function Lineage({ item, types }: { item: Item; types: readonly ItemType[] }) {
  const context = useQuery(contextQuery(item.id));
  const [shown, setShown] = useState(() => (localStorage.getItem(KEY) === "list" ? "list" : "graph"));
  const [open, setOpen] = useState(false);
  const some = (context.data?.items.length ?? 0) > 0;
  const choose = (value: string) => {
    setShown(value);
    localStorage.setItem(KEY, value);
  };
  const end = some && (
    <>
      <SegmentedControl
        aria-label="Lineage as"
        size="xs"
        withItemsBorders={false}
        value={shown}
        onChange={choose}
        data={[
          { value: "graph", label: "Graph" },
          { value: "list", label: "List" },
        ]}
      />
      <UnstyledButton className={styles.tool} aria-label="Open the whole graph" title="Open the whole graph" onClick={() => setOpen(true)}>
        <IconArrowsMaximize className="i s" aria-hidden />
      </UnstyledButton>
      {context.data && <PictureMenu picture={pictureOf(item, context.data, types)} name="the lineage" />}
    </>
  );
  return (
    <ContextSection title="Lineage" end={end}>
      <Loaded query={context} rows={2}>
        {(found) => {
          if (!some) return <p className="m sm">{BY_VERSION.has(item.type) ? "Each of its versions has a lineage of its own." : "No lineage yet. Links such as “trained on” or “derived from” make it."}</p>;
          return (
            <>
              {shown === "list" ? <List item={item} types={types} found={found} onMore={() => setOpen(true)} /> : <MiniGraph item={item} types={types} steps={found.items} onMore={() => setOpen(true)} />}
              {found.cut && <p className="m sm">Cut at {counted(found.items.length, "item", "items")}: there is more.</p>}
            </>
          );
        }}
      </Loaded>
      {open && (
        <Suspense fallback={null}>
          <GraphDialog item={item} types={types} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </ContextSection>
  );
}
