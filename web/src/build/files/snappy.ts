import { snappyUncompress as uncompress } from "hyparquet";

/** Stands in for hysnappy (see vite.config.ts), which would compile a program in the browser: the page's policy refuses that. */
export function snappyUncompress(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  uncompress(input, output);
  return output;
}
export const snappyUncompressor = () => snappyUncompress;
