import type { Person } from "../api/types";

type Named = Pick<Person, "id" | "name" | "suspended">;

/** A piece of text that names somebody is being typed: where its @ stands, and what follows it so far. */
export interface Typing {
  start: number;
  query: string;
}

/** The mention that ends at the caret, if one is being typed there. */
export function typingAt(text: string, caret: number): Typing | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}'’._-]*(?: [\p{L}\p{N}'’._-]*)?)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, query };
}

/** People whose name has a word that begins so, those first whose whole name does. */
export function suggested(people: readonly Named[], query: string, most = 6): Named[] {
  const wanted = query.toLowerCase();
  const fits = people.filter(({ name, suspended }) => !suspended && (name.toLowerCase().startsWith(wanted) || name.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted))));
  const first = (one: Named) => Number(!one.name.toLowerCase().startsWith(wanted));
  return fits.sort((a, b) => first(a) - first(b) || a.name.localeCompare(b.name)).slice(0, most);
}

const label = (name: string): string => name.replace(/[[\]\n]/g, "");
const link = (person: Named): string => `[@${label(person.name)}](person:${person.id})`;
const alone = (people: readonly Named[], person: Named): boolean => !people.some((one) => one.id !== person.id && one.name === person.name);

/** What is put into the box for somebody: their name; where two have the same, the link itself, which says whom. */
export const written = (people: readonly Named[], person: Named): string => (alone(people, person) ? `@${person.name}` : link(person));

/** Names become links by id, as they are kept. */
export function encoded(text: string, people: readonly Named[]): string {
  const named = people.filter((one) => !one.suspended && alone(people, one) && text.includes(`@${one.name}`)).sort((a, b) => b.name.length - a.name.length);
  if (named.length === 0) return text;
  const names = named.map((one) => one.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}[])@(${names})(?![\\p{L}\\p{N}])`, "gu");
  return text.replace(pattern, (whole, name: string) => {
    const person = named.find((one) => one.name === name);
    return person ? link(person) : whole;
  });
}

/** Links by id become names again, for the box. */
export function decoded(text: string, people: readonly Named[]): string {
  return text.replace(/\[@[^\]\n]{1,200}\]\(person:([0-9a-f]{32})\)/g, (whole, id: string) => {
    const person = people.find((one) => one.id === id);
    return person ? written(people, person) : whole;
  });
}
