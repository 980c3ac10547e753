import { MantineProvider } from "@mantine/core";
import { type ReactElement, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

import { JsonText } from "../../ui/JsonTree";
import { commitAddress } from "../repository";
import { csvGrid } from "./grid";
import { headOf, nameOf, previewOf, wholeLines } from "./kinds";
import { Notebook } from "./Notebook";
import { cellsOf } from "./notebook";

const PAYLOADS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", '"><iframe src="javascript:alert(1)">'];
const drawn = (what: ReactElement): string => renderToStaticMarkup(createElement(MantineProvider, null, what));
const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

it("tells by the name how a file is shown", () => {
  const names = ["plots/roc.PNG", "x.svg", "README.md", "metrics.json", "model/MLmodel", "model.pkl", "conf.yaml", "noend", "page.html", "a.csv", "b.parquet", "c.ipynb"];
  expect(names.map(previewOf)).toEqual(["image", "image", "markdown", "json", "text", "none", "text", "none", "text", "table", "parquet", "notebook"]);
  expect([headOf("none"), nameOf("a/b/c.txt")]).toEqual([0, "c.txt"]);
});

it("cuts a head behind a whole line, and never in the middle of a letter", () => {
  const bytes = bytesOf("eins\nzwölf");
  const texts = [wholeLines(bytes, false), wholeLines(bytes, true), wholeLines(bytesOf("zwö").slice(0, 3), true)];
  expect(texts).toEqual(["eins\nzwölf", "eins", "zw"].map((text) => ({ text, latin: false })));
});

it("reads what is no UTF-8 as Latin-1, and says that it did", () => {
  const bytes = Uint8Array.from([0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68, 0x3a, 0x20, 0xb5, 0x0a, 0xe9]).buffer;
  expect([wholeLines(bytes, false), wholeLines(bytes, true)]).toEqual([{ text: "Zürich: µ\né", latin: true }, { text: "Zürich: µ", latin: true }]);
});

it("reads UTF-16 that says so, and a damaged letter of UTF-8 as that", () => {
  const utf16 = Uint8Array.from([0xff, 0xfe, 0x5a, 0x00, 0xfc, 0x00, 0x0a, 0x00]).buffer;
  const damaged = Uint8Array.from([...new TextEncoder().encode("Größe: 日本語"), 0xff, 0x0a]).buffer;
  expect([wholeLines(utf16, false), wholeLines(damaged, false)]).toEqual([{ text: "Zü\n", latin: false }, { text: "Größe: 日本語\ufffd\n", latin: false }]);
});

it("reads the head of a table, quotes and all", () => {
  expect(csvGrid('id,text\n1,"a, b"\n2,"<b>"')).toEqual({ columns: ["id", "text"], rows: [["1", "a, b"], ["2", "<b>"]], total: null, width: 2, types: [] });
  const wide = csvGrid(Array.from({ length: 500 }, (_, index) => `c${index}`).join(","));
  expect([wide.columns.length, wide.width]).toEqual([60, 500]);
  expect(csvGrid("a\tb\n1\t2").rows).toEqual([["1", "2"]]);
  expect(csvGrid("").columns).toEqual([]);
});

it("shows of a notebook texts and pictures, and runs nothing of it", () => {
  const [bad = "", ...others] = PAYLOADS;
  const cells = [
    { cell_type: "markdown", source: PAYLOADS },
    { cell_type: "code", execution_count: 1, source: bad, outputs: [{ output_type: "stream", text: others }, { output_type: "display_data", data: { "text/html": bad, "text/plain": "a frame" } }, { output_type: "display_data", data: { "text/html": bad } }] },
    { cell_type: "code", source: "", outputs: [{ output_type: "display_data", data: { "image/png": "iVBO Rw0=" } }, { output_type: "display_data", data: { "image/png": '" onerror="alert(1)' } }, { output_type: "display_data", data: { "image/svg+xml": bad } }] },
  ];
  const read = cellsOf(JSON.stringify({ cells }));
  expect(read?.[1]?.outputs).toEqual([{ kind: "text", text: others.join("") }, { kind: "text", text: "a frame" }, { kind: "left out", type: "text/html" }]);
  expect(read?.[2]?.outputs).toEqual([{ kind: "image", type: "image/png", data: "iVBORw0=" }, { kind: "left out", type: "image/png" }, { kind: "left out", type: "image/svg+xml" }]);
  const html = drawn(createElement(Notebook, { text: JSON.stringify({ cells: cells.slice(1) }) }));
  expect(html).not.toMatch(/<script|<iframe|<svg onload|onerror=alert\(1\)>$|<img src=x/);
  expect(html).toContain("&lt;script&gt;");
  expect([cellsOf("{}"), cellsOf("no"), cellsOf('{"cells":[1,null]}')]).toEqual([null, null, []]);
});

it("shows JSON as texts, whatever stands in it", () => {
  const html = drawn(createElement(JsonText, { text: JSON.stringify({ [PAYLOADS[0] ?? ""]: PAYLOADS, n: 1, none: null }) }));
  expect(html).not.toMatch(/<script|<iframe|<img|<svg onload/);
  expect(drawn(createElement(JsonText, { text: PAYLOADS.join("") }))).not.toMatch(/<script|<iframe|<img/);
});

it("leads to a commit only where the repository is known, and never to a script", () => {
  const commit = "8c41f0e9";
  expect(commitAddress(["https://wiki.example/x", "git@github.com:northbank/fraud.git"], commit)).toBe("https://github.com/northbank/fraud/commit/8c41f0e9");
  expect(commitAddress(["https://gitlab.example/group/sub/fraud"], commit)).toBe("https://gitlab.example/group/sub/fraud/-/commit/8c41f0e9");
  expect(commitAddress(["javascript://github.com/a/b"], commit)).toBeNull();
  expect([commitAddress(["https://github.com/a"], commit), commitAddress(["https://github.com/a/b"], "HEAD;x")]).toEqual([null, null]);
});
