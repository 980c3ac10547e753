import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { clsx } from "clsx";

import type { SetView } from "../../items/ListTools";
import { shortName, sourceName } from "../columns";
import { isNumber } from "./cells";
import { type Column, sourceOf } from "./Row";
import { MOST_SELECTED } from "./search";
import styles from "./RunTable.module.css";

const OWN = ["created", "ended", "user", "commit"];
const sortable = (name: string): boolean => name.includes(".") || OWN.includes(name);

interface Props {
  column: Column;
  sort: string;
  descending: boolean;
  selected: number;
  setView: SetView;
  onSelect: () => void;
}

/** A column's name; a click sorts by it, a second one turns the order round. */
export function Head({ column: { name, left }, sort, descending, selected, setView, onSelect }: Props) {
  const stays = left === null ? {} : { style: { left }, "data-fixed": true };
  if (name === "select") {
    return (
      <th scope="col" data-column={name} {...stays}>
        <input type="checkbox" aria-label={selected > 0 ? "Select none" : `Select the first ${MOST_SELECTED}`} checked={selected > 0} ref={(box) => void (box && (box.indeterminate = selected > 0))} onChange={onSelect} />
      </th>
    );
  }
  const label = name === "name" ? "Name" : name === "spark" ? "Curve" : shortName(name);
  const on = sort === name;
  const Way = descending ? IconArrowDown : IconArrowUp;
  const way = { min: "least", max: "greatest" }[sourceOf(name)];
  return (
    <th scope="col" data-column={sourceOf(name)} className={clsx(isNumber(name) && styles.right)} title={[sourceName(name), label].filter(Boolean).join(" ")} {...(on && { "aria-sort": descending ? ("descending" as const) : ("ascending" as const) })} {...stays}>
      {sortable(name) ? (
        <UnstyledButton className={styles.sort} onClick={() => setView({ sort: name, dir: on && descending ? "asc" : "desc" })}>
          <span className="ell">
            {label}
            {way && <span className="m"> {way}</span>}
          </span>
          {on && <Way className="i s" aria-hidden />}
        </UnstyledButton>
      ) : (
        label
      )}
    </th>
  );
}
