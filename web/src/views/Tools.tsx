import { Button, Menu } from "@mantine/core";
import { IconArrowsSort, IconCheck, IconColumns3, IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { SetView } from "../items/ListTools";
import { TextFilter } from "../items/ListTools";
import { type ListSearch, isDescending } from "../items/listView";
import { type Column, chosenColumns, toggledColumn } from "./columns";
import styles from "./Tools.module.css";

const Chosen = () => <IconCheck className="i s" aria-label="Chosen" />;

interface ColumnMenuProps {
  columns: readonly Column[];
  chosen: string | undefined;
  group: string | undefined;
  onChange: (chosen: string | undefined) => void;
}

/** Which columns a table has. */
export function ColumnMenu({ columns, chosen, group, onChange }: ColumnMenuProps) {
  const shown = chosenColumns(columns, chosen, group).map((column) => column.name);
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="subtle" className="hide" leftSection={<IconColumns3 className="i s" aria-hidden />}>
          {shown.length} of {columns.length}
          <span className="vh"> columns</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        <Menu.Label>Columns</Menu.Label>
        {columns
          .filter((column) => column.name !== "title")
          .map((column) => (
            <Menu.Item key={column.name} onClick={() => onChange(toggledColumn(columns, chosen, column.name, group))} rightSection={shown.includes(column.name) && <Chosen />}>
              {column.label}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item disabled={chosen === undefined} onClick={() => onChange(undefined)}>
          As at first
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function GroupMenu({ choices, chosen, onChange }: { choices: readonly { name: string; label: string }[]; chosen: string | undefined; onChange: (name: string | undefined) => void }) {
  const label = choices.find((choice) => choice.name === chosen)?.label;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconStack2 className="i s" aria-hidden />}>
          {label ? <><span className="m hide">Group:&nbsp;</span>{label}</> : "Group"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        <Menu.Label>Group by</Menu.Label>
        {choices.map((choice) => (
          <Menu.Item key={choice.name} onClick={() => onChange(choice.name === chosen ? undefined : choice.name)} rightSection={choice.name === chosen && <Chosen />}>
            {choice.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={!chosen} onClick={() => onChange(undefined)}>Not grouped</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Sorting without columns to click: on a phone, and by what is not shown. */
function SortMenu({ columns, view, setView }: { columns: readonly Column[]; view: ListSearch; setView: SetView }) {
  const sorts = columns.filter((column) => column.sort);
  const sort = view.sort ?? "updated";
  const descending = isDescending(view);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconArrowsSort className="i s" aria-hidden />}>
          {sorts.find((column) => column.sort === sort)?.label ?? "Sort"}
          <span className="vh">, {descending ? "descending" : "ascending"}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        <Menu.Label>Sort by</Menu.Label>
        {sorts.map((column) => (
          <Menu.Item key={column.name} onClick={() => setView({ sort: column.sort, dir: undefined })} rightSection={column.sort === sort && <Chosen />}>
            {column.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setView({ dir: descending ? "asc" : "desc" })}>{descending ? "Smallest or oldest first" : "Largest or newest first"}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface Props {
  view: ListSearch;
  setView: SetView;
  columns: readonly Column[];
  groups: readonly { name: string; label: string }[];
  chips: ReactNode;
}

/** What stands above a table: text and conditions at the left; grouping, order and columns at the right. */
export function Tools({ view, setView, columns, groups, chips }: Props) {
  return (
    <div className={styles.tools} role="toolbar" aria-label="List">
      <TextFilter value={view.q ?? ""} onChange={(q) => setView({ q: q.trim() || undefined })} />
      {chips}
      <span className="grow" />
      {groups.length > 0 && <GroupMenu choices={groups} chosen={view.group} onChange={(group) => setView({ group })} />}
      <SortMenu columns={columns} view={view} setView={setView} />
      <ColumnMenu columns={columns} chosen={view.cols} group={view.group} onChange={(cols) => setView({ cols })} />
    </div>
  );
}
