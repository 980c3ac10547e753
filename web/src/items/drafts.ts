import { useEffect, useState } from "react";

import { ownName } from "../api/own";

/** What was typed and not saved, and the text it began from. It outlives a reload, in this browser only. */
export interface Draft {
  text: string;
  began: string;
}

const keyOf = (id: string, field: string): string => ownName(`draft-${id}-${field}`);

/** On their way to the server: kept, and out of sight until it has answered. */
const sent = new Map<string, Draft>();
/** The editors that are on the page, which a refused draft comes back to. */
const editors = new Map<string, Set<(back: Draft) => void>>();

function keepDraft(id: string, field: string, draft: Draft | null): void {
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

export function sendDraft(id: string, field: string, draft: Draft): void {
  sent.set(keyOf(id, field), draft);
  keepDraft(id, field, draft);
}

export function dropDraft(id: string, field: string): void {
  sent.delete(keyOf(id, field));
  keepDraft(id, field, null);
}

const means = (text: string, value: unknown): boolean => (typeof value === "number" ? Number(text) === value : text.trim() === (typeof value === "string" ? value.trim() : ""));

/** The server has answered to the value that a draft was sent as: it took it, or the draft comes back to be sent again. */
export function settleDraft(id: string, field: string, value: unknown, taken: boolean): void {
  const key = keyOf(id, field);
  const mine = sent.get(key);
  if (!mine || !means(mine.text, value)) return;
  sent.delete(key);
  // What has been typed since then stays.
  const now = keptDraft(id, field)?.text ?? mine.text;
  if (!taken) {
    const back = { text: now, began: mine.began };
    keepDraft(id, field, back);
    editors.get(key)?.forEach((show) => show(back));
  } else if (now === mine.text) keepDraft(id, field, null);
}

/** The draft of one field. `found`: it was begun earlier and is not saved, so it is offered again. */
export function useDraft(id: string, field: string) {
  const [draft, setDraft] = useState(() => (sent.has(keyOf(id, field)) ? null : keptDraft(id, field)));
  const [found, setFound] = useState(draft !== null);
  useEffect(() => {
    const key = keyOf(id, field);
    const here = editors.get(key) ?? new Set();
    editors.set(key, here);
    const show = (back: Draft) => {
      setDraft((now) => ({ text: now?.text ?? back.text, began: back.began }));
      setFound(true);
    };
    here.add(show);
    return () => void here.delete(show);
  }, [id, field]);
  const put = (next: Draft) => {
    setDraft(next);
    keepDraft(id, field, next);
  };
  const close = () => {
    setDraft(null);
    setFound(false);
  };
  return {
    draft,
    found,
    open: (value: string) => put({ text: value, began: value }),
    write: (text: string) => put({ text, began: draft?.began ?? "" }),
    /** Closes the editor and keeps the draft until the server has answered. */
    send: () => {
      if (draft) sendDraft(id, field, draft);
      close();
    },
    drop: () => {
      keepDraft(id, field, null);
      close();
    },
  };
}
