import { afterEach, expect, test } from "vitest";

import { opener } from "./opener";

afterEach(() => document.body.replaceChildren());

const field = (): HTMLInputElement => document.body.appendChild(document.createElement("input"));

test("who was in focus has it again when the dialog is closed", async () => {
  const row = field();
  row.focus();
  const dialog = opener<true>();
  dialog.open(true);
  const inside = field();
  inside.focus();
  dialog.close();
  inside.remove();
  await Promise.resolve();
  expect(document.activeElement).toBe(row);
});

test("what took the focus meanwhile keeps it", async () => {
  const row = field();
  row.focus();
  const dialog = opener<true>();
  dialog.open(true);
  dialog.close();
  const next = field();
  next.focus();
  await Promise.resolve();
  expect(document.activeElement).toBe(next);
});
