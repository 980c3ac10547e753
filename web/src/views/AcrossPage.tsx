import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { IconBox, IconFileText, IconLayoutDashboard, IconListCheck, IconPlus, IconServer2, type Icon } from "@tabler/icons-react";

import { projectsQuery, typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import { groupsQuery } from "../api/table";
import type { ViewPlace } from "../api/views";
import { createItem, mayAddSomewhere } from "../items/createItem";
import { issuesTab, myIssues, openIssues } from "../items/issues";
import { type ListSearch, isTyping, listSearch } from "../items/listView";
import type { SetView } from "../items/ListTools";
import { createProject } from "../projects/createProject";
import { Empty, Loaded } from "../ui/Feedback";
import { Page } from "../ui/Page";
import { useShortcuts } from "../ui/shortcuts";
import { Command } from "../ui/Command";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { humanise } from "../ui/vocabulary";
import { TableView } from "./TableView";
import { type FixedTab, ViewTabs } from "./ViewTabs";

interface Across {
  title: string;
  type: string;
  icon: Icon;
  hue?: string;
  place: ViewPlace;
  /** What an empty page is for. */
  purpose: string;
  /** The code that brings the first. */
  code?: string;
  /** The field whose values are tabs; those of projects and issues are made by hand. */
  tabsBy: string;
  /** What the page shows without any settings in its address. */
  usual: ListSearch;
}

const CURRENT: ListSearch = { state: "active,paused" };
const PAGES = {
  projects: { title: "Projects", type: "project", icon: IconLayoutDashboard, place: "projects", tabsBy: "", usual: CURRENT, purpose: "A project is a root: requirements, work, runs, deployments and production hang beneath it." },
  issues: { title: "Issues", type: "issue", icon: IconListCheck, hue: "plan", place: "issues", tabsBy: "", usual: {}, purpose: "Issues of all projects stand here: yours, and those of everybody." },
  docs: { title: "Docs", type: "document", icon: IconFileText, hue: "scope", place: "docs", tabsBy: "category", usual: { group: "category" }, purpose: "Specs, guidelines, protocols, runbooks and reports of all projects stand here." },
  models: { title: "Models", type: "model", icon: IconBox, hue: "build", place: "models", tabsBy: "", usual: {}, purpose: "Models of all projects stand here with their newest version and aliases, as your code registers them.", code: 'mlflow.register_model(f"runs:/{run.info.run_id}/model", "name-of-the-model")' },
  endpoints: { title: "Endpoints", type: "endpoint", icon: IconServer2, hue: "ship", place: "endpoints", tabsBy: "environment", usual: {}, purpose: "What serves a model stands here, research and production side by side." },
} as const satisfies Record<string, Across>;

const isPlain = (search: ListSearch): boolean => Object.keys(search).length === 0;
const valueOf = (search: ListSearch, field: string): string | undefined => {
  const found = search.where?.find(([name, op]) => name === field && op === "in")?.[2];
  return Array.isArray(found) && found.length === 1 ? String(found[0]) : undefined;
};

/** Tabs of a page: all, then each value of its field; of projects, those that are current, archived, all. */
function useTabs(page: Across): { tabs: FixedTab[]; active: (search: ListSearch) => string } {
  const types = useQuery(typesQuery).data;
  const me = useQuery(sessionQuery).data?.person?.id;
  const choices = types?.find((type) => type.name === page.type)?.fields.find((field) => field.name === page.tabsBy)?.choices ?? [];
  const counts = useQuery(groupsQuery(null, { type: page.type }, page.tabsBy || "state")).data ?? [];
  const of = (value: string) => counts.find((one) => one.value === value)?.count ?? 0;
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  if (page.type === "project") {
    const tab = (id: string, label: string, count: number, search: ListSearch): FixedTab => ({ id, label, icon: null, count, search });
    const tabs = [tab("current", "Current", of("active") + of("paused"), {}), tab("archived", "Archived", of("archived"), { state: "archived" }), tab("all", "All", total, { state: "active,paused,archived" })];
    return { tabs, active: (search) => (search.state === undefined || search.state === CURRENT.state ? "current" : search.state === "archived" ? "archived" : "all") };
  }
  if (page.type === "issue") {
    const mine = me && types ? myIssues(types, me) : {};
    const open = types ? openIssues(types) : {};
    const known = types?.find((type) => type.name === "issue")?.states.reduce((sum, state) => sum + (state.done ? 0 : of(state.name)), 0);
    const tabs: FixedTab[] = [{ id: "all", label: "All", icon: null, count: total, search: {} }, { id: "open", label: "Open", icon: null, count: known, search: open }, { id: "mine", label: "Mine", icon: null, search: mine }];
    return { tabs, active: (search) => (issuesTab(search, open, mine)) };
  }
  const tabs = counts.flatMap(({ value, count }): FixedTab[] => {
    const choice = typeof value === "number" ? choices[value] : undefined;
    return choice ? [{ id: choice, label: humanise(choice), icon: null, count, search: { where: [[page.tabsBy, "in", [choice]]] } }] : [];
  });
  return { tabs: [{ id: "all", label: "All", icon: null, count: total, search: {} }, ...tabs], active: (search) => valueOf(search, page.tabsBy) ?? "all" };
}

/** What C makes on a page: an item of its type, or a project where there is none to add to. */
function useCreate(page: Across): { creates: string; open: () => void } {
  const adds = mayAddSomewhere(useQuery(projectsQuery).data);
  const makesProject = page.type === "project" || !adds;
  return { creates: makesProject ? "New project" : `New ${page.type}`, open: () => (makesProject ? createProject.open(true) : createItem.open({ type: page.type })) };
}

function NewButton({ page }: { page: Across }) {
  const { creates, open } = useCreate(page);
  useShortcuts({ c: open });
  return (
    <Button variant="filled" leftSection={<IconPlus className="i s" aria-hidden />} onClick={open}>
      {creates === "New project" ? creates : "New"}
    </Button>
  );
}

function Nothing({ page, plural }: { page: Across; plural: string }) {
  const { creates, open } = useCreate(page);
  return (
    <Empty icon={page.icon} hue={page.hue} title={`No ${plural.toLowerCase()} yet`} action={page.code ? <Command text={page.code} /> : <Button onClick={open}>{creates}</Button>}>
      {page.purpose}
    </Empty>
  );
}

function AcrossPage({ page }: { page: Across }) {
  const asked: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const types = useQuery(typesQuery);
  const view = isPlain(asked) ? page.usual : asked;
  const show = (search: ListSearch, replace = false) => void navigate({ to: ".", search: listSearch({ ...search }), replace });
  // An empty address stands for what is usual here, so a view without any settings says at least its order.
  const said = (search: ListSearch): ListSearch => (isPlain(search) && !isPlain(page.usual) ? { sort: "updated" } : search);
  const setView: SetView = (change) => show(said(listSearch({ ...view, ...change })), isTyping(view, change));
  const { tabs, active } = useTabs(page);
  return (
    <Page title={page.title} documentTitle={page.title} fixed actions={<><NewButton page={page} /><ThemeSwitch /></>}>
      <h1 className="vh">{page.title}</h1>
      <Loaded query={types}>
        {(known) => {
          const type = known.find((one) => one.name === page.type);
          if (!type) return null;
          return (
            <>
              <ViewTabs project={null} place={page.place} view={asked} tabs={tabs} active={active(asked)} onShow={show} />
              <TableView key={page.type} scope={null} view={view} setView={setView} types={[{ type, total: 1, states: {} }]} empty={<Nothing page={page} plural={type.plural} />} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

export const ProjectsPage = () => <AcrossPage page={PAGES.projects} />;
export const IssuesPage = () => <AcrossPage page={PAGES.issues} />;
export const DocsPage = () => <AcrossPage page={PAGES.docs} />;
export const ModelsPage = () => <AcrossPage page={PAGES.models} />;
export const EndpointsPage = () => <AcrossPage page={PAGES.endpoints} />;
