import type { Phase } from "../api/types";
import { opener } from "../ui/opener";

export interface CreateRequest {
  project: string;
  phase?: Phase;
  type?: string;
  /** What it is to hang beneath. */
  parent?: { id: string; title: string };
}
export const createItem = opener<CreateRequest>();
