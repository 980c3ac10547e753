import type { Phase } from "../api/types";
import { opener } from "../ui/opener";

export interface CreateRequest {
  project: string;
  phase?: Phase;
  type?: string;
}
export const createItem = opener<CreateRequest>();
