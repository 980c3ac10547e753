// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { type Root, createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { TextFilter } from "./ListTools";

let place: HTMLElement;
let root: Root;
const onChange = vi.fn();
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  onChange.mockClear();
  place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
  at("");
});
afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
});

/** The address says so now. */
const at = (value: string) => act(() => root.render(<MantineProvider><TextFilter value={value} onChange={onChange} /></MantineProvider>));
const field = () => place.querySelector("input") as HTMLInputElement;
const type = (text: string) =>
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field(), text);
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
const settle = () => act(() => void vi.advanceTimersByTime(1_000));

it("is emptied by Escape for good, also just after a letter", () => {
  type("recall");
  expect(field().value).toBe("recall");
  act(() => void field().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  settle();
  expect(field().value).toBe("");
  expect(onChange.mock.calls).toEqual([[""]]);
});

it("keeps what is typed while the address still follows what was typed before", () => {
  type("re");
  settle();
  type("recall ");
  at("re");
  expect(field().value).toBe("recall ");
  settle();
  at("recall");
  expect(field().value).toBe("recall ");
  expect(onChange.mock.calls).toEqual([["re"], ["recall "]]);
});

it("follows an address that changed by itself", () => {
  type("re");
  settle();
  at("re");
  at("precision");
  expect(field().value).toBe("precision");
  at("re");
  expect(field().value).toBe("re");
});
