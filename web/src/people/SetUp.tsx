import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { sessionQuery, useSetUp } from "../api/session";
import type { Focus } from "../api/types";
import { FocusField } from "../first/FocusField";
import { browserZone } from "../ui/format";
import { useForm } from "../ui/form";
import { tell } from "../ui/tell";
import { Entry } from "./Entry";
import { NameField, PasswordField } from "./NewAccount";
import styles from "./Entry.module.css";

function Form({ code }: { code: string }) {
  const { values, set, fail, error, rest } = useForm({ name: "", email: "", password: "", focus: null as Focus | null });
  const setUp = useSetUp();
  const navigate = useNavigate();
  const submit = () => tell(setUp, { code, ...values, zone: browserZone() }, { onError: fail, onSuccess: () => void navigate({ to: "/welcome", replace: true }) });
  return (
    <Entry title="Welcome to Rootnode" lead="You are the first here, so this account becomes the owner." error={rest} onSubmit={submit}>
      <NameField values={values} set={set} error={error} />
      <TextInput label="E-mail" type="email" autoComplete="username" required value={values.email} error={error("email")} onChange={(event) => set("email", event.currentTarget.value)} />
      <PasswordField values={values} set={set} error={error} />
      <FocusField value={values.focus} onChange={(focus) => set("focus", focus)} />
      <Button type="submit" variant="filled" size="lg" loading={setUp.isPending}>
        Create the owner's account
      </Button>
    </Entry>
  );
}

/** The first account. Its link, with a code that works once, was printed by the server. */
export function SetUpPage() {
  const { code } = useSearch({ from: "/setup" });
  const session = useQuery(sessionQuery).data;
  if (session && !session.setup_needed) {
    return (
      <Entry title="This server is set up" lead="Its first account exists already.">
        <p>
          <Link to="/sign-in" className="link">
            Sign in
          </Link>
        </p>
      </Entry>
    );
  }
  if (code) return <Form code={code} />;
  return (
    <Entry title="Welcome to Rootnode" lead="To make the first account, open the link that the server printed when it started:">
      <pre className={styles.snippet}>
        <code>{`${location.origin}/setup?code=…`}</code>
      </pre>
      <p className="m sm">It works once. A restart prints it again for as long as nobody has an account.</p>
    </Entry>
  );
}
