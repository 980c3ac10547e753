import { useEffect, useLayoutEffect, useRef, useState } from "react";

interface Layer {
  close: () => void;
  back: readonly HTMLElement[];
}
/** What lies over the page, the topmost last. */
const layers: Layer[] = [];

/** All lie at the height of menus and popovers: what was opened last is drawn last, and so lies on top. */
export const HEIGHT = 300;

/** What opened the menu or popover that an element is in. */
function triggerOf(element: Element): Element | null {
  const id = element.closest("[role=menu], [role=dialog]")?.id;
  return id ? document.querySelector(`[aria-controls="${CSS.escape(id)}"]`) : null;
}

/** Where the focus is, and where it goes back to when that is gone: an entry of a menu closes with it, the palette with what it does. */
function wayBack(): HTMLElement[] {
  const way: HTMLElement[] = [];
  for (let at = document.activeElement; at instanceof HTMLElement && at !== document.body && !way.includes(at); at = triggerOf(at)) way.push(at);
  return [...way, ...(layers.at(-1)?.back ?? [])];
}

function giveBack(way: readonly HTMLElement[]): void {
  for (const place of way) {
    if (document.activeElement !== null && document.activeElement !== document.body) return; // something else has taken it
    if (place.isConnected) place.focus({ preventScroll: true });
  }
}

/** An open list, menu or popover within a dialog hears Escape itself. */
const hearsItself = (target: EventTarget | null): boolean =>
  target instanceof Element && (target.getAttribute("data-mantine-stop-propagation") === "true" || target.closest("[role=menu], [role=dialog]:not([aria-modal])") !== null);

function listen(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.isComposing || hearsItself(event.target)) return;
  event.stopPropagation(); // it is not also for what lies beneath
  layers.at(-1)?.close();
}

/**
 * Makes what calls it the topmost layer for as long as it is shown. Only the topmost one hears Escape. Whoever was in focus
 * before has it again afterwards, so that the next key finds a row, unless something else has taken it.
 */
export function useLayer(close: () => void): void {
  const [back] = useState(wayBack); // while it is first drawn: what it was opened from is still there
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useLayoutEffect(() => {
    const layer: Layer = { close: () => latest.current(), back };
    if (layers.length === 0) window.addEventListener("keydown", listen, { capture: true });
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) window.removeEventListener("keydown", listen, { capture: true });
      queueMicrotask(() => giveBack(back));
    };
  }, [back]);
}
