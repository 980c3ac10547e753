import { expect, test } from "vitest";

import { LIBRARIES, type Library, stopwatch, isLocal, lines, masked, trackingAddress } from "./connect";

test("the two lines carry the address that the server was told to have, else the page's own", () => {
  expect(trackingAddress("https://ml.example.org", "http://127.0.0.1:7700", "FRAUD")).toBe("https://ml.example.org/p/FRAUD");
  expect(lines("script", trackingAddress("", "http://127.0.0.1:7700", "FRAUD"), "rn_x")).toBe("export MLFLOW_TRACKING_URI=http://127.0.0.1:7700/p/FRAUD\nexport MLFLOW_TRACKING_TOKEN=rn_x");
  expect(lines("notebook", "http://a/p/F", "rn_x")).toContain("%env MLFLOW_TRACKING_TOKEN=rn_x");
});

test("every library gets both variables", () => {
  for (const library of Object.keys(LIBRARIES) as Library[]) {
    expect(lines(library, "http://a/p/F", "rn_x")).toMatch(/MLFLOW_TRACKING_URI=http:\/\/a\/p\/F\n.*MLFLOW_TRACKING_TOKEN=rn_x$/);
  }
});

test("a masked secret gives nothing away but its ends", () => {
  expect(masked("rn_abcdefghijklmnopqrstuvwxyz3f9a")).toBe("rn_••••••••••••3f9a");
});

test("an address of this machine alone is known as such", () => {
  expect(isLocal("http://127.0.0.1:7700/p/F")).toBe(true);
  expect(isLocal("https://ml.example.org/p/F")).toBe(false);
});

test("waiting is told in minutes and seconds", () => {
  expect([stopwatch(0), stopwatch(42.7), stopwatch(61)]).toEqual(["0:00", "0:42", "1:01"]);
});
