import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

import { safeAddress } from "./address";
import { Markdown } from "./Markdown";

const html = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

it("renders the usual marks as elements", () => {
  const out = html("# Title\n\nSome **bold**, `a < b` & [link](https://example.com)\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|--:|\n| 1 | 2 |");
  for (const piece of ["<h2>Title</h2>", "<strong>bold</strong>", "<code>a &lt; b</code> &amp;", 'href="https://example.com"', 'rel="noopener noreferrer"', '<td data-align="right">2</td>']) {
    expect(out).toContain(piece);
  }
  expect(out.match(/type="checkbox"/g)).toHaveLength(2);
});

it("shows raw HTML as text and makes no element of it", () => {
  const out = html("<img src=x onerror=alert(1)>\n\nin <script>alert(1)</script> line");
  expect(out).not.toMatch(/<(img|script)/);
  expect(out).toContain("&lt;script&gt;");
});

it("links nowhere dangerous and loads no picture from outside", () => {
  expect(html("[x](javascript:alert(1)) ![p](https://tracker.example/p.png)")).not.toMatch(/javascript:|<img/);
  expect(["javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "//evil.example", "vbscript:x"].map(safeAddress)).toEqual(Array(5).fill(null));
  expect(["https://a.b", "/p/FRAUD", "mailto:a@b.c", "#part"].map(safeAddress)).not.toContain(null);
});
