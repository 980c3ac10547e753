import { type AnyRouter, useRouter } from "@tanstack/react-router";
import { type FocusEvent, type MouseEvent, useEffect, useMemo } from "react";

/** As long as the pointer rests on a link before its page is loaded ahead: a router's own links wait as long. */
const REST = 50;

const hrefOf = (target: EventTarget): string | undefined => {
  const href = target instanceof Element ? target.closest("a[href]")?.getAttribute("href") : undefined;
  return href?.startsWith("/") ? href : undefined;
};

/** What the element that holds the links listens to. */
export function plainLinks(router: AnyRouter) {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let ahead: string | undefined;
  const forget = () => {
    clearTimeout(waiting);
    ahead = undefined;
  };
  const load = (href: string) => {
    const { pathname, search, hash } = new URL(href, location.origin);
    // What cannot be loaded ahead is loaded, or said to be missing, when it is gone to.
    void router.preloadRoute({ to: pathname, search: router.options.parseSearch(search), hash: hash.slice(1) }).catch(() => undefined);
  };
  const loadAhead = ({ target }: MouseEvent<HTMLElement> | FocusEvent<HTMLElement>) => {
    const href = hrefOf(target);
    if (href === ahead) return;
    forget();
    if (!href) return;
    ahead = href;
    waiting = setTimeout(() => load(href), REST);
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const href = hrefOf(event.target);
    if (!href || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate({ href });
  };
  return { forget, on: { onClick, onMouseOver: loadAhead, onMouseLeave: forget, onFocus: loadAhead } };
}

/**
 * Follows plain links within the app, and loads ahead where they lead, for the element that holds them: a table has thousands of
 * rows, and a router's own link costs each of them a dozen hooks. What the browser does with a link by itself (a new tab, a copy)
 * stays as it is.
 */
export function usePlainLinks() {
  const router = useRouter();
  const links = useMemo(() => plainLinks(router), [router]);
  useEffect(() => links.forget, [links]);
  return links.on;
}
