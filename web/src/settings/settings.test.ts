import { describe, expect, it } from "vitest";

import type { Project } from "../api/types";
import { amountOf, fill } from "./amounts";
import { browserOf } from "./browserOf";
import { factsOf } from "./facts";
import { bashLines, notebookLines, pythonLines } from "./snippets";

describe("amounts that people type", () => {
  it.each([
    ["50 GB", 50e9],
    ["1.5M", 1.5e6],
    ["2,000", 2000],
    ["", null],
    ["  ", null],
    ["lots", undefined],
    ["5 parsecs", undefined],
    ["-1", undefined],
    ["9999999 TB", undefined],
  ])("%s", (text, amount) => expect(amountOf(text)).toBe(amount));
  it("a limit of nothing is full", () => {
    expect(fill(0, 0)).toBe(1);
    expect(fill(5, 10)).toBe(0.5);
    expect(fill(50, 10)).toBe(1);
    expect(fill(5, null)).toBeNull();
  });
});

describe("browsers", () => {
  it("are named, with their system", () => {
    expect(browserOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0 Safari/537.36")).toBe("Chrome on Linux");
    expect(browserOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 Version/18 Safari/605.1")).toBe("Safari on macOS");
    expect(browserOf("curl/8.1")).toBe("curl/8.1");
    expect(browserOf("")).toBe("A program");
  });
});

describe("snippets", () => {
  it("hold the address and the token, and quote both", () => {
    for (const lines of [bashLines, pythonLines, notebookLines]) {
      expect(lines("https://ml.example.com", "rn_abc")).toContain("https://ml.example.com");
      expect(lines("https://ml.example.com", "rn_abc")).toContain("rn_abc");
    }
    expect(notebookLines("https://ml.example.com", "rn_abc")).toContain("%env");
  });
});

it("the audit trail tells names before ids and days before numbers", () => {
  const project = { id: "01a2", key: "FRAUD" } as Project;
  const facts = { project: "01a2", permissions: ["read", "write"], expires: Date.UTC(2026, 10, 30, 12) * 1000, points: 12_000, suspended: true };
  expect(factsOf(facts, [project])).toBe("Project: FRAUD; Permissions: read, write; Expires: 30 Nov 2026; Points: 12,000; Suspended: yes");
});
