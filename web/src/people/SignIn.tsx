import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { sessionQuery, useSignIn } from "../api/session";
import { useForm } from "../ui/form";
import { tell } from "../ui/tell";
import { Entry } from "./Entry";

export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const session = useQuery(sessionQuery).data;
  const { values, set, fail, error, rest } = useForm({ email: "", password: "" });
  const signIn = useSignIn();
  const navigate = useNavigate();
  const submit = () => tell(signIn, values, { onError: fail, onSuccess: () => void navigate({ href: next ?? "/", replace: true }) });
  return (
    <Entry title={session?.workspace ? `Sign in to ${session.workspace}` : "Sign in"} lead="With the address and password of your account." error={rest} onSubmit={submit}>
      <TextInput label="E-mail" type="email" autoComplete="username" autoFocus required value={values.email} error={error("email")} onChange={(event) => set("email", event.currentTarget.value)} />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={values.password}
        error={error("password")}
        onChange={(event) => set("password", event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" size="lg" loading={signIn.isPending}>
        Sign in
      </Button>
      {session?.setup_needed && (
        <p className="sm m">
          Nobody has an account yet. <Link to="/setup" className="link">Set up this server</Link>
        </p>
      )}
    </Entry>
  );
}
