import { TagsInput, type TagsInputProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { peopleQuery } from "../api/people";
import { labelsQuery } from "../api/related";
import { sessionQuery } from "../api/session";
import type { Field, FieldValue, Item, Person } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { isEmpty } from "./fields";

/** Whom an item can be given to: the reader first, then by name; nobody who is suspended. */
export function useAssignable(asked: boolean): (Person & { mine: boolean })[] {
  const people = useQuery({ ...peopleQuery, enabled: asked }).data ?? [];
  const me = useQuery(sessionQuery).data?.person?.id;
  return people
    .filter((person) => !person.suspended)
    .map((person) => ({ ...person, mine: person.id === me }))
    .sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name));
}

/** A person to choose. */
export const PersonOption = ({ name, mine = false }: { name: string; mine?: boolean }) => (
  <span className="row">
    <Avatar name={name} />
    <span className="ell">
      {name}
      {mine && <span className="m"> (you)</span>}
    </span>
  </span>
);

/** Labels as they are typed; those that items of the type have already are offered. */
export function LabelsInput({ item, field, ...input }: { item: Item; field: Field } & Omit<TagsInputProps, "data" | "limit">) {
  const known = useQuery({ ...labelsQuery(item.project_key, item.type, field.name), enabled: field.sortable }).data ?? [];
  return <TagsInput placeholder={input.value?.length ? "" : "Type, then Enter"} data={known} limit={30} {...input} />;
}

/** The text that a field's input starts with, the value that its text means, and what the input is for. */
export const asText = (value: FieldValue | undefined): string => (isEmpty(value) || typeof value === "object" ? "" : String(value));
export const meant = (field: Field, text: string): FieldValue => (text === "" ? null : field.type === "number" ? Number(text) : text);
export const inputFor = ({ type }: Field): "text" | "number" | "date" | "url" => (type === "number" || type === "date" || type === "url" ? type : "text");
