import { useState } from "react";

import { ownName } from "../api/own";

/** What was typed and not saved, and the text it began from. It outlives a reload, in this browser only. */
export interface Draft {
  text: string;
  began: string;
}

const keyOf = (id: string, field: string): string => ownName(`draft-${id}-${field}`);

export function keepDraft(id: string, field: string, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(keyOf(id, field));
    else localStorage.setItem(keyOf(id, field), JSON.stringify(draft));
  } catch {
    // Storage is full or blocked: the draft lives only as long as the page.
  }
}

export function keptDraft(id: string, field: string): Draft | null {
  try {
    const kept = localStorage.getItem(keyOf(id, field));
    if (kept === null) return null;
    const draft = JSON.parse(kept) as Partial<Draft>;
    return typeof draft.text === "string" && typeof draft.began === "string" ? { text: draft.text, began: draft.began } : null;
  } catch {
    return null;
  }
}

/** The draft of one field. `found`: it was begun on an earlier visit, and is offered again. */
export function useDraft(id: string, field: string) {
  const [draft, setDraft] = useState(() => keptDraft(id, field));
  const [found, setFound] = useState(draft !== null);
  const put = (next: Draft | null) => {
    setDraft(next);
    keepDraft(id, field, next);
    if (next === null) setFound(false);
  };
  return {
    draft,
    found,
    open: (value: string) => put({ text: value, began: value }),
    write: (text: string) => put({ text, began: draft?.began ?? "" }),
    drop: () => put(null),
  };
}
