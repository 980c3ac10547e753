import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { summaryQuery } from "../api/projects";
import type { Phase } from "../api/types";
import { createItem } from "../items/createItem";
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
  const name = useQuery(summaryQuery(projectKey)).data?.project.name ?? projectKey.toUpperCase();
  useShortcuts({ c: () => createItem.open({ project: projectKey, ...(here && { phase: here }), ...(createType && { type: createType }) }) });
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
          {actions}
          {title === undefined && <ProjectMenu projectKey={projectKey} />}
          <ThemeSwitch />
        </>
      }
    >
      {children}
    </Page>
  );
}
