import { Button, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { type SignedIn, sessionsQuery, useEndSession, useRename } from "../api/admin";
import { useChangePassword } from "../api/people";
import type { Session } from "../api/types";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import { FocusSetting } from "../first/FocusSetting";
import { Section } from "../ui/Page";
import { heard, Table, wide } from "../ui/Table";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { useTheme } from "../ui/useTheme";
import { browserOf } from "./browserOf";
import styles from "./Settings.module.css";

function Name({ session }: { session: Session }) {
  const { values, set, fail, error, rest } = useForm({ name: session.person?.name ?? "" });
  const rename = useRename();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(rename, values.name, { onError: fail, onSuccess: () => done("Your name was changed") });
  };
  return (
    <form onSubmit={submit} className={styles.narrow}>
      <div className={styles.line}>
        <TextInput label="Name" required maxLength={100} autoComplete="name" value={values.name} error={error("name")} onChange={(event) => set("name", event.currentTarget.value)} />
        <Button type="submit" loading={rename.isPending} disabled={values.name.trim() === session.person?.name}>
          Save
        </Button>
      </div>
      {rest && <ErrorNote error={rest} />}
    </form>
  );
}

function Password({ email }: { email: string }) {
  const { values, set, fail, error, rest, reset } = useForm({ current: "", new: "" });
  const save = useChangePassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(save, values, {
      onError: fail,
      onSuccess: () => {
        reset();
        done("Your password was changed, and every other browser was signed out");
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <div className={styles.line}>
        <PasswordInput label="Current password" required autoComplete="current-password" value={values.current} error={error("current")} onChange={(event) => set("current", event.currentTarget.value)} />
        <PasswordInput label="New password" required autoComplete="new-password" flex="1 1 200px" value={values.new} error={error("new")} onChange={(event) => set("new", event.currentTarget.value)} />
        <Button type="submit" loading={save.isPending} disabled={!values.current || !values.new}>
          Change password
        </Button>
      </div>
      {rest && <ErrorNote error={rest} />}
    </form>
  );
}

function Sessions() {
  const sessions = useQuery(sessionsQuery);
  const end = useEndSession();
  const row = (one: SignedIn) => (
    <tr key={one.id}>
      <td className="ell" title={one.browser}>
        {browserOf(one.browser)} {one.current && <span className="m sm">this browser</span>}
      </td>
      <td>{one.current ? "now" : <Time at={one.last_used} />}</td>
      <td className="hide">
        <Time at={one.created} />
      </td>
      <td>
        {!one.current && (
          <Button variant="subtle" onClick={() => tell(end, one.id, { onError: (error) => refused("It was not signed out", error) })} aria-label={`Sign out ${browserOf(one.browser)}`}>
            Sign out
          </Button>
        )}
      </td>
    </tr>
  );
  return (
    <Section title="Where you are signed in">
      <Loaded query={sessions} rows={2}>
        {(list) => (
          <Table heads={["Browser", "Last used", wide("Signed in"), heard("Sign out")]}>{list.map(row)}</Table>
        )}
      </Loaded>
    </Section>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useTheme();
  return (
    <Section title="Look" hint="Kept in this browser">
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: "auto", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </Section>
  );
}

export function Account({ session }: { session: Session }) {
  const me = session.person;
  const admin = me?.role === "owner" || me?.role === "admin";
  return (
    <>
      <h1>My account</h1>
      <p className={styles.lead}>
        {me?.email}. You are {admin ? "an" : "a"} {me?.role} of {session.workspace || "this workspace"}.
      </p>
      <Section title="Who you are">
        <Name key={me?.name} session={session} />
      </Section>
      <Section title="Password" hint="Changing it signs you out everywhere else">
        <Password email={me?.email ?? ""} />
      </Section>
      <Sessions />
      <FocusSetting />
      <Theme />
    </>
  );
}
