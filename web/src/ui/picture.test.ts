import { expect, it } from "vitest";

import { scaleFor } from "./picture";

it("is twice as fine, and less so only where a canvas would stay empty", () => {
  expect([scaleFor(800, 360), scaleFor(4_000, 2_000)]).toEqual([2, 2]);
  for (const [width, height] of [[60_000, 400], [230_000, 1_000], [12_000, 12_000]] as const) {
    const scale = scaleFor(width, height);
    expect(Math.max(width, height) * scale).toBeLessThanOrEqual(16_384);
    expect(width * height * scale * scale).toBeLessThanOrEqual(100_000_001);
  }
});
