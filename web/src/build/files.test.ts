import { expect, it } from "vitest";

import { nameOf, pretty, previewOf } from "./files";

it("tells by the name how a file is shown", () => {
  expect(["plots/roc.PNG", "README.md", "metrics.json", "model/MLmodel", "model.pkl", "conf.yaml", "noend"].map(previewOf)).toEqual(["image", "markdown", "json", "text", "none", "text", "none"]);
});

it("breaks the lines of JSON and leaves the rest alone", () => {
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(pretty("{broken")).toBe("{broken");
  expect(nameOf("a/b/c.txt")).toBe("c.txt");
});
