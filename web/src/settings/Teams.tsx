import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { peopleQuery, teamsQuery, useCreateTeam, useDeleteTeam, useMember } from "../api/people";
import type { Person, Team } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Confirm } from "../ui/Confirm";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import { Section } from "../ui/Page";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import styles from "./Settings.module.css";
import teamStyles from "./Teams.module.css";

function NewTeam({ onMade }: { onMade: () => void }) {
  const { values, set, fail, error, rest } = useForm({ name: "" });
  const create = useCreateTeam();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(create, values.name, { onError: fail, onSuccess: onMade });
  };
  return (
    <form onSubmit={submit}>
      <div className={styles.line}>
        <TextInput label="Name of the team" required autoFocus maxLength={100} value={values.name} error={error("name")} onChange={(event) => set("name", event.currentTarget.value)} />
        <Button type="submit" loading={create.isPending}>
          Create team
        </Button>
      </div>
      {rest && <ErrorNote error={rest} />}
    </form>
  );
}

function TeamRow({ team, people, admin }: { team: Team; people: Person[]; admin: boolean }) {
  const member = useMember();
  const remove = useDeleteTeam();
  const [ending, setEnding] = useState(false);
  const onError = (error: unknown) => refused(`${team.name} was not changed`, error);
  const others = people.filter((person) => !person.suspended && !team.members.some((one) => one.id === person.id));
  return (
    <li className={teamStyles.team}>
      <span className="st">{team.name}</span>
      <ul className={teamStyles.members}>
        {team.members.map((person) => (
          <li key={person.id} className={teamStyles.member}>
            <Avatar name={person.name} />
            {person.name}
            {admin && (
              <ActionIcon aria-label={`Take ${person.name} out of ${team.name}`} onClick={() => tell(member, { team: team.id, person: person.id, member: false }, { onError })}>
                <IconX className="i s" aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
        {team.members.length === 0 && <li className="m sm">Nobody yet</li>}
      </ul>
      {admin && (
        <span className="row">
          <Select
            size="xs"
            w={140}
            searchable
            aria-label={`Add somebody to ${team.name}`}
            placeholder="Add somebody"
            data={others.map((person) => ({ value: person.id, label: person.name }))}
            value={null}
            onChange={(person) => person && tell(member, { team: team.id, person, member: true }, { onError })}
          />
          <Button variant="subtle" onClick={() => setEnding(true)} aria-label={`Dissolve ${team.name}`}>
            Dissolve
          </Button>
          <Confirm opened={ending} title={`Dissolve ${team.name}?`} verb="Dissolve" onConfirm={() => tell(remove, team.id, { onError })} onClose={() => setEnding(false)}>
            Its members lose what they may see and do through it alone. It cannot be undone.
          </Confirm>
        </span>
      )}
    </li>
  );
}

export function Teams({ admin }: { admin: boolean }) {
  const teams = useQuery(teamsQuery);
  const people = useQuery(peopleQuery).data ?? [];
  const [adding, setAdding] = useState(false);
  return (
    <>
      <h1>Teams</h1>
      <p className={styles.lead}>A project can be opened to a team: whoever is in it has the role that the project gives the team.</p>
      <Section
        title="Who is in which"
        end={
          admin &&
          !adding && (
            <Button leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => setAdding(true)}>
              New team
            </Button>
          )
        }
      >
        {adding && <NewTeam onMade={() => setAdding(false)} />}
        <Loaded query={teams} rows={2}>
          {(list) => (list.length === 0 ? <p className="m sm">No team yet.{admin && " Make one, put people into it, and name it on a project's page Who may see it."}</p> : <ul>{list.map((team) => <TeamRow key={team.id} team={team} people={people} admin={admin} />)}</ul>)}
        </Loaded>
      </Section>
    </>
  );
}
