import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

import { orPlain } from "./LazyMarkdown";

const shown = async (load: Parameters<typeof orPlain>[0]): Promise<string> => {
  const { default: Reader } = await orPlain(load);
  return renderToStaticMarkup(createElement(Reader, { text: "**bold** words" }));
};

it("leaves a text as it was written where its reader cannot be loaded", async () => {
  expect(await shown(() => Promise.reject(new Error("the server is away")))).toContain("**bold** words");
});

it("formats a text", async () => {
  expect(await shown(() => import("./Markdown"))).toContain("<strong>bold</strong>");
});
