import { Button, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";

import { useCreateProject } from "../api/projects";
import type { Access } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { createProject } from "./createProject";
import { NameAndKey } from "./NameAndKey";

const ACCESS: { value: Access; label: string }[] = [
  { value: "workspace", label: "Everyone in the workspace" },
  { value: "teams", label: "Only teams that are let in" },
  { value: "private", label: "Only people who are let in" },
];

function Fields() {
  const { values, set, fail, error, rest } = useForm({ name: "", key: "", summary: "", access: "workspace" as Access });
  const create = useCreateProject();
  const navigate = useNavigate();
  const ask = useAsked();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = ask();
    tell(create, values, {
      onError: (problem) => (asked.open() ? fail(problem) : refused(`${values.name} was not created`, problem)),
      onSuccess: (project) => {
        const open = asked.open();
        const go = () => void navigate({ to: "/p/$key", params: { key: project.key } });
        if (open) createProject.close();
        if (open && asked.here()) go();
        else done(`${project.name} created`, go, "Open");
      },
    });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <NameAndKey values={values} set={set} error={error} />
      <TextInput label="What it is for" placeholder="Optional, in a sentence" value={values.summary} error={error("summary")} onChange={(event) => set("summary", event.currentTarget.value)} />
      <Select label="Who may see it" data={ACCESS} value={values.access} onChange={(value) => value && set("access", value as Access)} />
      {rest && <ErrorNote error={rest} kept="What you typed is still here." />}
      <div className={form.buttons}>
        <Button variant="subtle" onClick={createProject.close}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Create project
        </Button>
      </div>
    </form>
  );
}

export function CreateProject() {
  if (createProject.useOpened() === null) return null;
  return (
    <Dialog onClose={createProject.close} title="New project">
      <Fields />
    </Dialog>
  );
}
