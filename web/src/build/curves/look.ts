import { token } from "../../ui/picture";

const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 3]];
export const COLOURS = 5;

/** Five colours, then the same ones with other dashes. */
export const colourIndex = (look: number): number => (look % COLOURS) + 1;
export const dashIndex = (look: number): number => (look + Math.floor(look / COLOURS)) % DASHES.length;
export const colourOf = (look: number): string => token(`--c${colourIndex(look)}`);
export const dashOf = (look: number): number[] => DASHES[dashIndex(look)] ?? [];
/** The same in CSS, for legends and rows. */
export const colourVar = (look: number): string => `var(--c${colourIndex(look)})`;
