import { describe, expect, it } from "vitest";

import { bytes, clock, day, dayAndClock, dayName, dayStart, duration, initials, isoDay, metric, moment, relative, step, suggestKey } from "./format";

describe("metric", () => {
  it("keeps four significant digits", () => {
    expect(metric(0.871449)).toBe("0.8714");
    expect(metric(74.6)).toBe("74.60");
    expect(metric(3)).toBe("3");
    expect(metric(12345.6)).toBe("12,346");
    expect(metric(0.00001234)).toBe("1.234e-05");
    expect(metric(-0.0041)).toBe("−0.004100");
  });
  it("says in words what is no finite number", () => {
    expect([metric(null), metric("Infinity"), metric("-Infinity"), metric(undefined)]).toEqual(["NaN", "∞", "−∞", "–"]);
  });
});

describe("time", () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const ago = (ms: number) => relative((now - ms) * 1000, now);
  it("is relative and short", () => {
    expect([ago(5_000), ago(300_000), ago(7_200_000), ago(3 * 86_400_000)]).toEqual(["just now", "5 min ago", "2 h ago", "3 d ago"]);
    expect(ago(19 * 86_400_000)).toBe("4 Nov");
    expect(ago(400 * 86_400_000)).toMatch(/2025$/);
  });
  it("names days as the reader's calendar has them", () => {
    const at = (day: number, month = 10, year = 2026) => new Date(year, month, day, 9, 12).getTime() * 1000;
    const today = new Date(2026, 10, 23, 0, 5);
    expect([at(23), at(22), at(9), at(9, 10, 2025)].map((one) => dayName(one, today))).toEqual(["Today", "Yesterday", "Monday 9 November", "Sunday, 9 November 2025"]);
    expect([clock(at(22)), moment(at(22), today), moment(at(9), today), dayAndClock(at(22))]).toEqual(["09:12", "Sun", "9 Nov", "Sun 22 Nov, 09:12"]);
    expect([isoDay(today), dayStart("2026-11-23"), dayStart("soon")]).toEqual(["2026-11-23", new Date(2026, 10, 23).getTime() * 1000, NaN]);
  });
  it("never moves a calendar day", () => {
    expect(day("2026-11-20")).toBe("Fri 20 Nov");
    expect(day("soon")).toBe("soon");
  });
  it("says how long something took", () => {
    expect([duration(8.2e6), duration(252e6), duration(11160e6)]).toEqual(["8.2 s", "4 m 12 s", "3 h 06 m"]);
    expect([duration(59.4e6), duration(59.6e6), duration(119.7e6), duration(3599.8e6)]).toEqual(["59 s", "1 m 00 s", "2 m 00 s", "1 h 00 m"]);
  });
});

describe("names", () => {
  it("makes a project key from a name", () => {
    expect([suggestKey("Card fraud detection"), suggestKey("Churn"), suggestKey("Évaluation"), suggestKey("2026 plan b")]).toEqual(["CFD", "CHURN", "EVALUATI", "PB"]);
    expect(suggestKey("信用")).toBe("");
  });
  it("makes initials of any script", () => {
    expect([initials("Maya Okafor"), initials("信用 太郎"), initials(""), initials("ada")]).toEqual(["MO", "信太", "?", "A"]);
  });
});

it("writes sizes and steps with units", () => {
  expect([bytes(412), bytes(18_240), bytes(5_000_000_000)]).toEqual(["412 B", "18.2 kB", "5.0 GB"]);
  expect([step(14880), step(8000, true), step(1_250_000, true)]).toEqual(["14,880", "8k", "1.25M"]);
});
