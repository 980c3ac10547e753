import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useAlias } from "../api/models";
import type { Item } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { Alias } from "./Pieces";
import styles from "./Models.module.css";

interface Wanted {
  alias: string;
  /** Null takes it away. */
  version: number | null;
}

/** What the change means for programs, before it is made. */
function consequence({ alias, version }: Wanted, before: number | undefined): string {
  if (version === null) return `Programs that load this model by “${alias}” will find nothing.`;
  if (before === undefined) return `Programs that load this model by “${alias}” will get version ${version}.`;
  return `“${alias}” moves from version ${before} to version ${version}. Programs that load this model by it get version ${version} from then on.`;
}

function Confirm({ model, aliases, wanted, onClose }: { model: Item; aliases: Record<string, number>; wanted: Wanted; onClose: () => void }) {
  const alias = useAlias(model);
  const ask = useAsked();
  const before = aliases[wanted.alias];
  const title = wanted.version === null ? `Take “${wanted.alias}” away from ${model.title}?` : before === undefined ? `Set “${wanted.alias}” on ${model.title}?` : `Move “${wanted.alias}” of ${model.title}?`;
  const act = () => {
    const asked = ask();
    tell(alias, wanted, {
      onError: (error) => !asked.open() && refused("The alias stays as it was", error),
      onSuccess: (answer) => {
        if (asked.open()) onClose();
        done(answer.queued ? "It waits for an approval" : wanted.version === null ? `“${wanted.alias}” taken away` : `“${wanted.alias}” points to version ${wanted.version}`);
      },
    });
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={form.form}>
        <p>{consequence(wanted, before)}</p>
        {alias.error && <ErrorNote error={alias.error} kept="The alias stays as it was." />}
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button variant={wanted.version === null ? "default" : "filled"} data-danger={wanted.version === null || undefined} loading={alias.isPending} onClick={act}>
            {wanted.version === null ? "Take it away" : before === undefined ? "Set it" : "Move it"}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Ask({ start, latest, onWant, onClose }: { start: number; latest: number; onWant: (wanted: Wanted) => void; onClose: () => void }) {
  const { values, set } = useForm({ alias: "", version: start });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onWant({ alias: values.alias.trim(), version: values.version });
  };
  return (
    <Dialog onClose={onClose} title="Set an alias">
      <form className={form.form} onSubmit={submit}>
        <TextInput data-autofocus required label="Alias" description="Such as champion or challenger: letters, digits, _ and -." maxLength={255} pattern="[\w\-]+" value={values.alias} onChange={(event) => set("alias", event.currentTarget.value)} />
        <NumberInput hideControls required label="Version" min={1} max={latest} allowDecimal={false} value={values.version} onChange={(value) => typeof value === "number" && set("version", value)} />
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="filled">
            Go on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks for an alias, says what it moves, and moves it. */
export function useAliasDialog(model: Item, aliases: Record<string, number>) {
  const [asking, setAsking] = useState<number | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const close = () => {
    setAsking(null);
    setWanted(null);
  };
  const latest = Number(model.fields.latest) || 1;
  const dialog = wanted ? (
    <Confirm model={model} aliases={aliases} wanted={wanted} onClose={close} />
  ) : asking !== null ? (
    <Ask start={asking} latest={latest} onWant={setWanted} onClose={close} />
  ) : null;
  return { dialog, ask: (version?: number) => setAsking(version ?? latest), want: setWanted };
}

/** Every alias of a model and where it points. */
export function AliasList({ aliases, onTake }: { aliases: Record<string, number>; onTake: ((alias: string) => void) | undefined }) {
  const rows = Object.entries(aliases);
  if (rows.length === 0) return <span className="m">None yet</span>;
  return (
    <span className={styles.aliases}>
      {rows.map(([alias, version]) => (
        <Alias key={alias} name={alias}>
          <span className="m num">v{version}</span>
          {onTake && (
            <ActionIcon size={16} aria-label={`Take ${alias} away`} onClick={() => onTake(alias)}>
              <IconX className="i s" aria-hidden />
            </ActionIcon>
          )}
        </Alias>
      ))}
    </span>
  );
}
