import type { Focus } from "../api/types";

export type Block = "tasks" | "projects" | "running" | "news";

/** What stands where, for what a person mostly does. Nothing is hidden: only the order differs. */
const ORDER: Record<Focus, { main: Block[]; side: Block[] }> = {
  build: { main: ["tasks", "projects"], side: ["running", "news"] },
  run: { main: ["running", "tasks", "projects"], side: ["news"] },
  plan: { main: ["projects", "tasks"], side: ["news", "running"] },
  operate: { main: ["projects", "tasks"], side: ["running", "news"] },
};
export const homeOrder = (focus: Focus | null): { main: Block[]; side: Block[] } => ORDER[focus ?? "build"];
