import { TextInput } from "@mantine/core";

import { suggestKey } from "../ui/format";

interface Props {
  values: { name: string; key: string };
  set: (field: "name" | "key", value: string) => void;
  error: (field: "name" | "key") => string | undefined;
}

/** A project's name, and its key: made from the name until somebody writes another. */
export function NameAndKey({ values, set, error }: Props) {
  const rename = (name: string) => {
    if (values.key === suggestKey(values.name)) set("key", suggestKey(name));
    set("name", name);
  };
  return (
    <>
      <TextInput data-autofocus label="Name" required maxLength={200} value={values.name} error={error("name")} onChange={(event) => rename(event.currentTarget.value)} />
      <TextInput
        label="Key"
        description="Stands before the number of each item, as in FRAUD-12. It never changes."
        required
        maxLength={20}
        value={values.key}
        error={error("key")}
        styles={{ input: { fontFamily: "var(--mono)" } }}
        onChange={(event) => set("key", event.currentTarget.value.toUpperCase())}
      />
    </>
  );
}
