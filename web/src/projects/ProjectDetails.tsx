import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { useEditProject } from "../api/access";
import { itemQuery } from "../api/items";
import { peopleQuery } from "../api/people";
import type { Item, Project } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function Form({ item, onClose }: { item: Item; onClose: () => void }) {
  const people = useQuery(peopleQuery).data ?? [];
  const { fields } = item;
  const { values, set, fail, rest } = useForm({ title: item.title, summary: text(fields.summary), lead: text(fields.lead), target_date: text(fields.target_date) });
  const edit = useEditProject(item.id);
  const ask = useAsked();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = ask();
    const { title, ...given } = values;
    const changed = Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== text(fields[name])).map(([name, value]) => [name, value || null]));
    tell(
      edit,
      { rev: item.rev, title, fields: changed },
      {
        onError: (problem) => (asked.open() ? fail(problem) : refused(`${item.title} was not changed`, problem)),
        onSuccess: () => {
          if (asked.open()) onClose();
          done("Saved");
        },
      },
    );
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <TextInput data-autofocus required label="Name" maxLength={200} value={values.title} onChange={(event) => set("title", event.currentTarget.value)} />
      <Textarea label="What it is for" description="In a sentence or two." autosize minRows={2} maxRows={8} value={values.summary} onChange={(event) => set("summary", event.currentTarget.value)} />
      <Select
        label="Lead"
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Nobody" }}
        data={people.filter((person) => !person.suspended).map((person) => ({ value: person.id, label: person.name }))}
        value={values.lead || null}
        onChange={(person) => set("lead", person ?? "")}
      />
      <TextInput type="date" label="Target date" value={values.target_date} onChange={(event) => set("target_date", event.currentTarget.value)} />
      {rest && <ErrorNote error={rest} kept="What you typed is still here." />}
      <div className={form.buttons}>
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={edit.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** A project's name, summary, lead and target date. */
export function ProjectDetails({ project, onClose }: { project: Project; onClose: () => void }) {
  const item = useQuery(itemQuery(project.id));
  return (
    <Dialog onClose={onClose} title={`About ${project.key}`}>
      <Loaded query={item}>{(found) => <Form item={found} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}
