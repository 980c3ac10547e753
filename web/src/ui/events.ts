import { humanise } from "./vocabulary";

/** What the server calls an event: how it reads alone ("commented"), and before the item it is about ("commented on" FRAUD-12). */
const EVENTS: Record<string, readonly [alone: string, about: string]> = {
  logged: ["logged values", "logged values in"],
  "file.put": ["added a file", "added a file to"],
  "files.deleted": ["deleted files", "deleted files of"],
  "inputs.logged": ["logged what it used", "logged what was used by"],
  "outputs.logged": ["logged what it made", "logged what was made by"],
  "tags.set": ["set tags", "set tags of"],
  "tag.deleted": ["removed a tag", "removed a tag of"],
  "tags.edited": ["edited tags", "edited tags of"],
  registered: ["registered it", "registered"],
  "document.dismissed": ["said that a document does not apply", "said that a document does not apply to"],
  "document.recalled": ["took back that a document does not apply", "took back that a document does not apply to"],
  "comment.added": ["commented", "commented on"],
  "comment.edited": ["edited a comment", "edited a comment on"],
  "comment.deleted": ["deleted a comment", "deleted a comment on"],
  "access.changed": ["changed who has access", "changed who has access to"],
  "fields.declared": ["changed the fields", "changed the fields of"],
  "key.changed": ["changed the key", "changed the key of"],
  "quota.changed": ["changed the quota", "changed the quota of"],
  purged: ["removed it for good", "removed for good"],
};

const plain = (event: string): string => humanise(event.replaceAll(".", " ")).toLowerCase();

/** What somebody did, where it is clear to what. An event that this page does not know yet reads as its name. */
export const eventAlone = (event: string): string => EVENTS[event]?.[0] ?? plain(event);

/** What somebody did, before the name of the item. */
export const eventAbout = (event: string): string => EVENTS[event]?.[1] ?? `noted “${plain(event)}” of`;

/** Fields that every item has from its making: nobody sets them, so no sentence tells of them. */
const GIVEN: ReadonlySet<string> = new Set(["kind", "number", "created_by"]);
export const isTold = (field: string): boolean => !GIVEN.has(field);
