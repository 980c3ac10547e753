import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { useUndo } from "../api/items";
import { movingQuery, useMoveItems } from "../api/moves";
import { projectsQuery } from "../api/projects";
import type { Item, Moving, Project } from "../api/types";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import form from "../ui/Form.module.css";
import { counted } from "../ui/format";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { hrefOf, itemAddress, keyOf } from "./address";
import { mayAdd } from "./createItem";
import { moveToProject } from "./moveToProject";

const nameOf = (items: readonly Item[]): string => (items.length === 1 && items[0] ? (keyOf(items[0]) ?? items[0].title) : counted(items.length, "item", "items"));

/** What comes along, and what will not be seen there. */
function Meaning({ moving, chosen, project }: { moving: Moving; chosen: number; project: string }) {
  if (moving.refused) return <ErrorNote error={new Error(moving.refused)} kept="Nothing was moved." />;
  const along = moving.items - chosen;
  return (
    <div className={form.note} role="status">
      <p>
        {along > 0 ? `${counted(along, "item", "items")} beneath ${along === 1 ? "comes" : "come"} along. ` : ""}
        Links, discussion, history and files stay. Old keys and addresses go on leading to {chosen === 1 ? "it" : "them"}.
      </p>
      {moving.hidden.length > 0 && (
        <>
          <p>{project} does not have these fields. Their values stay with the {chosen === 1 && along === 0 ? "item" : "items"} and are not shown there:</p>
          <ul>
            {moving.hidden.map(({ label, items }) => (
              <li key={label}>
                <b>{label}</b> of {counted(items, "item", "items")}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Body({ items, projects, onMoved }: { items: readonly Item[]; projects: readonly Project[]; onMoved: (() => void) | undefined }) {
  const [project, setProject] = useState("");
  const moving = useQuery(movingQuery(items, project));
  const move = useMoveItems(items);
  const undo = useUndo();
  const router = useRouter();
  const ask = useAsked(items);
  const send = () => {
    const asked = ask();
    tell(move, project, {
      onError: (error) => !asked.open() && refused(`${nameOf(items)} ${items.length === 1 ? "was" : "were"} not moved`, error),
      onSuccess: ({ operation, items: moved }) => {
        if (asked.open()) moveToProject.close();
        onMoved?.();
        const [first] = moved;
        const said = items.length === 1 && first ? `Moved to ${project} as ${keyOf(first) ?? first.title}` : `${counted(items.length, "item", "items")} moved to ${project}`;
        done(said, () => tell(undo, operation, { onSuccess: () => done("Undone"), onError: (error) => refused("It was not moved back", error) }));
        const [was] = items;
        if (first && was && router.latestLocation.pathname === hrefOf(itemAddress(was))) void router.navigate({ ...itemAddress(first), replace: true });
      },
    });
  };
  const can = project !== "" && moving.data !== undefined && moving.data.refused === null;
  return (
    <div className={form.form}>
      <Select
        data-autofocus
        label="Project"
        placeholder="Find a project"
        searchable
        data={projects.map(({ key, name }) => ({ value: key, label: `${key} ${name}` }))}
        value={project || null}
        onChange={(value) => {
          move.reset();
          setProject(value ?? "");
        }}
        nothingFoundMessage="No project of that name in which you may change items"
        maxDropdownHeight={320}
        disabled={move.isPending}
      />
      {project === "" && <p className="m2">{nameOf(items)} gets a key of that project. What hangs beneath comes along.</p>}
      {project !== "" && moving.isPending && <Skeleton rows={2} />}
      {moving.error && <ErrorNote error={moving.error} retry={() => void moving.refetch()} />}
      {moving.data && <Meaning moving={moving.data} chosen={items.length} project={project} />}
      {move.error && <ErrorNote error={move.error} kept="Nothing was moved." />}
      <div className={form.buttons}>
        <Button variant="subtle" onClick={moveToProject.close}>
          Cancel
        </Button>
        <Button variant="filled" disabled={!can} loading={move.isPending} onClick={send}>
          {project ? `Move to ${project}` : "Move"}
        </Button>
      </div>
    </div>
  );
}

/** Move items, with what hangs beneath them, to another project. */
export function MoveToProject() {
  const request = moveToProject.useOpened();
  const homes = new Set(request?.items.map((item) => item.project));
  const projects = (useQuery(projectsQuery).data ?? []).filter(({ id, role, state }) => mayAdd(role) && state !== "archived" && !(homes.size === 1 && homes.has(id)));
  return (
    <Dialog opened={request !== null} onClose={moveToProject.close} title={request ? `Move ${nameOf(request.items)} to another project` : ""}>
      {request && <Body items={request.items} projects={projects} onMoved={request.onMoved} />}
    </Dialog>
  );
}
