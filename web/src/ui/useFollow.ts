import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, useCallback } from "react";

/**
 * Follows plain links within the app, for the element that holds them: a table has thousands of rows, and a router's own link
 * costs each of them a dozen hooks. What the browser does with a link by itself (a new tab, a copy) stays as it is.
 */
export function useFollow(): (event: MouseEvent<HTMLElement>) => void {
  const router = useRouter();
  return useCallback(
    (event) => {
      const href = event.target instanceof Element ? event.target.closest("a[href]")?.getAttribute("href") : undefined;
      if (!href?.startsWith("/") || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void router.navigate({ href });
    },
    [router],
  );
}
