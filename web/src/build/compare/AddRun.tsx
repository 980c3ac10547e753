import { Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type Icon, IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { runsOfGroupQuery } from "../../api/runs";
import { State } from "../../ui/State";
import { Time } from "../../ui/Time";
import picker from "../KeyPicker.module.css";

interface Props {
  projectKey: string;
  chosen: readonly string[];
  onAdd: (id: string) => void;
  label?: string;
  icon?: Icon;
  variant?: "subtle" | "default";
}

/** Finds a run by its name, newest first. */
export function AddRun({ projectKey, chosen, onAdd, label = "Add a run", icon: Picture = IconPlus, variant = "subtle" }: Props) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 150);
  const filter = asked ? JSON.stringify([{ field: "name", op: "contains", value: asked }]) : undefined;
  const found = useQuery({ ...runsOfGroupQuery(projectKey, { columns: [], sort: "created", desc: true, state: undefined, filter }, 30), enabled: open });
  const runs = found.data?.runs.filter(({ item }) => !chosen.includes(item.id)) ?? [];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant={variant} leftSection={<Picture className="i s" aria-hidden />} onClick={() => setOpen(!open)}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className={picker.dropdown ?? ""}>
        <TextInput data-autofocus size="xs" aria-label="Find a run" placeholder="Name of a run" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <div className={picker.list}>
          {runs.map(({ item }) => (
            <UnstyledButton
              key={item.id}
              className={picker.choice}
              onClick={() => {
                onAdd(item.id);
                setOpen(false);
              }}
            >
              <span className="row">
                <State type="run" state={item.state} iconOnly />
                <span className="ell" dir="auto">
                  {item.title}
                </span>
              </span>
              <span className="m sm">
                <Time at={item.created} />
              </span>
            </UnstyledButton>
          ))}
          {found.data && runs.length === 0 && <p className="m sm">No other run has a name like this.</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
