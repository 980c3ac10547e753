import { Button, Select } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useZone } from "../api/admin";
import { ErrorNote } from "../ui/Feedback";
import { browserZone, clockIn } from "../ui/format";
import { Section } from "../ui/Page";
import { tell } from "../ui/tell";
import { done } from "../ui/toast";
import styles from "./Settings.module.css";

/** The zones that this browser knows, beneath UTC, the one that is set and the reader's own; New York is found though its name has an underscore. */
const zones = (set: string, mine: string) => [...new Set([mine, set, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((value) => ({ value, label: value.replaceAll("_", " ") }));

/** What holds for everybody in the workspace. */
export function General({ zone }: { zone: string }) {
  const [changed, setChosen] = useState<string | null>(null);
  const chosen = changed ?? zone;
  const save = useZone();
  const mine = browserZone();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(save, chosen, { onSuccess: () => done(`The workspace's days are those of ${chosen}`) });
  };
  return (
    <>
      <h1>General</h1>
      <Section title="Time zone">
        <p className="m2">Which day it is decides what is late and what is due today, on every page and for everybody. Times are shown to each reader in their own zone.</p>
        <form onSubmit={submit} className={styles.narrow}>
          <div className={styles.line}>
            <Select
              label="Time zone of the workspace"
              description={`It is ${clockIn(chosen)} there`}
              searchable
              allowDeselect={false}
              data={zones(zone, mine)}
              value={chosen}
              onChange={(value) => value && setChosen(value)}
              nothingFoundMessage="No time zone of that name"
              maxDropdownHeight={320}
            />
            <Button type="submit" loading={save.isPending} disabled={chosen === zone}>
              Save
            </Button>
          </div>
          {save.error && <ErrorNote error={save.error} kept={`It stays ${zone}.`} />}
        </form>
        {mine !== chosen && (
          <p className="m sm">
            Yours is {mine}.{" "}
            <Button variant="subtle" onClick={() => setChosen(mine)}>
              Take it
            </Button>
          </p>
        )}
      </Section>
    </>
  );
}
