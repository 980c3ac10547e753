import { type Token, type Tokens, lexer } from "marked";

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TASK = /^((?:\s|>)*(?:[-*+]|\d{1,9}[.)])\s+)\[([ xX])\](?=\s)/;

/** How many boxes a text shows. */
function shown(tokens: readonly Token[]): number {
  let count = 0;
  for (const token of tokens) {
    if (token.type === "list") for (const item of (token as Tokens.List).items) count += (item.task ? 1 : 0) + shown(item.tokens);
    else if ("tokens" in token && Array.isArray(token.tokens)) count += shown(token.tokens);
  }
  return count;
}

/** The text with its n-th box ticked, or no longer ticked; null where the box cannot be told from text that looks like one. */
export function toggleTask(text: string, index: number): string | null {
  const lines = text.split("\n");
  const found: number[] = [];
  let fence: string | null = null;
  for (const [place, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    else if (fence === null && TASK.test(line)) found.push(place);
  }
  const place = found[index];
  if (place === undefined || found.length !== shown(lexer(text, { gfm: true, breaks: true }))) return null;
  lines[place] = (lines[place] ?? "").replace(TASK, (_, before: string, box: string) => `${before}[${box === " " ? "x" : " "}]`);
  return lines.join("\n");
}
