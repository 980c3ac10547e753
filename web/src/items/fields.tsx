import { useQuery } from "@tanstack/react-query";
import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars4, IconAntennaBars5, IconCalendar, IconUrgent, type Icon } from "@tabler/icons-react";

import { peopleQuery } from "../api/people";
import type { Field, FieldValue, Person } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { count, day, metric } from "../ui/format";
import { Glyph } from "../ui/Glyph";
import { JsonTree } from "../ui/JsonTree";
import { humanise } from "../ui/vocabulary";
import styles from "./fields.module.css";

/** A person's name; `otherwise` for who is not among them. Nothing is said while people are not known yet: whoever reads it is one of them. */
export const personName = (people: readonly Person[], id: unknown, otherwise = people.length > 0 ? "Somebody" : ""): string => people.find((one) => one.id === id)?.name ?? otherwise;

/** A moment that clients told as a number of microseconds: the server says so in the field's help. */
export const isMoment = (field: Field): boolean => field.type === "number" && /microseconds/i.test(field.help);

export const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const PRIORITY: Record<string, Icon> = { none: IconAntennaBars2, low: IconAntennaBars3, medium: IconAntennaBars4, high: IconAntennaBars5, urgent: IconUrgent };

/** One of a field's choices; a priority has a picture. */
export function Chosen({ field, value }: { field: Field; value: string }) {
  const Picture = field.name === "priority" ? PRIORITY[value] : undefined;
  return (
    <span className="row">
      {Picture && <Glyph icon={Picture} />}
      <span className="ell">{humanise(value)}</span>
    </span>
  );
}

function PersonText({ id, people }: { id: unknown; people: readonly Person[] | undefined }) {
  const known = useQuery({ ...peopleQuery, enabled: people === undefined }).data;
  const name = personName(people ?? known ?? [], id);
  return (
    <span className="row">
      <Avatar name={name} />
      <span className="ell">{name}</span>
    </span>
  );
}

const amount = (field: Field, value: number): string => {
  if (isMoment(field)) return new Date(value / 1000).toLocaleString();
  return Number.isInteger(value) ? count(value) : metric(value);
};

/** A field's value as it is read. Nothing for an empty one. */
export function FieldText({ field, value, people }: { field: Field; value: FieldValue | undefined; people?: readonly Person[] }) {
  if (isEmpty(value)) return null;
  switch (field.type) {
    case "person":
      return <PersonText id={value} people={people} />;
    case "date":
      return (
        <span className="row num">
          <Glyph icon={IconCalendar} className="m" />
          {day(String(value))}
        </span>
      );
    case "number":
      return <span className="num">{amount(field, Number(value))}</span>;
    case "flag":
      return <span>{value ? "Yes" : "No"}</span>;
    case "choice":
      return <Chosen field={field} value={String(value)} />;
    case "labels":
      return (
        <span className={styles.labels}>
          {(value as string[]).map((label) => (
            <span key={label} className={styles.label} dir="auto" title={label}>
              {label}
            </span>
          ))}
        </span>
      );
    case "url":
      return <span className="ell">{String(value).replace(/^https?:\/\//, "")}</span>;
    case "json":
      return <JsonTree value={value} />;
    default:
      return (
        <span className="ell" dir="auto" title={String(value)}>
          {String(value)}
        </span>
      );
  }
}
