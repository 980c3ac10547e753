import { expect, it } from "vitest";

import { safeAddress } from "./address";

it("links to the web, to mail and to places within the app", () => {
  for (const address of ["https://example.com/a", "HTTP://example.com", "mailto:a@example.com", "/", "/p/FRAUD", "#part", "?q=x"]) expect(safeAddress(` ${address} `)).toBe(address);
});

it("links to nothing that runs, and to no other host in disguise", () => {
  for (const address of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "evil.example", ""]) expect(safeAddress(address)).toBeNull();
});
