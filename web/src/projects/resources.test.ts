import { expect, it } from "vitest";

import { looksLikeAddresses, opensInBrowser, placeOf } from "./resources";

it("takes addresses for addresses and prose for prose", () => {
  expect(looksLikeAddresses("https://github.com/a/b\ns3://bucket/x  gs://y")).toBe(true);
  expect(looksLikeAddresses("git@github.com:a/b.git")).toBe(true);
  expect(looksLikeAddresses("see https://x.example for what we said about the launch")).toBe(false);
  expect(looksLikeAddresses("FRAUD-12")).toBe(false);
  expect(looksLikeAddresses("javascript:alert(1)")).toBe(false);
  expect(looksLikeAddresses("  ")).toBe(false);
});

it("opens only what a browser can, and names the place", () => {
  expect(opensInBrowser("https://x.example")).toBe(true);
  expect(opensInBrowser("s3://bucket")).toBe(false);
  expect(opensInBrowser("javascript:alert(1)")).toBe(false);
  expect(placeOf("https://www.figma.com/file/x")).toBe("figma.com");
  expect(placeOf("ssh://git@github.com/a/b.git")).toBe("github.com");
  expect(placeOf("s3://bucket/x")).toBe("bucket");
});
