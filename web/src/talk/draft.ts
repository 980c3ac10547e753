import { useState } from "react";

import { ownName } from "../api/own";

const nameOf = (key: string): string => ownName(`draft-${key}`);

function kept(key: string): string {
  try {
    return localStorage.getItem(nameOf(key)) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(nameOf(key), text);
    else localStorage.removeItem(nameOf(key));
  } catch {
    // Storage is full or blocked: the draft lives only as long as the page.
  }
}

export const hasDraft = (key: string): boolean => kept(key) !== "";

/** What was typed and not sent outlives a reload, in this browser only. */
export function useDraft(key: string, start = ""): [string, (text: string) => void] {
  const [text, setText] = useState(() => kept(key) || start);
  return [
    text,
    (next) => {
      setText(next);
      keep(key, next === start ? "" : next);
    },
  ];
}
