import { opener } from "../ui/opener";

export const createProject = opener<true>();
