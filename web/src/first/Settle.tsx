import { Button, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";

import { useSettle } from "../api/first";
import type { Access } from "../api/types";
import { NameAndKey } from "../projects/NameAndKey";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";

const ACCESS: { value: Access; label: string }[] = [
  { value: "workspace", label: "Everyone in the workspace" },
  { value: "teams", label: "Only teams that are let in" },
  { value: "private", label: "Only me, until I let others in" },
];

interface Props {
  projectKey: string;
  opened: boolean;
  onClose: () => void;
  /** Where to go in the project that the sandbox becomes, by its new key. Without it: to the hub. */
  onSettled?: ((key: string) => void) | undefined;
}

/** A sandbox becomes a project: a name, a key, and who may see it. Everything in it stays as it is. */
export function Settle({ projectKey, opened, onClose, onSettled }: Props) {
  const { values, set, fail, error, rest } = useForm({ name: "", key: "", access: "workspace" as Access });
  const settle = useSettle(projectKey);
  const navigate = useNavigate();
  const ask = useAsked(opened);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = ask();
    const onSuccess = (project: { key: string; name: string }) => {
      const here = asked.here(); // also where the form is gone: this address is an old one now
      const go = () => (onSettled ? onSettled(project.key) : void navigate({ to: "/p/$key", params: { key: project.key } }));
      if (asked.open()) onClose();
      if (here) go();
      done(`${project.name} is a project now. Programs that log to ${projectKey} go on as they are.`, here ? undefined : go, "Open");
    };
    tell(settle, values, { onSuccess, onError: (problem) => (asked.open() ? fail(problem) : refused("It was not made a project", problem)) });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Make it a project">
      <form className={form.form} onSubmit={submit}>
        <p className="m2">Its runs keep their addresses and their curves, and your two lines go on working: {projectKey} leads to it from now on, too.</p>
        <NameAndKey values={values} set={set} error={error} />
        <Select label="Who may see it" data={ACCESS} value={values.access} onChange={(value) => value && set("access", value as Access)} />
        {rest && <ErrorNote error={rest} kept="What you typed is still here." />}
        <div className={form.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" variant="filled" loading={settle.isPending}>
            Make it a project
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
