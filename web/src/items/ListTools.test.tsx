// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";

import { TextFilter } from "./ListTools";

it("is emptied by Escape for good, also just after a letter", () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const onChange = vi.fn();
  act(() => root.render(<MantineProvider><TextFilter value="" onChange={onChange} /></MantineProvider>));
  const field = place.querySelector("input") as HTMLInputElement;
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "recall");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(field.value).toBe("recall");
  act(() => void field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  act(() => void vi.advanceTimersByTime(1_000));
  expect(field.value).toBe("");
  expect(onChange.mock.calls).toEqual([[""]]);
  act(() => root.unmount());
  vi.useRealTimers();
});
