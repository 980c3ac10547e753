import { Button, Modal, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";

import { useSettle } from "../api/first";
import type { Access } from "../api/types";
import { NameAndKey } from "../projects/NameAndKey";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { done } from "../ui/toast";

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const settled = (project: { key: string; name: string }) => {
      onClose();
      done(`${project.name} is a project now. Programs that log to ${projectKey} go on as they are.`);
      if (onSettled) onSettled(project.key);
      else void navigate({ to: "/p/$key", params: { key: project.key } });
    };
    settle.mutateAsync(values).then(settled, fail); // not a callback of `mutate`: this form may be gone when the answer comes
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Make it a project">
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
    </Modal>
  );
}
