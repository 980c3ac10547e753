import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";

import type { ActivityView } from "../api/activity";
import { beginWithListed } from "../api/listed";
import { sessionQuery } from "../api/session";
import type { CurveView } from "../build/curves/view";
import { type CompareSearch, compareSearch } from "../build/compare/search";
import { runSearch } from "../build/runView";
import { type ListSearch, listSearch } from "../items/listView";
import { activitySearch } from "../talk/activityView";
import { type InboxSearch, inboxSearch } from "../talk/inboxView";
import { isPhase } from "../ui/phases";
import { App } from "./App";
import { Crashed, Missing, Waiting } from "./Fallbacks";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
/** Only a place within this app: an address from outside must not lead away after signing in. */
export const inside = (address: string): string => (/^\/(?![/\\\s])/.test(address) ? address : "/");

const root = createRootRouteWithContext<{ client: QueryClient }>()({ notFoundComponent: Missing });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw): { next?: string } => (raw.next ? { next: inside(text(raw.next)) } : {}),
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.fetchQuery(sessionQuery);
    if (session.person) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../people/SignIn"), "SignInPage"),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: (raw): { code?: string } => (raw.code ? { code: String(raw.code) } : {}),
  component: lazyRouteComponent(() => import("../people/SetUp"), "SetUpPage"),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  validateSearch: (raw): { code?: string } => (raw.code ? { code: String(raw.code) } : {}),
  component: lazyRouteComponent(() => import("../people/Accept"), "AcceptPage"),
});

/** Everything behind it needs somebody who is signed in. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session.person) return;
    if (session.setup_needed) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
  },
  component: App,
});
const home = createRoute({ getParentRoute: () => app, path: "/", component: lazyRouteComponent(() => import("../projects/Home"), "Home") });
const welcome = createRoute({ getParentRoute: () => app, path: "/welcome", component: lazyRouteComponent(() => import("../first/Welcome"), "Welcome") });
const connectStart = createRoute({ getParentRoute: () => app, path: "/connect", component: lazyRouteComponent(() => import("../first/ConnectStart"), "ConnectStart") });
const settings = createRoute({ getParentRoute: () => app, path: "/settings", component: lazyRouteComponent(() => import("../settings/Settings"), "Settings") });
const settingsTab = createRoute({ getParentRoute: () => app, path: "/settings/$tab", component: lazyRouteComponent(() => import("../settings/Settings"), "Settings") });
const inbox = createRoute({
  getParentRoute: () => app,
  path: "/inbox",
  validateSearch: (raw): InboxSearch => inboxSearch(raw),
  component: lazyRouteComponent(() => import("../talk/InboxPage"), "InboxPage"),
});
const across = { getParentRoute: () => app, validateSearch: (raw: Record<string, unknown>): ListSearch => listSearch(raw) };
const projects = createRoute({ ...across, path: "/projects", component: lazyRouteComponent(() => import("../views/AcrossPage"), "ProjectsPage") });
const issues = createRoute({ ...across, path: "/issues", component: lazyRouteComponent(() => import("../views/AcrossPage"), "IssuesPage") });
const docs = createRoute({ ...across, path: "/docs", component: lazyRouteComponent(() => import("../views/AcrossPage"), "DocsPage") });
const models = createRoute({ ...across, path: "/models", component: lazyRouteComponent(() => import("../views/AcrossPage"), "ModelsPage") });
const endpoints = createRoute({ ...across, path: "/endpoints", component: lazyRouteComponent(() => import("../views/AcrossPage"), "EndpointsPage") });
const project = createRoute({ getParentRoute: () => app, path: "/p/$key" });
const hub = createRoute({
  getParentRoute: () => project,
  path: "/",
  // The mlflow client prints addresses such as /p/FRAUD/#/experiments/1/runs/RUN: they lead to the run's page.
  beforeLoad: ({ location, params }) => {
    const found = /^\/?experiments\/\w+(?:\/runs\/([0-9a-f]{32}))?/.exec(location.hash);
    if (found?.[1]) throw redirect({ to: "/p/$key/runs/$id", params: { key: params.key, id: found[1] }, replace: true });
    if (found) throw redirect({ to: "/p/$key/$phase", params: { key: params.key, phase: "build" }, replace: true });
  },
  component: lazyRouteComponent(() => import("../projects/Hub"), "Hub"),
});
const phase = createRoute({
  getParentRoute: () => project,
  path: "$phase",
  validateSearch: (raw): ListSearch => listSearch(raw),
  beforeLoad: ({ params }) => {
    if (!isPhase(params.phase)) throw notFound();
  },
  component: lazyRouteComponent(() => import("../projects/PhasePage"), "PhasePage"),
});
const activity = createRoute({
  getParentRoute: () => project,
  path: "activity",
  validateSearch: (raw): ActivityView => activitySearch(raw),
  component: lazyRouteComponent(() => import("../talk/ActivityPage"), "ActivityPage"),
});
const connect = createRoute({ getParentRoute: () => project, path: "connect", component: lazyRouteComponent(() => import("../build/ConnectPage"), "ConnectPage") });
const access = createRoute({ getParentRoute: () => project, path: "access", component: lazyRouteComponent(() => import("../projects/AccessPage"), "AccessPage") });
const trash = createRoute({ getParentRoute: () => project, path: "trash", component: lazyRouteComponent(() => import("../projects/TrashPage"), "TrashPage") });
const item = createRoute({
  getParentRoute: () => project,
  path: "items/$ref",
  beforeLoad: ({ context, params }) => beginWithListed(context.client, params.ref),
  component: lazyRouteComponent(() => import("../items/ItemPage"), "ItemPage"),
});
const run = createRoute({
  getParentRoute: () => project,
  path: "runs/$id",
  validateSearch: (raw): CurveView => runSearch(raw),
  component: lazyRouteComponent(() => import("../build/RunPage"), "RunPage"),
});
const compare = createRoute({
  getParentRoute: () => project,
  path: "compare",
  validateSearch: (raw): CompareSearch => compareSearch(raw),
  component: lazyRouteComponent(() => import("../build/compare/ComparePage"), "ComparePage"),
});

const tree = root.addChildren([signIn, setup, invite, app.addChildren([home, inbox, welcome, connectStart, settings, settingsTab, projects, issues, docs, models, endpoints, project.addChildren([hub, phase, activity, connect, access, trash, item, run, compare])])]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultPendingComponent: Waiting,
    defaultPendingMs: 200,
    defaultErrorComponent: Crashed,
    defaultNotFoundComponent: Missing,
    scrollRestoration: true,
  });
}
declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
