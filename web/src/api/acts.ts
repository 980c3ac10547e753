import { ownName } from "./own";

/** What I did in this session, newest last: what Ctrl-Z takes back. It survives a reload of the page. */
export interface Act {
  operation: string;
  /** In words: "the change of FRAUD-12". */
  what: string;
  /** Its place among all that was asked of the server since the page was loaded; 0 of what was done before. */
  asked?: number;
}

const KEPT = 50;

function stored(name: string): Act[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    return Array.isArray(found) ? (found as Act[]).map(({ operation, what }) => ({ operation, what })) : [];
  } catch {
    return [];
  }
}
let acts: { name: string; list: Act[] } = { name: "", list: [] };
function all(): Act[] {
  const name = ownName("acts");
  if (acts.name !== name) acts = { name, list: stored(name) };
  return acts.list;
}

function keep(next: Act[]): void {
  acts = { name: ownName("acts"), list: next.slice(-KEPT) };
  try {
    sessionStorage.setItem(acts.name, JSON.stringify(acts.list));
  } catch {
    // A browser that keeps nothing still undoes what was done since the page was loaded.
  }
}

let asked = 0;
/** The place of what is asked of the server now. */
export const nextAsked = (): number => (asked += 1);
/** The place of what was asked last. */
export const lastAsked = (): number => asked;

const WORDS: Record<string, (of: string) => string> = {
  create_item: (of) => `making ${of}`,
  update_item: (of) => `the change of ${of}`,
  update_items: (of) => `the change of ${of}`,
  move_items: (of) => `moving ${of} to another project`,
  trash_item: (of) => `putting ${of} into the trash`,
  trash_items: (of) => `putting ${of} into the trash`,
  restore_item: (of) => `restoring ${of}`,
  edit_tags: (of) => `the change of tags of ${of}`,
  undo: (of) => `an undo of ${of}`,
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Of what the act was, as far as its answer says. */
function thing(answer: unknown): string {
  if (typeof answer !== "object" || answer === null) return "";
  const found = answer as { key?: unknown; id?: unknown; title?: unknown; items?: unknown; item?: unknown };
  if (found.item) return thing(found.item);
  if (Array.isArray(found.items)) return found.items.length === 1 ? thing(found.items[0]) : `${found.items.length} items`;
  const key = text(found.key);
  return key && key !== found.id ? key : text(found.title) && `\u201c${text(found.title)}\u201d`;
}

/** Note what a change did, from the header of its answer: `operation name`, with commas between. */
export function noteActs(header: string | null, answer: unknown, place = 0): void {
  for (const one of header?.split(", ") ?? []) {
    const [operation = "", name = ""] = one.split(" ");
    const of = thing(answer);
    const plain = name.replaceAll("_", " ");
    const what = of ? (WORDS[name]?.(of) ?? [plain, of].join(": ")) : plain;
    if (operation) keep([...all(), { operation, what, ...(place > 0 && { asked: place }) }]);
  }
}

/** The newest act, or the newest of those asked for no later than `until`, taken off the list; undefined where nothing is left to undo. */
export function takeAct(until = Infinity): Act | undefined {
  const place = all().findLastIndex((act) => (act.asked ?? 0) <= until);
  const act = all()[place];
  if (act) keep(all().filter((one) => one !== act));
  return act;
}

export const putAct = (act: Act): void => keep([...all(), act]);
