import { clsx } from "clsx";
import { type MouseEvent, memo } from "react";

import type { Item, ItemType, Person } from "../api/types";
import { hrefOf, itemAddress, keyOf } from "../items/address";
import { FieldText, personName } from "../items/fields";
import { Avatar, ProjectMark } from "../ui/Avatar";
import { State } from "../ui/State";
import { Time } from "../ui/Time";
import { stateLabel } from "../ui/vocabulary";
import type { Column } from "./columns";
import { picker } from "./pick";
import styles from "./ItemTable.module.css";

export interface RowContext {
  types: ReadonlyMap<string, ItemType>;
  people: readonly Person[];
  /** Whether the reader may change an item where it stands. */
  mayEdit: (item: Item) => boolean;
}

const Maker = ({ id, people }: { id: string; people: readonly Person[] }) => {
  const name = people.find((person) => person.id === id)?.name;
  return name ? (
    <span className="row">
      <Avatar name={name} />
      <span className="ell">{name}</span>
    </span>
  ) : (
    <span className="m">Rootnode</span>
  );
};

/** "champion v3": which version each alias points to. */
function Aliases({ value }: { value: unknown }) {
  if (typeof value !== "object" || value === null) return null;
  return (
    <span className={styles.aliases}>
      {Object.entries(value).map(([alias, version]) => (
        <span key={alias} className={styles.alias}>
          {alias} <span className="m">v{String(version)}</span>
        </span>
      ))}
    </span>
  );
}

function Shown({ item, column, type, people }: { item: Item; column: Column; type: ItemType | undefined; people: readonly Person[] }) {
  switch (column.name) {
    case "state":
      return <State type={item.type} state={item.state} label={stateLabel(type, item.state)} />;
    case "project":
      return (
        <a href={hrefOf({ to: "/p/$key", params: { key: item.project_key } })} className="row" title={item.project_key}>
          <ProjectMark projectKey={item.project_key} />
          <span className="ell mono">{item.project_key}</span>
        </a>
      );
    case "created":
      return <Time at={item.created} />;
    case "updated":
      return <Time at={item.updated} />;
    case "created_by":
      return <Maker id={item.created_by} people={people} />;
    case "updated_by":
      return <Maker id={item.updated_by} people={people} />;
    default: {
      const { field } = column;
      if (!field) return null;
      const value = item.fields[field.name];
      if (field.name === "environment" && value === "production") return <span className={styles.production}>Production</span>;
      if (field.name === "aliases") return <Aliases value={value} />;
      if (field.type === "person" && value) return <span className="row"><Avatar name={personName(people, value)} /><span className="ell">{personName(people, value)}</span></span>;
      return <FieldText field={field} value={value} people={people} />;
    }
  }
}

const editable = (column: Column): boolean => column.name === "state" || (column.field !== undefined && column.field.type !== "url");

/** A cell; where the item may be changed a click opens the choice beside it. */
function Cell({ item, column, context }: { item: Item; column: Column; context: RowContext }) {
  const type = context.types.get(item.type);
  const shown = <Shown item={item} column={column} type={type} people={context.people} />;
  if (!editable(column) || !context.mayEdit(item)) return shown;
  const open = (event: MouseEvent<HTMLElement>) =>
    picker.open({ items: [item], what: column.name === "state" || !column.field ? "state" : column.field, anchor: event.currentTarget.getBoundingClientRect() });
  return (
    <button type="button" title={`Change ${column.label.toLowerCase()}`} className={styles.edit} tabIndex={-1} onClick={open}>
      {shown}
    </button>
  );
}

interface RowProps {
  item: Item;
  columns: readonly Column[];
  context: RowContext;
  selected: boolean;
  /** On a phone a row is its title, with the state's picture before it. */
  phone: boolean;
  onSelect: (item: Item, range: boolean) => void;
}

/**
 * One item as a row. Drawn again only when the item, the columns or its selection change.
 * Scrolling draws dozens of rows a frame: plain elements, no hooks; the table follows the links (`usePlainLinks`).
 */
export const Row = memo(function Row({ item, columns, context, selected, phone, onSelect }: RowProps) {
  const type = context.types.get(item.type);
  const key = keyOf(item);
  return (
    <>
      <span role="cell" className={styles.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${item.title}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => onSelect(item, event.shiftKey)}
        />
      </span>
      {columns.map((column) => {
        if (column.name === "title") {
          return (
            <span key="title" role="cell" className={styles.title}>
              <a href={hrefOf(itemAddress(item))} data-row className={styles.link}>
                {phone && <State type={item.type} state={item.state} label={stateLabel(type, item.state)} iconOnly />}
                {key && <span className={styles.key}>{key}</span>}
                <span className="ell" dir="auto">
                  {item.title}
                </span>
              </a>
            </span>
          );
        }
        if (phone) return null;
        return (
          <span key={column.name} role="cell" data-column={column.name} className={clsx(styles.cell, column.right && styles.right)}>
            <Cell item={item} column={column} context={context} />
          </span>
        );
      })}
    </>
  );
});
