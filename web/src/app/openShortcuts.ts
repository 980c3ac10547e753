import { opener } from "../ui/opener";

export const shortcutSheet = opener<true>();
export const openShortcuts = (): void => shortcutSheet.open(true);
