import { useState } from "react";

import { ownName } from "../api/own";

const nameOf = (key: string): string => ownName(`draft-${key}`);

/** What stands in this browser and was not sent. */
export function keptDraft(key: string): string {
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

export const hasDraft = (key: string): boolean => keptDraft(key) !== "";

/** What was typed and not sent outlives a reload, in this browser only. */
export function useDraft(key: string, start = ""): [string, (text: string) => void] {
  const [text, setText] = useState(() => keptDraft(key) || start);
  return [
    text,
    (next) => {
      setText(next);
      keep(key, next === start ? "" : next);
    },
  ];
}
