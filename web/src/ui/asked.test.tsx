// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, it, vi } from "vitest";

import { type Asked, useAsked } from "./asked";

beforeEach(() => void vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true));

/** A dialog that is open for something, and how to ask in it. */
function dialog() {
  const root = createRoot(document.createElement("div"));
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory({ initialEntries: ["/inbox"] }) });
  let ask: (() => Asked) | undefined;
  function Dialog({ which }: { which: string }) {
    ask = useAsked(which);
    return null;
  }
  const open = (which: string) => act(() => root.render(<RouterContextProvider router={router}><Dialog which={which} /></RouterContextProvider>));
  const asked = (): Asked => {
    if (!ask) throw new Error("it is not open");
    return ask();
  };
  const go = (to: string) => act(() => router.navigate({ href: to }));
  return { open, asked, go, close: () => act(() => root.render(null)) };
}

it("knows the dialog that it was asked in, however often it is drawn again", () => {
  const { open, asked } = dialog();
  open("one");
  const before = asked();
  open("one");
  expect(before.open()).toBe(true);
});

it("takes no dialog for its own that was opened later, or for something else", () => {
  const { open, asked, close } = dialog();
  open("one");
  const first = asked();
  close();
  expect(first.open()).toBe(false);
  open("one");
  expect(first.open()).toBe(false);
  const second = asked();
  open("two");
  expect(second.open()).toBe(false);
});

it("reads where the page is when it is asked about it", async () => {
  const { open, asked, go, close } = dialog();
  open("one");
  const before = asked();
  close();
  expect(before.here()).toBe(true);
  await go("/inbox?unread=1");
  expect(before.here()).toBe(false);
});
