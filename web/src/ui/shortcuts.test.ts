// @vitest-environment happy-dom
import { type ReactNode, createElement } from "react";
import { createRoot } from "react-dom/client";
import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type Shortcuts, atOnce, named, shortcutsHere, useShortcuts } from "./shortcuts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

it("names single keys, chords and sequences, longest first", () => {
  expect(named(press("C"), null)).toEqual(["c"]);
  expect(named(press("k", { metaKey: true }), "g")).toEqual(["mod+k"]);
  expect(named(press("h"), "g")).toEqual(["g h", "h"]);
  expect(named(press("x", { altKey: true }), null)).toEqual([]);
  expect(named(press("Escape"), null)).toEqual(["Escape"]);
  expect(named(press("X", { shiftKey: true }), null)).toEqual(["shift+x", "x"]);
  expect(named(press("?", { shiftKey: true }), null)).toEqual(["?"]);
  expect(named(press("Z", { ctrlKey: true, shiftKey: true }), null)).toEqual(["mod+shift+z"]);
});

function Layer({ shortcuts, children }: { shortcuts: Shortcuts; children?: ReactNode }) {
  useShortcuts(shortcuts);
  return children;
}
let place: HTMLElement;
let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  place = document.createElement("div");
  document.body.append(place);
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
});
const show = (...layers: Shortcuts[]) => act(() => root.render(layers.map((shortcuts, index) => createElement(Layer, { key: index, shortcuts }))));
const type = (key: string, target: HTMLElement = document.body, more: KeyboardEventInit = {}) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));

it("gives a key to the latest view that knows it, and none once that view is gone", () => {
  const [below, above] = [vi.fn(), vi.fn()];
  show({ c: atOnce(below), x: atOnce(below) }, { c: atOnce(above) });
  type("c");
  type("x");
  expect([below.mock.calls.length, above.mock.calls.length]).toEqual([1, 1]);
  show({ c: atOnce(below) });
  type("c");
  expect(below).toHaveBeenCalledTimes(2);
  show();
  type("c");
  expect(below).toHaveBeenCalledTimes(2);
});

it("gives a key to the page before what stands round it, also where both are mounted at once", () => {
  const [shell, page] = [vi.fn(), vi.fn()];
  act(() => root.render(createElement(Layer, { shortcuts: { c: atOnce(shell), x: atOnce(shell) } }, createElement(Layer, { shortcuts: { c: { act: atOnce(page), what: "Of the page" } } }))));
  type("c");
  type("x");
  expect([shell.mock.calls.length, page.mock.calls.length]).toEqual([1, 1]);
  expect(shortcutsHere()).toMatchObject([{ name: "c", what: "Of the page" }]);
});

it("is silent in fields and behind dialogs, but for the palette", () => {
  const [key, palette] = [vi.fn(), vi.fn()];
  show({ c: atOnce(key), "mod+z": atOnce(key), "mod+a": atOnce(key), "mod+k": atOnce(palette) });
  const field = document.createElement("input");
  document.body.append(field);
  type("c", field);
  type("z", field, { ctrlKey: true });
  type("a", field, { ctrlKey: true });
  type("k", field, { ctrlKey: true });
  expect([key.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
  field.type = "checkbox";
  type("c", field);
  expect(key).toHaveBeenCalledTimes(1);
  const dialog = document.createElement("div");
  dialog.setAttribute("role", "dialog");
  document.body.append(dialog);
  type("c");
  expect(key).toHaveBeenCalledTimes(1);
});

it("knows two keys one after the other", () => {
  const go = vi.fn();
  show({ "g h": atOnce(go) });
  type("h");
  expect(go).not.toHaveBeenCalled();
  type("g");
  type("h");
  expect(go).toHaveBeenCalledTimes(1);
});

it("lists what holds here, each key once, in the words of the view that would act", () => {
  const nothing = () => undefined;
  show({ c: nothing, s: { act: nothing, what: "Of the page" }, secret: nothing }, { s: { act: nothing, what: "Of the list", group: "In a list" } });
  expect(shortcutsHere()).toEqual([
    { name: "c", what: "Create", group: "Everywhere" },
    { name: "s", what: "Of the list", group: "In a list" },
  ]);
});

it("is silent for a key that closes what lay over the page, though that is gone by then", () => {
  const clear = vi.fn();
  show({ Escape: clear });
  const menu = document.createElement("div");
  menu.setAttribute("role", "menu");
  menu.tabIndex = -1;
  menu.addEventListener("keydown", () => menu.remove());
  place.append(menu);
  vi.useFakeTimers();
  type("Escape", menu);
  vi.runAllTimers();
  expect(clear).not.toHaveBeenCalled();
  type("Escape");
  vi.runAllTimers();
  expect(clear).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
