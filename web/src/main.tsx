import "./app/theme/styles";

import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Problem } from "./api/problem";
import { sessionQuery } from "./api/session";
import { makeRouter } from "./app/router";
import { theme } from "./app/theme/theme";

/** The session ended, here or elsewhere: sign in again, then come back. */
function onError(error: unknown): void {
  if (!(error instanceof Problem) || error.status !== 401 || !client.getQueryData(sessionQuery.queryKey)?.person) return;
  client.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.invalidate();
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused is refused again; only silence is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});
const router = makeRouter(client);
const colorSchemes = localStorageColorSchemeManager({ key: "rootnode-theme" });

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no #root");
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} colorSchemeManager={colorSchemes} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
