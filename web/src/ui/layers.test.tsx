// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useLayer } from "./layers";

let root: Root;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
});

function Layer({ name, close }: { name: string; close: () => void }) {
  useLayer(close);
  return <section role="dialog" aria-modal><input aria-label={name} /></section>;
}
const field = (name: string): HTMLInputElement => document.querySelector(`[aria-label="${name}"]`) as HTMLInputElement;
const page = (): HTMLInputElement => document.body.appendChild(document.createElement("input"));
/** Dialogs that are open, the topmost last; Escape takes one away. */
async function show(...names: string[]): Promise<void> {
  await act(async () => root.render(names.map((name) => <Layer key={name} name={name} close={() => void show(...names.filter((one) => one !== name))} />)));
}
const press = (at: Element): Promise<void> => act(async () => void at.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));

it("lets only the topmost hear Escape, wherever the focus is", async () => {
  await show("below");
  await show("below", "above");
  await press(document.body);
  expect(field("above")).toBeNull();
  expect(field("below")).not.toBeNull();
  await press(field("below"));
  expect(field("below")).toBeNull();
});

it("keeps Escape from what lies beneath, and leaves it to a menu or an open list within", async () => {
  await show("dialog");
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  const menu = document.body.appendChild(document.createElement("div"));
  menu.setAttribute("role", "menu");
  const list = page();
  list.setAttribute("data-mantine-stop-propagation", "true");
  await press(menu);
  await press(list);
  expect(heard).toHaveBeenCalledTimes(2);
  expect(field("dialog")).not.toBeNull();
  await press(field("dialog"));
  expect(heard).toHaveBeenCalledTimes(2);
  document.removeEventListener("keydown", heard);
});

it("gives the focus back to who had it, unless something else has taken it", async () => {
  const [row, other] = [page(), page()];
  row.focus();
  await show("dialog");
  field("dialog").focus();
  await show();
  expect(document.activeElement).toBe(row);
  await show("dialog");
  other.focus();
  await show();
  expect(document.activeElement).toBe(other);
});

it("gives it to what opened the menu that it was opened from", async () => {
  const [trigger, entry] = [page(), page()];
  const menu = document.body.appendChild(document.createElement("div"));
  menu.id = "menu";
  menu.setAttribute("role", "menu");
  menu.append(entry);
  trigger.setAttribute("aria-controls", "menu");
  entry.focus();
  await show("dialog");
  field("dialog").focus();
  menu.remove();
  await show();
  expect(document.activeElement).toBe(trigger);
});

it("hands the way back on from a dialog to the one that takes its place", async () => {
  const row = page();
  row.focus();
  await show("palette");
  field("palette").focus();
  await show("dialog");
  field("dialog").focus();
  await show();
  expect(document.activeElement).toBe(row);
});
