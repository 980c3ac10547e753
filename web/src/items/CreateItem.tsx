import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useRef } from "react";

import { useCreateItem } from "../api/items";
import { projectsQuery, typesQuery } from "../api/projects";
import type { ItemType, Project } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { PHASE, PHASES } from "../ui/phases";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { itemAddress, keyOf } from "./address";
import { type CreateRequest, createItem, mayAdd } from "./createItem";

/** The type to begin with: the one asked for, else the phase's first, else an issue. */
function startingType(types: ItemType[], request: CreateRequest): string {
  const asked = types.find((type) => type.name === request.type) ?? types.find((type) => type.phase === request.phase);
  return (asked ?? types.find((type) => type.name === "issue") ?? types[0])?.name ?? "";
}

function Fields({ request, types, projects }: { request: CreateRequest; types: ItemType[]; projects: Project[] }) {
  const { values, set, fail, error, rest } = useForm({ project: request.project ?? (projects.length === 1 ? projects[0]?.key : undefined) ?? "", type: startingType(types, request), title: "" });
  const { project, ...item } = values;
  const create = useCreateItem(project);
  const navigate = useNavigate();
  const ask = useAsked(request);
  const label = types.find((type) => type.name === values.type)?.label.toLowerCase() ?? "item";
  const data = PHASES.map((phase) => ({
    group: PHASE[phase].label,
    items: types.filter((type) => type.phase === phase).map((type) => ({ value: type.name, label: type.label })),
  })).filter((group) => group.items.length > 0);

  const sending = useRef(false); // as of now: `isPending` is as of the last drawing
  const send = (another: boolean) => {
    if (sending.current) return;
    sending.current = true;
    const asked = ask();
    tell(create, { ...item, ...(request.parent && { parent: request.parent.id }) }, {
      onError: (problem) => {
        sending.current = false;
        if (asked.open()) fail(problem);
        else refused(`\u201c${item.title}\u201d was not created`, problem);
      },
      onSuccess: (made) => {
        sending.current = false;
        const open = asked.open();
        const go = () => void navigate(itemAddress(made));
        if (open && another) set("title", "");
        else if (open) createItem.close();
        if (open && !another && asked.here()) go();
        else done(`${keyOf(made) ?? made.title} created`, go, "Open");
      },
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(false);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    // An open list takes it first: what it chooses is not what would be sent.
    if (event.defaultPrevented || (event.target as Element).getAttribute("aria-expanded") === "true") return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) event.currentTarget.requestSubmit();
  };
  return (
    <form className={form.form} onSubmit={submit} onKeyDown={onKeyDown}>
      <TextInput data-autofocus label="Title" required maxLength={500} value={values.title} error={error("title")} onChange={(event) => set("title", event.currentTarget.value)} />
      {request.project === undefined && (
        <Select label="Project" required searchable data={projects.map(({ key, name }) => ({ value: key, label: `${key} ${name}` }))} value={project || null} error={error("project")} onChange={(value) => value && set("project", value)} maxDropdownHeight={320} />
      )}
      <Select label="Type" data={data} value={values.type} error={error("type")} onChange={(value) => value && set("type", value)} maxDropdownHeight={320} />
      {request.parent && (
        <p className="m sm">
          It will hang beneath <b>{request.parent.title}</b>.
        </p>
      )}
      {rest && <ErrorNote error={rest} kept="What you typed is still here." />}
      <div className={form.buttons}>
        <Button variant="subtle" disabled={create.isPending} onClick={(event) => event.currentTarget.form?.reportValidity() && send(true)}>
          Create and add another
        </Button>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Create {label}
        </Button>
      </div>
    </form>
  );
}

export function CreateItem() {
  const request = createItem.useOpened();
  const types = (useQuery(typesQuery).data ?? []).filter((type) => type.creatable);
  const projects = useQuery(projectsQuery).data?.filter((project) => mayAdd(project.role));
  if (request === null) return null;
  return (
    <Dialog onClose={createItem.close} title={request.project ? `New item in ${request.project}` : "New item"}>
      {types.length > 0 && projects && <Fields request={request} types={types} projects={projects} />}
    </Dialog>
  );
}
