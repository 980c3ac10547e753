// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";

import { ownName } from "../api/own";
import { projectsQuery } from "../api/projects";
import type { End } from "../api/types";
import { foundQuery } from "../api/views";
import { Palette } from "./Palette";
import { openPalette } from "./openPalette";

vi.mock("@tanstack/react-router", () => ({ useParams: () => ({}) }));
vi.mock("./going", () => ({ useGoing: () => () => ({ act: vi.fn(), href: "/" }) }));
vi.mock("./deeds", () => ({ useDeeds: () => [] }));
vi.mock("../first/searched", () => ({ useSearched: () => vi.fn() }));

const end = (key: string): End => ({ restricted: false, id: `id of ${key}`, type: "issue", key, title: "", state: "todo", project_key: "FRAUD" });

it("shows what was looked at only while nothing is typed, and never what another text found", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  localStorage.setItem(ownName("recent"), JSON.stringify([end("FRAUD-1")]));
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(projectsQuery.queryKey, []);
  for (const [text, key] of [["a", "FRAUD-2"], ["ab", "FRAUD-3"]] as const) client.setQueryData(foundQuery(text).queryKey, { items: [end(key)], projects: [], people: [], views: [] });
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(async () => root.render(<QueryClientProvider client={client}><MantineProvider env="test"><Palette /></MantineProvider></QueryClientProvider>));
  await act(async () => openPalette());
  const shown = () => [...document.querySelectorAll("[role=option]")].map((option) => /FRAUD-\d/.exec(option.textContent)?.[0]);
  const type = (text: string) =>
    act(async () => {
      const field = document.querySelector("[role=combobox]") as HTMLInputElement;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  const settle = () => act(async () => vi.advanceTimersByTime(100));
  expect(shown()).toEqual(["FRAUD-1"]);
  await type("a");
  expect(shown()).toEqual([]);
  await settle();
  expect(shown()).toEqual(["FRAUD-2"]);
  await type("ab");
  expect(shown()).toEqual([]);
  await settle();
  expect(shown()).toEqual(["FRAUD-3"]);
  await act(async () => root.unmount());
  vi.useRealTimers();
});
