import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { useAcceptInvitation } from "../api/session";
import type { Focus } from "../api/types";
import { FocusField } from "../first/FocusField";
import { useForm } from "../ui/form";
import { tell } from "../ui/tell";
import { Entry } from "./Entry";
import { NameField, PasswordField } from "./NewAccount";

/** The page that an invitation link opens. */
export function AcceptPage() {
  const { code } = useSearch({ from: "/invite" });
  const { values, set, fail, error, rest } = useForm({ name: "", password: "", focus: null as Focus | null });
  const accept = useAcceptInvitation();
  const navigate = useNavigate();
  if (!code) return <Entry title="This link is incomplete" lead="Open the whole link from your invitation, or ask for a new one.">{null}</Entry>;
  const submit = () => tell(accept, { code, ...values }, { onError: fail, onSuccess: () => void navigate({ to: "/", replace: true }) });
  return (
    <Entry title="Join Rootnode" lead="You were invited. Choose the name that others see, and a password." error={rest} onSubmit={submit}>
      <NameField values={values} set={set} error={error} />
      <PasswordField values={values} set={set} error={error} />
      <FocusField value={values.focus} onChange={(focus) => set("focus", focus)} />
      <Button type="submit" variant="filled" size="lg" loading={accept.isPending}>
        Join
      </Button>
    </Entry>
  );
}
