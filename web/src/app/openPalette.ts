import { opener } from "../ui/opener";

export const palette = opener<true>();
export const openPalette = (): void => palette.open(true);
