// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";

import { projectsQuery, typesQuery } from "../api/projects";
import type { ItemType, Project } from "../api/types";
import { CreateItem } from "./CreateItem";
import { createItem } from "./createItem";

const project = (key: string, role: Project["role"]) => ({ id: key, key, name: key, role }) as Project;
const issue = { name: "issue", label: "Issue", plural: "Issues", phase: "plan" as const, states: [], fields: [], creatable: true, fixed: [], movable: true } satisfies ItemType;

it("asks for a project where none is open, of those that one may add to", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(typesQuery.queryKey, { types: [issue], links: [] });
  client.setQueryData(projectsQuery.queryKey, [project("READ", "viewer"), project("ONE", "editor"), project("TWO", "lead")]);
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => root.render(<RouterContextProvider router={router}><QueryClientProvider client={client}><MantineProvider env="test"><CreateItem /></MantineProvider></QueryClientProvider></RouterContextProvider>));
  const asked = () => [...document.querySelectorAll<HTMLInputElement>("[role=dialog] input:not([type=hidden])")].filter((field) => field.required && field.value === "");
  await act(async () => createItem.open({ project: "ONE" }));
  expect(asked()).toHaveLength(1);
  await act(async () => createItem.close());
  await act(async () => createItem.open({}));
  expect(asked()).toHaveLength(2);
  await act(async () => asked()[1]?.click());
  const offered = [...document.querySelectorAll("[role=option]")].map((option) => option.textContent);
  expect(offered.filter((text) => /READ|ONE|TWO/.test(text))).toEqual(["ONE ONE", "TWO TWO"]);
  act(() => root.unmount());
});
