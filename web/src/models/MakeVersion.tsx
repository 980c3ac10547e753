import { Autocomplete, Button, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";

import { listedQuery } from "../api/items";
import { modelSourcesQuery, useMakeVersion } from "../api/models";
import type { Item, ModelSource } from "../api/types";
import { itemAddress } from "../items/address";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import form from "../ui/Form.module.css";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";

const keyOf = (source: ModelSource): string => source.model ?? `folder:${source.path ?? ""}`;
const nameOf = (source: ModelSource): string => (source.model ? source.name : `Files in ${source.path || "the run"}`);

function Form({ run, sources, model, onClose }: { run: Item; sources: readonly ModelSource[]; model: string | undefined; onClose: () => void }) {
  const start = sources.find((one) => one.model === model) ?? sources[0];
  const { values, set, fail, error, rest } = useForm({ name: "", source: start ? keyOf(start) : "", description: "" });
  const names = useQuery(listedQuery(run.project_key, "model", 100)).data?.map((one) => one.title) ?? [];
  const make = useMakeVersion(run);
  const navigate = useNavigate();
  const ask = useAsked();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = sources.find((one) => keyOf(one) === values.source);
    if (!chosen) return;
    const asked = ask();
    tell(
      make,
      { name: values.name.trim(), model: chosen.model, path: chosen.model ? null : (chosen.path ?? ""), description: values.description },
      {
        onError: (problem) => (asked.open() ? fail(problem) : refused("No version was made", problem)),
        onSuccess: (version) => {
          const open = asked.open();
          const go = () => void navigate(itemAddress(version));
          if (open) onClose();
          if (open && asked.here()) go();
          else done(`${version.title} made`, go, "Open");
        },
      },
    );
  };
  const made = sources.find((one) => keyOf(one) === values.source)?.versions ?? [];
  return (
    <form className={form.form} onSubmit={submit}>
      <Select label="From" data={sources.map((one) => ({ value: keyOf(one), label: nameOf(one) }))} value={values.source} allowDeselect={false} onChange={(value) => value && set("source", value)} />
      <Autocomplete
        data-autofocus
        required
        label="Model"
        description="One that is registered gets its next version; a new name makes a new model."
        maxLength={256}
        data={[...new Set(names)]}
        value={values.name}
        error={error("name")}
        onChange={(value) => set("name", value)}
      />
      <Textarea label="Description" autosize minRows={2} maxRows={8} value={values.description} onChange={(event) => set("description", event.currentTarget.value)} />
      {made.length > 0 && <p className="m sm">It has become {made.map((one) => one.title ?? "a restricted version").join(", ")} before.</p>}
      {rest && <ErrorNote error={rest} kept="What you typed is still here." />}
      <div className={form.buttons}>
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={make.isPending} disabled={!start}>
          Make version
        </Button>
      </div>
    </form>
  );
}

interface Props {
  run: Item;
  /** The logged model to begin with. */
  model?: string;
  onClose: () => void;
}

/** Make a version of a model from what a run has logged. */
export function MakeVersion({ run, model, onClose }: Props) {
  const sources = useQuery(modelSourcesQuery(run.id));
  return (
    <Dialog onClose={onClose} title={`Make a model version from ${run.title}`}>
      <Loaded query={sources}>
        {(found) => (found.length > 0 ? <Form run={run} sources={found} model={model} onClose={onClose} /> : <p className="m2">This run has logged no model. Log one with mlflow.sklearn.log_model(…) or its like, then come back.</p>)}
      </Loaded>
    </Dialog>
  );
}
