import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Problem } from "../api/problem";
import { summaryQuery } from "../api/projects";
import type { Phase } from "../api/types";
import { createItem } from "../items/createItem";
import { AskForRole, NoSuchPlace } from "../talk/AskForAccess";
import { Follow } from "../talk/Follow";
import { PeopleHere } from "../talk/PeopleHere";
import { ProjectNote } from "../first/ProjectNote";
import { Page } from "../ui/Page";
import { useShortcuts } from "../ui/shortcuts";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { ProjectMenu } from "./ProjectMenu";
import { PhaseRail } from "./PhaseRail";

interface Props {
  projectKey: string;
  /** What stands between the project and this page. */
  crumbs?: ReactNode[];
  /** Missing on the hub, which is the project itself and shows the phases in numbers instead of the rail. */
  title?: ReactNode;
  documentTitle?: string;
  here?: Phase | undefined;
  /** The type that C begins with. */
  createType?: string | undefined;
  actions?: ReactNode;
  context?: ReactNode;
  fixed?: boolean;
  children: ReactNode;
}

/** A page within a project: its crumbs, the phase rail, and C to create. */
export function ProjectPage({ projectKey, crumbs = [], title, documentTitle, here, createType, actions, children, ...rest }: Props) {
  const summary = useQuery(summaryQuery(projectKey));
  const name = summary.data?.project.name ?? projectKey.toUpperCase();
  const role = summary.data?.project.role;
  const reads = role === "viewer" || role === "commenter";
  useShortcuts(reads ? {} : { c: () => createItem.open({ project: projectKey, ...(here && { phase: here }), ...(createType && { type: createType }) }) });
  // What may not be seen is answered like what is not there.
  if (summary.error instanceof Problem && summary.error.status === 404) {
    return (
      <Page crumbs={[<Link to="/">Projects</Link>]} title={projectKey.toUpperCase()} documentTitle="Not found" actions={<ThemeSwitch />}>
        <NoSuchPlace place={projectKey} />
      </Page>
    );
  }
  const project = (
    <Link to="/p/$key" params={{ key: projectKey }}>
      {name}
    </Link>
  );
  return (
    <Page
      {...rest}
      crumbs={title === undefined ? [<Link to="/">Projects</Link>] : [project, ...crumbs]}
      title={title ?? name}
      documentTitle={documentTitle ?? name}
      rail={title !== undefined && <PhaseRail projectKey={projectKey} here={here} />}
      actions={
        <>
          {role && <PeopleHere projectKey={projectKey} />}
          {reads && <AskForRole projectKey={projectKey} role="editor" />}
          {title === undefined && role && <Follow project={projectKey} />}
          {actions}
          {title === undefined && <ProjectMenu projectKey={projectKey} />}
          <ThemeSwitch />
        </>
      }
      note={<ProjectNote projectKey={projectKey} />}
    >
      {children}
    </Page>
  );
}
