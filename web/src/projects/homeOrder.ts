export type Block = "tasks" | "projects" | "running" | "news";
export type Focus = "build" | "run" | "plan" | "operate" | null;

/** What stands where, for what a person mostly does. Nothing is hidden: only the order differs. */
const ORDER: Record<Exclude<Focus, null>, { main: Block[]; side: Block[] }> = {
  build: { main: ["tasks", "projects"], side: ["running", "news"] },
  run: { main: ["running", "tasks", "projects"], side: ["news"] },
  plan: { main: ["projects", "tasks"], side: ["news", "running"] },
  operate: { main: ["projects", "tasks"], side: ["running", "news"] },
};
export const homeOrder = (focus: Focus): { main: Block[]; side: Block[] } => ORDER[focus ?? "build"];

/** The focus as the server tells it; a server that does not know of it tells none. */
export function focusOf(person: object | null | undefined): Focus {
  const told = person && "focus" in person ? person.focus : null;
  return typeof told === "string" && Object.hasOwn(ORDER, told) ? (told as Focus) : null;
}
