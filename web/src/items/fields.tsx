import { Avatar } from "../ui/Avatar";
import { day, metric } from "../ui/format";
import { humanise } from "../ui/vocabulary";
import type { Field, FieldValue, Person } from "../api/types";
import styles from "./fields.module.css";

export const personName = (people: readonly Person[], id: unknown): string => people.find((one) => one.id === id)?.name ?? "Somebody";

/** A moment that clients told as a number of microseconds: the server says so in the field's help. */
export const isMoment = (field: Field): boolean => field.type === "number" && /microseconds/i.test(field.help);

/** A field's value as it is read. Nothing for an empty one. */
export function FieldText({ field, value, people }: { field: Field; value: FieldValue | undefined; people: readonly Person[] }) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return null;
  switch (field.type) {
    case "person":
      return (
        <span className="row">
          <Avatar name={personName(people, value)} />
          <span className="ell">{personName(people, value)}</span>
        </span>
      );
    case "date":
      return <span className="num">{day(String(value))}</span>;
    case "number":
      return <span className="num">{isMoment(field) ? new Date(Number(value) / 1000).toLocaleString() : Number.isInteger(value) ? Number(value).toLocaleString("en-US") : metric(Number(value))}</span>;
    case "flag":
      return <span>{value ? "Yes" : "No"}</span>;
    case "choice":
      return <span>{humanise(String(value))}</span>;
    case "labels":
      return (
        <span className={styles.labels}>
          {(value as string[]).map((label) => (
            <span key={label} className={styles.label}>
              {label}
            </span>
          ))}
        </span>
      );
    case "url":
      return <span className="ell">{String(value).replace(/^https?:\/\//, "")}</span>;
    case "json":
      return <code className="ell">{JSON.stringify(value)}</code>;
    default:
      return (
        <span className="ell" dir="auto">
          {String(value)}
        </span>
      );
  }
}
