import { PasswordInput, TextInput } from "@mantine/core";

import type { useForm } from "../ui/form";

interface Values {
  name: string;
  password: string;
}
type Form = Pick<ReturnType<typeof useForm<Values>>, "values" | "error"> & { set: (name: keyof Values, value: string) => void };

/** A new password: who chooses it is told beforehand what is asked of it. */
export function PasswordField({ values, set, error, label = "Password" }: Omit<Form, "values"> & { values: { password: string }; label?: string }) {
  return (
    <PasswordInput
      label={label}
      description="At least 10 characters. A few words that only you combine are good."
      autoComplete="new-password"
      required
      minLength={10}
      value={values.password}
      error={error("password")}
      onChange={(event) => set("password", event.currentTarget.value)}
    />
  );
}

export function NameField({ values, set, error }: Form) {
  return <TextInput label="Your name" autoComplete="name" autoFocus required maxLength={200} value={values.name} error={error("name")} onChange={(event) => set("name", event.currentTarget.value)} />;
}
