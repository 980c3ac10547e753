import type { ActPart, InboxEntry, ItemType } from "../api/types";
import { eventAbout, eventAlone, isTold } from "../ui/events";
import { counted } from "../ui/format";
import { fieldLabel, linkWords, stateLabel } from "../ui/vocabulary";

const listed = (words: readonly string[]): string => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);

/** What was done, as words before and after the item: "moved" FRAUD-12 "to Done". */
export interface Deed {
  before: string;
  after: string;
}

/** What an act did to one item. */
export function deedOf(part: ActPart, type: ItemType | undefined): Deed {
  if (part.what === "link") {
    const way = part.event === "unlinked" ? "unlinked" : "linked";
    const end = part.link?.end;
    const far = end?.restricted ? "a restricted item" : (end?.title ?? "an item");
    return { before: way, after: part.link ? `: ${linkWords(part.link.type, part.link.direction).toLowerCase()} ${far}` : "" };
  }
  if (part.what === "event") return { before: eventAbout(part.event ?? ""), after: "" };
  const { changes } = part;
  if (changes.some((change) => change.field === "kind")) return { before: `created the ${(type?.label ?? "item").toLowerCase()}`, after: "" };
  const trashed = changes.find((change) => change.field === "trashed");
  if (trashed) return trashed.after === null ? { before: "restored", after: "" } : { before: "put", after: "into the trash" };
  if (changes.some((change) => change.field === "project")) return { before: "moved", after: "to another project" };
  if (changes.some((change) => change.field === "number")) return { before: "moved", after: "here from another project" };
  const state = changes.find((change) => change.field === "state");
  const rest = changes.filter((change) => change !== state && isTold(change.field));
  const fields = listed(rest.slice(0, 3).map((change) => (change.field === "parent" ? "its place" : fieldLabel(type, change.field).toLowerCase())));
  if (state) return { before: "moved", after: `to ${stateLabel(type, String(state.after))}${rest.length > 0 ? `, and changed ${fields}` : ""}` };
  if (rest.length === 1 && rest[0]?.field === "title") return { before: "renamed", after: "" };
  return { before: fields ? `changed ${fields} of` : "changed", after: "" };
}

/** What a program did to many. */
export function foldedWords(action: string, items: number, least = false): string {
  const runs = `${least ? "at least " : ""}${counted(items, "run", "runs")}`;
  if (action === "started") return `started ${runs}`;
  if (action === "ended") return `ended ${runs}`;
  return `logged values in ${runs}`;
}

/** What an entry of the inbox tells, after the name of who did it. */
export function toldOf(entry: InboxEntry, type: ItemType | undefined): string {
  const { event, changed, state } = entry;
  if (entry.reason === "asked") return `asks to be ${state === "viewer" ? "let in" : `${state === "editor" ? "an" : "a"} ${state ?? "viewer"}`}`;
  if (entry.reason === "answered") return `declined your request to be ${state === "viewer" ? "let in" : `${state === "editor" ? "an" : "a"} ${state ?? "viewer"}`}`;
  if (event === "access.changed") return state ? `gave you the role ${state}` : "changed who has access";
  if (event === "comment.added" || event === "comment.edited") return entry.named ? "mentioned you" : "commented";
  if (event === "linked" || event === "unlinked") return `${event} it: ${linkWords(changed[0] ?? "", "out").toLowerCase()}`;
  if (event) return eventAlone(event);
  if (entry.named) return "assigned it to you";
  if (changed.includes("kind")) return "created it";
  if (changed.includes("project")) return "moved it to another project";
  if (changed.includes("trashed")) return entry.action.startsWith("restore") ? "restored it" : "put it into the trash";
  if (state) return `moved it to ${stateLabel(type, state)}`;
  const fields = changed.filter(isTold).slice(0, 3);
  if (fields.length === 1 && fields[0] === "title") return "renamed it";
  return fields.length > 0 ? `changed ${listed(fields.map((field) => (field === "parent" ? "its place" : fieldLabel(type, field).toLowerCase())))}` : "changed it";
}
