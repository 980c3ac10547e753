import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";

import type { Item, ItemType } from "../api/types";
import { State, TypeIcon } from "../ui/State";
import { Time } from "../ui/Time";
import row from "../ui/Row.module.css";
import { stateLabel } from "../ui/vocabulary";
import { itemAddress, keyOf } from "./address";
import styles from "./ItemRow.module.css";

/** An item in a list: state, key, title, when it changed. */
export function ItemRow({ item, types, withType = false }: { item: Item; types: readonly ItemType[]; withType?: boolean }) {
  const type = types.find((one) => one.name === item.type);
  const key = keyOf(item);
  const label = stateLabel(type, item.state);
  return (
    <Link {...itemAddress(item)} className={clsx(row.row, type?.phase)} data-row>
      {withType && (
        <span className="hue row" title={type?.label}>
          <TypeIcon type={item.type} />
        </span>
      )}
      <span className={clsx(styles.state, withType && "hide")}>
        <State type={item.type} state={item.state} label={label} />
      </span>
      {!withType && (
        <span className={clsx("phone", styles.icon)}>
          <State type={item.type} state={item.state} label={label} iconOnly />
        </span>
      )}
      <span className={clsx(row.key, styles.key)}>{key}</span>
      <span className="ell" dir="auto">
        {item.title}
      </span>
      <span className={row.end}>
        <Time at={item.updated} />
      </span>
    </Link>
  );
}
