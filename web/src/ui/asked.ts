import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

export interface Asked {
  /** Whether what it was asked in is still open: not closed since, and not opened anew for something else. */
  open: () => boolean;
  /** Whether the page is still where it was asked. */
  here: () => boolean;
}

/**
 * Remembers, as somebody asks for something, what is open and where: an answer may come when they are elsewhere, and is not to
 * close what they opened meanwhile, nor to take them away. `which` is what the dialog, or its form, is open for.
 */
export function useAsked(which?: unknown): () => Asked {
  const router = useRouter();
  const opened = useRef<object | null>(null);
  useEffect(() => {
    opened.current = {};
    return () => {
      opened.current = null;
    };
  }, [which]);
  return () => {
    const now = opened.current;
    const { href } = router.latestLocation;
    return { open: () => now !== null && opened.current === now, here: () => router.latestLocation.href === href };
  };
}
