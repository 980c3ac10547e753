import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { peopleQuery, useEditPerson } from "../api/people";
import type { Person, WorkspaceRole } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Loaded } from "../ui/Feedback";
import { Section } from "../ui/Page";
import { heard, Table, wide } from "../ui/Table";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import { humanise } from "../ui/vocabulary";
import styles from "./Settings.module.css";

export const ROLES: WorkspaceRole[] = ["owner", "admin", "member", "guest"];
export const roleChoices = ROLES.map((role) => ({ value: role, label: humanise(role) }));

function PersonRow({ person, mine, admin }: { person: Person; mine: boolean; admin: boolean }) {
  const edit = useEditPerson();
  const save = (change: { role?: WorkspaceRole; suspended?: boolean }) =>
    tell(edit, { id: person.id, ...change }, { onError: (error) => refused(`${person.name} was not changed`, error) });
  return (
    <tr>
      <td>
        <span className="row">
          <Avatar name={person.name} />
          <span className="ell">{person.name}</span>
          {mine && <span className="m sm">you</span>}
          {person.example && <span className="m sm">example</span>}
        </span>
      </td>
      <td className="hide m2">{person.email}</td>
      <td>
        {admin && !mine && !person.example ? (
          <Select size="xs" w={110} aria-label={`Role of ${person.name}`} data={roleChoices} value={person.role} onChange={(role) => role && save({ role: role as WorkspaceRole })} />
        ) : (
          humanise(person.role)
        )}
      </td>
      <td>
        {person.suspended && <span className="warn sm">Suspended </span>}
        {admin && !mine && !person.example && (
          <Button variant="subtle" onClick={() => save({ suspended: !person.suspended })} aria-label={`${person.suspended ? "Let back in" : "Suspend"} ${person.name}`}>
            {person.suspended ? "Let back in" : "Suspend"}
          </Button>
        )}
      </td>
    </tr>
  );
}

export function People({ me, admin }: { me: string; admin: boolean }) {
  const people = useQuery(peopleQuery);
  return (
    <>
      <h1>People</h1>
      <p className={styles.lead}>Members see every project that is open to the workspace, guests only those in which they are named.</p>
      <Section
        title="Accounts"
        end={
          admin && (
            <Button component={Link} to="/settings/invitations">
              Invite somebody
            </Button>
          )
        }
      >
        <Loaded query={people} rows={3}>
          {(list) => (
            <Table heads={["Name", wide("E-mail"), "Role", heard("Suspend")]}>
              {list.map((person) => (
                <PersonRow key={person.id} person={person} mine={person.id === me} admin={admin} />
              ))}
            </Table>
          )}
        </Loaded>
      </Section>
    </>
  );
}
