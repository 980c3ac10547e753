import { expect, it } from "vitest";

import { fitting } from "./textWidth";

/** Letters of 7, East Asian ones of 12. */
const measured = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 7), 0);
const cut = (text: string): string => fitting(text, 70, 12, 400, measured);

it("leaves what has room and cuts the rest as wide as it is, not as many letters as it has", () => {
  expect([cut("ten letter"), cut("eleven lett")]).toEqual(["ten letter", "eleven le…"]);
  expect(cut("信用卡欺诈检测模型")).toBe("信用卡欺诈…");
  expect(measured(cut("信用卡欺诈检测模型"))).toBeLessThanOrEqual(70);
  expect(cut("𝔸".repeat(20))).toMatch(/^(𝔸)+…$/u);
});
