import { ActionIcon, Button, Radio, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { IconUsersGroup, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { accessQuery, useGrant, useSetAccess, useWithdrawRole } from "../api/access";
import { peopleQuery, teamsQuery } from "../api/people";
import { summaryQuery } from "../api/projects";
import type { Access, Person, Project, ProjectAccess, ProjectRole, Team } from "../api/types";
import { AccessRequests } from "../talk/AccessRequests";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/Feedback";
import form from "../ui/Form.module.css";
import { Section } from "../ui/Page";
import row from "../ui/Row.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { ProjectPage } from "./ProjectPage";
import styles from "./AccessPage.module.css";

const OPEN: { value: Access; label: string; means: string }[] = [
  { value: "workspace", label: "Everybody in the workspace", means: "Every member may see and edit it; guests only where they are named." },
  { value: "teams", label: "Teams and people that are let in", means: "Only the teams and people named below, and the workspace's owners and admins." },
  { value: "private", label: "People that are let in", means: "Only the people named below, and the workspace's owners and admins. Teams have no role." },
];
const ROLES: { value: ProjectRole; label: string; means: string }[] = [
  { value: "viewer", label: "Viewer", means: "Sees everything in the project." },
  { value: "commenter", label: "Commenter", means: "The same, and takes part in discussions." },
  { value: "editor", label: "Editor", means: "Makes and changes items, logs runs, moves aliases, restores from the trash." },
  { value: "lead", label: "Lead", means: "The same, and says who may see the project, what it is called, and when it is archived." },
];

const NOT_CHANGED = "Nothing was changed";

function OpenTo({ project, access, teams, readOnly }: { project: Project; access: ProjectAccess; teams: readonly Team[]; readOnly: boolean }) {
  const set = useSetAccess(project.key);
  const [asked, setAsked] = useState<Access | null>(null);
  const losing = teams.filter((team) => access.grants.some((grant) => grant.principal === team.id));
  const put = (value: Access) => {
    setAsked(null);
    tell(set, value, { onSuccess: () => done("Changed"), onError: (error) => refused(NOT_CHANGED, error) });
  };
  return (
    <Section title="Open to">
      <Radio.Group aria-label="Open to" value={set.isPending ? set.variables : access.access} onChange={(value) => (value === "private" && losing.length > 0 ? setAsked("private") : put(value as Access))}>
        <div className={styles.choices}>
          {OPEN.map((one) => (
            <Radio key={one.value} value={one.value} label={one.label} description={one.means} disabled={readOnly} />
          ))}
        </div>
      </Radio.Group>
      <Dialog opened={asked !== null} onClose={() => setAsked(null)} title="Close it to teams?">
        <div className={form.form}>
          <p>
            {losing.map((team) => team.name).join(", ")} {losing.length === 1 ? "loses its role" : "lose their roles"}. People who are named by themselves keep theirs.
          </p>
          <div className={form.buttons}>
            <Button variant="subtle" onClick={() => setAsked(null)}>
              Cancel
            </Button>
            <Button onClick={() => asked && put(asked)}>Close it to teams</Button>
          </div>
        </div>
      </Dialog>
    </Section>
  );
}

interface Named {
  id: string;
  name: string;
  team: Team | undefined;
}

function Grant({ named, role, projectKey, readOnly }: { named: Named; role: ProjectRole; projectKey: string; readOnly: boolean }) {
  const grant = useGrant(projectKey);
  const withdraw = useWithdrawRole(projectKey);
  const onError = (error: unknown) => refused(NOT_CHANGED, error);
  const { id, name, team } = named;
  return (
    <li className={row.row}>
      {team ? <IconUsersGroup className="i m" stroke={1.75} aria-hidden /> : <Avatar name={name} />}
      <span className="ell">{name}</span>
      {team && <span className="m sm hide">team of {team.members.length}</span>}
      <span className={row.end}>
        {readOnly ? (
          ROLES.find((one) => one.value === role)?.label
        ) : (
          <>
            <Select size="xs" w={128} aria-label={`Role of ${name}`} data={ROLES.map(({ value, label }) => ({ value, label }))} value={role} allowDeselect={false} onChange={(value) => value && value !== role && tell(grant, { principal: id, role: value as ProjectRole }, { onError })} />
            <ActionIcon aria-label={`Take the role of ${name} away`} onClick={() => tell(withdraw, id, { onError, onSuccess: () => done(`${name} has no role any more`, () => tell(grant, { principal: id, role }, { onError })) })}>
              <IconX className="i s" aria-hidden />
            </ActionIcon>
          </>
        )}
      </span>
    </li>
  );
}

function Add({ projectKey, people, teams, access }: { projectKey: string; people: readonly Person[]; teams: readonly Team[]; access: ProjectAccess }) {
  const grant = useGrant(projectKey);
  const [role, setRole] = useState<ProjectRole>("editor");
  const free = (id: string) => !access.grants.some((one) => one.principal === id);
  const data = [
    { group: "People", items: people.filter((one) => !one.suspended && free(one.id)).map((one) => ({ value: one.id, label: one.name })) },
    { group: "Teams", items: access.access === "private" ? [] : teams.filter((one) => free(one.id)).map((one) => ({ value: one.id, label: one.name })) },
  ].filter((group) => group.items.length > 0);
  return (
    <div className={styles.add}>
      <Select
        className="grow"
        searchable
        limit={50}
        aria-label="Add a person or a team"
        placeholder={access.access === "private" ? "Add a person" : "Add a person or a team"}
        data={data}
        value={null}
        nothingFoundMessage="Nobody of that name"
        disabled={grant.isPending}
        onChange={(principal) => principal && tell(grant, { principal, role }, { onError: (error) => refused(NOT_CHANGED, error) })}
      />
      <Select w={128} aria-label="Role of whom you add" data={ROLES.map(({ value, label }) => ({ value, label }))} value={role} allowDeselect={false} onChange={(value) => value && setRole(value as ProjectRole)} />
    </div>
  );
}

function Body({ project, access }: { project: Project; access: ProjectAccess }) {
  const people = useQuery(peopleQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const readOnly = project.role !== "lead";
  const named = (id: string): Named => {
    const team = teams.find((one) => one.id === id);
    return { id, team, name: team?.name ?? people.find((one) => one.id === id)?.name ?? "Somebody" };
  };
  return (
    <div className={styles.page}>
      <h1>Who may see {project.name}</h1>
      {readOnly && <p className="m2">Only a lead of the project changes this. You are {project.role === "editor" ? "an" : "a"} {project.role}.</p>}
      <AccessRequests projectKey={project.key} />
      <OpenTo project={project} access={access} teams={teams} readOnly={readOnly} />
      <Section title="People and teams" hint="Who is named here has the role, or the one that the project is open with, whichever is greater.">
        {!readOnly && <Add projectKey={project.key} people={people} teams={teams} access={access} />}
        {access.grants.length === 0 && <p className="m sm">Nobody is named.</p>}
        <ul>
          {access.grants.map((grant) => grant.role && <Grant key={grant.principal} named={named(grant.principal)} role={grant.role} projectKey={project.key} readOnly={readOnly} />)}
        </ul>
      </Section>
      <Section title="What each role may do">
        <dl className={styles.roles}>
          {ROLES.map((role) => (
            <div key={role.value}>
              <dt>{role.label}</dt>
              <dd>{role.means}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </div>
  );
}

/** Who may see a project and do what in it. */
export function AccessPage() {
  const { key } = useParams({ from: "/app/p/$key/access" });
  const project = useQuery(summaryQuery(key)).data?.project;
  const access = useQuery(accessQuery(key));
  return (
    <ProjectPage projectKey={key} title="Who may see it" documentTitle={`Who may see ${project?.name ?? key}`}>
      <Loaded query={access}>{(found) => project && <Body project={project} access={found} />}</Loaded>
    </ProjectPage>
  );
}
