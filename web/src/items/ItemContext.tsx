import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconArrowDown, IconArrowUp, IconLock } from "@tabler/icons-react";
import { clsx } from "clsx";

import { contextQuery } from "../api/items";
import { peopleQuery } from "../api/people";
import type { ContextItem, Item, ItemType } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Loaded } from "../ui/Feedback";
import { ContextSection } from "../ui/Page";
import { TypeIcon } from "../ui/State";
import { Time } from "../ui/Time";
import { linkWords } from "../ui/vocabulary";
import row from "../ui/Row.module.css";
import { endAddress, keyOf } from "./address";
import { personName } from "./fields";
import { HistoryList } from "./HistoryList";
import styles from "./ItemContext.module.css";

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
        <span className="ell m">
          {address ? `${type?.label ?? end.type} · ${linkWords(step.via, step.direction === "up" ? "out" : "in").toLowerCase()}` : "in a project you may not see"}
        </span>
      </span>
      {address ? <TypeIcon type={end.type} small /> : <IconLock className="i s" aria-hidden />}
    </>
  );
  const indent = Math.min(step.depth - 1, 3);
  return (
    <li className={clsx(styles.step, type?.phase)} data-depth={indent}>
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

/** What it was made from above, itself, what was made of it below. */
function Lineage({ item, types }: { item: Item; types: readonly ItemType[] }) {
  const context = useQuery(contextQuery(item.id));
  const phase = types.find((one) => one.name === item.type)?.phase;
  return (
    <Loaded query={context} rows={2}>
      {({ items, cut }) => {
        const up = items.filter((step) => step.direction === "up").slice(0, SHOWN).reverse();
        const down = items.filter((step) => step.direction === "down").slice(0, SHOWN);
        const left = items.length - up.length - down.length;
        if (items.length === 0) return <p className="m sm">No lineage yet. Links such as “trained on” or “derived from” make it.</p>;
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
            {(left > 0 || cut) && <p className="m sm">{left > 0 ? `${left} more further away` : "There is more further away"}</p>}
          </>
        );
      }}
    </Loaded>
  );
}

function People({ item, types }: { item: Item; types: readonly ItemType[] }) {
  const people = useQuery(peopleQuery).data ?? [];
  const fields = types.find((one) => one.name === item.type)?.fields.filter((field) => field.type === "person" && item.fields[field.name]) ?? [];
  const known = (id: unknown) => people.some((one) => one.id === id);
  const rows = [
    ...fields.map((field) => ({ id: String(item.fields[field.name]), why: <>{field.label.toLowerCase()}</> })),
    { id: item.updated_by, why: <>changed it <Time at={item.updated} /></> },
    { id: item.created_by, why: <>created it</> },
  ];
  const shown = rows.filter((one, index) => known(one.id) && rows.findIndex((other) => other.id === one.id) === index);
  if (shown.length === 0) return <p className="m sm">Made by a program.</p>;
  return shown.map((one) => (
    <div key={one.id} className={row.row}>
      <Avatar name={personName(people, one.id)} />
      <span className="ell">{personName(people, one.id)}</span>
      <span className={row.end}>
        <span>{one.why}</span>
      </span>
    </div>
  ));
}

/** What stands beside every item, in the same order everywhere: lineage, people, history. */
export function ItemContext({ item, types, readOnly }: { item: Item; types: readonly ItemType[]; readOnly: boolean }) {
  return (
    <>
      <header className={styles.head}>
        <h2>Context</h2>
      </header>
      <ContextSection title="Lineage">
        <Lineage item={item} types={types} />
      </ContextSection>
      <ContextSection title="People who know">
        <People item={item} types={types} />
      </ContextSection>
      <ContextSection title="History">
        <HistoryList id={item.id} type={types.find((one) => one.name === item.type)} readOnly={readOnly} />
      </ContextSection>
    </>
  );
}
