// @vitest-environment happy-dom
import type { AnyRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { expect, it, vi } from "vitest";

import { plainLinks } from "./usePlainLinks";

function made() {
  vi.useFakeTimers();
  const preloadRoute = vi.fn(() => Promise.resolve());
  const { on } = plainLinks({ preloadRoute, options: { parseSearch: (text: string) => Object.fromEntries(new URLSearchParams(text)) } } as unknown as AnyRouter);
  const row = document.createElement("div");
  row.innerHTML = '<a href="/p/A/items/A-1?tab=x"><b>one</b></a><a href="/p/A/items/A-2">two</a><a href="https://elsewhere.example">three</a>';
  const over = (element: Element | null | undefined) => on.onMouseOver({ target: element } as unknown as MouseEvent<HTMLElement>);
  return { preloadRoute, on, over, row };
}

it("loads ahead where a pointer rests, once for each link", () => {
  const { preloadRoute, over, row } = made();
  over(row.querySelector("b"));
  over(row.querySelector("a"));
  vi.advanceTimersByTime(60);
  over(row.querySelector("b"));
  vi.advanceTimersByTime(60);
  expect(preloadRoute.mock.calls).toEqual([[{ to: "/p/A/items/A-1", search: { tab: "x" }, hash: "" }]]);
  vi.useRealTimers();
});

it("loads nothing where a pointer only passes, leaves, or is on a link to elsewhere", () => {
  const { preloadRoute, on, over, row } = made();
  over(row.querySelector("b"));
  vi.advanceTimersByTime(20);
  over(row.querySelectorAll("a")[1]);
  vi.advanceTimersByTime(20);
  on.onMouseLeave();
  over(row.querySelectorAll("a")[2]);
  vi.advanceTimersByTime(100);
  expect(preloadRoute).not.toHaveBeenCalled();
  vi.useRealTimers();
});
