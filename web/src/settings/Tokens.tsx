import { Button, Checkbox, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { tokensQuery, useCreateToken, useRevokeToken } from "../api/people";
import type { Permission } from "../api/types";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import { Command } from "../ui/Command";
import { Section } from "../ui/Page";
import { PERMISSIONS, TokenTable } from "../ui/TokenTable";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import { Secret } from "./Secret";
import styles from "./Settings.module.css";
import { bashLines, notebookLines, pythonLines } from "./snippets";

const EXPIRY = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "", label: "Never" },
];

function NewToken({ onMade }: { onMade: (secret: string) => void }) {
  const { values, set, fail, error, rest, reset } = useForm({ name: "", permissions: ["read"] as Permission[], expires: "90" });
  const create = useCreateToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(
      create,
      { name: values.name, permissions: values.permissions, expires_in_days: values.expires ? Number(values.expires) : null },
      {
        onError: fail,
        onSuccess: (token) => {
          reset();
          onMade(token.secret ?? "");
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <div className={styles.line}>
        <TextInput label="What it is for" required autoFocus maxLength={100} value={values.name} error={error("name")} onChange={(event) => set("name", event.currentTarget.value)} />
        <Select label="Ends after" w={110} data={EXPIRY} value={values.expires} onChange={(value) => set("expires", value ?? "")} />
        <Checkbox.Group label="It may" value={values.permissions} onChange={(value) => set("permissions", value as Permission[])} error={error("permissions")}>
          <Group gap={16} mih={28}>
            {PERMISSIONS.map((one) => (
              <Checkbox key={one.value} size="md" value={one.value} label={one.label} />
            ))}
          </Group>
        </Checkbox.Group>
        <Button type="submit" variant="filled" loading={create.isPending} disabled={values.permissions.length === 0}>
          Make token
        </Button>
      </div>
      {rest && <ErrorNote error={rest} />}
    </form>
  );
}

const LANGUAGES = { Shell: bashLines, Python: pythonLines, Notebook: notebookLines };
type Language = keyof typeof LANGUAGES;

/** What to paste, with this server's address; with the token as long as it is shown. */
function Snippets({ secret }: { secret: string | null }) {
  const [language, setLanguage] = useState<Language>("Shell");
  return (
    <Section
      title="Use it"
      end={<SegmentedControl size="xs" aria-label="Language" value={language} onChange={(value) => setLanguage(value as Language)} data={Object.keys(LANGUAGES)} />}
    >
      <Command text={LANGUAGES[language](location.origin, secret ?? "YOUR_TOKEN")} />
    </Section>
  );
}

/** The signed-in person's own tokens. */
export function Tokens() {
  const tokens = useQuery(tokensQuery);
  const revoke = useRevokeToken();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const made = (text: string) => {
    setSecret(text);
    setAdding(false);
  };
  return (
    <>
      <h1>My tokens</h1>
      <p className={styles.lead}>For programs that act as you, with no more rights than you give them. To log training runs, use “Connect my code” in a project instead: its token is good for that project only.</p>
      <Section
      title="Tokens"
      end={
        !adding && (
          <Button leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => setAdding(true)}>
            New token
          </Button>
        )
      }
    >
      {adding && <NewToken onMade={made} />}
      {secret && <Secret label="Your new token." text={secret} />}
      <Loaded query={tokens} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <p className="m sm">None yet.</p>
          ) : (
            <TokenTable tokens={list} onRevoke={(token) => tell(revoke, token.id, { onError: (error) => refused("The token was not revoked", error) })} />
          )
        }
      </Loaded>
    </Section>
      <Snippets secret={secret} />
    </>
  );
}
