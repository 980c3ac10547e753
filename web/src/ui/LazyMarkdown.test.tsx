// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

async function shown(text: string): Promise<string> {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const { LazyMarkdown } = await import("./LazyMarkdown");
  const host = document.createElement("div");
  const root = createRoot(host);
  await act(async () => root.render(<LazyMarkdown text={text} />));
  await vi.waitFor(() => act(async () => expect(host.textContent).not.toBe("")));
  await act(async () => new Promise((done) => setTimeout(done)));
  const html = host.innerHTML;
  await act(async () => root.unmount());
  return html;
}

afterEach(() => {
  vi.doUnmock("./Markdown");
  vi.resetModules();
  vi.unstubAllGlobals();
});

it("leaves a text as it was written where its reader cannot be loaded", async () => {
  vi.resetModules();
  vi.doMock("./Markdown", () => {
    throw new Error("the server is away");
  });
  expect(await shown("**bold** words")).toContain("**bold** words");
});

it("formats a text", async () => {
  vi.resetModules();
  expect(await shown("**bold** words")).toContain("<strong>bold</strong>");
});
