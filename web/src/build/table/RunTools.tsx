import { Button, Menu } from "@mantine/core";
import { IconArrowsSort, IconChartLine, IconCheck, IconChevronDown, IconStack2 } from "@tabler/icons-react";

import type { ItemType } from "../../api/types";
import { type ListSearch, isDescending } from "../../items/listView";
import { type SetView, TextFilter } from "../../items/ListTools";
import { TypeIcon } from "../../ui/State";
import { type Choice, KeyPicker } from "../KeyPicker";
import { shortName, sourceName } from "../columns";
import { ColumnMenu } from "./ColumnMenu";
import { FIELDS, fieldName } from "./conditions";
import { Chip, FilterMenu } from "./FilterMenu";
import type { Condition } from "./search";
import styles from "./Tools.module.css";

const choice = (value: string): Choice => ({ value, label: shortName(value), group: `${sourceName(value)}s` });
const own = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: FIELDS[value] ?? value, group: "" }));
const byText = (name: string): boolean => name.startsWith("param.") || name.startsWith("tag.");

/** Runs are one of the types of Build; the others have lists. */
function TypeMenu({ types, setView }: { types: readonly ItemType[]; setView: SetView }) {
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" rightSection={<IconChevronDown className="i s" aria-hidden />} aria-label="Type: Runs">
          Runs
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {types.map((one) => (
          <Menu.Item key={one.name} leftSection={<TypeIcon type={one.name} small />} rightSection={one.name === "run" && <IconCheck className="i s" aria-label="Shown" />} onClick={() => setView({ type: one.name === "run" ? undefined : one.name, state: undefined, sort: undefined, dir: undefined, ...(one.name === "run" && { type: "run" }) })}>
            {one.plural}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setView({ type: undefined })}>All of Build</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface Props {
  projectKey: string;
  view: ListSearch;
  setView: SetView;
  types: readonly ItemType[];
  known: readonly string[];
  chosen: readonly string[];
  spark: string | null;
  labels: ReadonlyMap<string, string>;
  onColumns: (columns: string) => void;
}

/** What stands above the table: filters as chips at the left, groups, order and columns at the right. */
export function RunTools({ projectKey, view, setView, types, known, chosen, spark, labels, onColumns }: Props) {
  const states = types.find((type) => type.name === "run")?.states.map(({ name, label }) => ({ value: name, label })) ?? [];
  const filter = view.filter ?? [];
  const setFilter = (changed: Condition[]) => setView({ filter: changed.length ? changed : undefined });
  const add = (condition: Condition) => (condition.field === "state" ? setView({ state: String(condition.value) }) : setFilter([...filter, condition]));
  const fields = [...own(["state", "user", "started", "ended", "commit", "experiment", "model"]), ...known.map(choice)];
  const groups = [{ value: "", label: "No groups", group: "" }, ...own(["experiment", "model", "user", "state"]), ...known.filter(byText).map(choice)];
  const sorts = [...own(["created", "ended", "user", "commit"]), ...known.map(choice)];
  const sort = view.sort ?? "created";
  const metrics = known.filter((name) => name.startsWith("metric."));
  return (
    <div className={styles.tools} role="toolbar" aria-label="List">
      <TypeMenu types={types} setView={setView} />
      <TextFilter placeholder="Name" value={view.q ?? ""} onChange={(q) => setView({ q: q.trim() || undefined })} />
      <FilterMenu projectKey={projectKey} choices={fields} states={states} onAdd={add} />
      {view.state && (
        <Chip projectKey={projectKey} condition={{ field: "state", op: "=", value: view.state }} label={states.find(({ value }) => value === view.state)?.label} onChange={() => setView({ state: undefined })} fixed />
      )}
      {filter.map((condition, index) => (
        <Chip
          key={`${index} ${condition.field}`}
          projectKey={projectKey}
          condition={condition}
          label={labels.get(String(condition.value))}
          onChange={(changed) => setFilter(filter.flatMap((one, place) => (place !== index ? [one] : changed ? [changed] : [])))}
        />
      ))}
      <span className="grow" />
      <KeyPicker label="Group by" choices={groups} chosen={[view.group ?? ""]} onChoose={(value) => setView({ group: value || undefined, open: undefined })}>
        <Button variant="subtle" leftSection={<IconStack2 className="i s" aria-hidden />}>
          {view.group ? `Group: ${fieldName(view.group)}` : "Group"}
        </Button>
      </KeyPicker>
      <KeyPicker label="Sort by" choices={sorts} chosen={[sort]} onChoose={(value) => setView({ sort: value, dir: sort === value && isDescending({ ...view, sort: "created" }) ? "asc" : "desc" })}>
        <Button variant="subtle" leftSection={<IconArrowsSort className="i s" aria-hidden />} aria-label={`Sorted by ${fieldName(sort)}`}>
          {fieldName(sort)}
        </Button>
      </KeyPicker>
      <KeyPicker label="Small curve of" choices={[{ value: "none", label: "No small curve", group: "" }, ...metrics.map(choice)]} chosen={[spark ? `metric.${spark}` : "none"]} onChoose={(value) => setView({ spark: value.replace(/^metric\./, "") })}>
        <Button variant="subtle" className="hide" aria-label="Small curve" leftSection={<IconChartLine className="i s" aria-hidden />}>
          Curve
        </Button>
      </KeyPicker>
      <ColumnMenu projectKey={projectKey} known={known} chosen={chosen} fixed={view.fix ?? []} onChange={onColumns} onFix={(fix) => setView({ fix: fix?.length ? fix : undefined })} />
    </div>
  );
}
