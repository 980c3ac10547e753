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

export const createItem = opener<CreateRequest>();
