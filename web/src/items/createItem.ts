import type { Phase, Project } from "../api/types";
import { opener } from "../ui/opener";

export interface CreateRequest {
  /** The project whose page it is opened from; without one it is chosen in the form. */
  project?: string;
  phase?: Phase;
  type?: string;
  /** What it is to hang beneath. */
  parent?: { id: string; title: string };
}
/** Whether somebody of this role adds items to a project. */
export const mayAdd = (role: Project["role"] | undefined): boolean => role === "editor" || role === "lead";
/** Whether somebody adds items to any of these projects; to be believed while they are not known yet. */
export const mayAddSomewhere = (projects: Project[] | undefined): boolean => projects?.some((project) => mayAdd(project.role)) ?? true;

export const createItem = opener<CreateRequest>();
