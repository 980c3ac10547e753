import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconFilterOff } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";

import { peopleQuery } from "../api/people";
import { projectsQuery, typesQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import { type Asked, type Scope, groupsQuery, ownFieldsQuery, tableQuery } from "../api/table";
import type { Field, Item, ItemType } from "../api/types";
import type { SetView } from "../items/ListTools";
import { type ListSearch, type Where, isDescending } from "../items/listView";
import { Empty } from "../ui/Feedback";
import type { RowContext } from "./Cells";
import { chosenColumns, columnsOf, fieldsOf } from "./columns";
import { FilterChips } from "./FilterChips";
import { asked as conditionsOf, filterables } from "./filters";
import { type RowGroup, groupChoices, groupsBy, linesOf } from "./groups";
import { ItemTable } from "./ItemTable";
import { Tools } from "./Tools";
import { useSelection } from "./useSelection";

const NONE: never[] = [];

export interface TypeCountOf {
  type: ItemType;
  /** Without a filter. */
  total: number;
  states: Record<string, number>;
}

interface Props {
  /** A project's key, or null for all projects. */
  scope: Scope;
  view: ListSearch;
  setView: SetView;
  /** The types that the page lists; a table of one of them knows its fields. */
  types: readonly TypeCountOf[];
  empty: ReactNode;
}

/** Who may change an item where it stands: editors of its project; what a protocol made is left to its own page. */
function useContext(): RowContext {
  const types = useQuery(typesQuery).data ?? NONE;
  const people = useQuery(peopleQuery).data ?? NONE;
  const projects = useQuery(projectsQuery).data ?? NONE;
  return useMemo(() => {
    const known = new Map(types.map((type) => [type.name, type]));
    const roles = new Map(projects.map((project) => [project.id, project.role]));
    const mayEdit = (item: Item) => known.get(item.type)?.creatable === true && ["editor", "lead"].includes(roles.get(item.project) ?? "");
    return { types: known, people, mayEdit };
  }, [types, people, projects]);
}

/** One stretch of rows for each type, where no type is chosen. */
function byType(types: readonly TypeCountOf[], base: Omit<Asked, "type">): RowGroup[] {
  return types
    .filter(({ total }) => total > 0)
    .filter(({ type }) => !base.state || type.states.some((state) => base.state?.includes(state.name)))
    .map(({ type, total, states }) => ({
      id: type.name,
      label: type.plural,
      type,
      look: "type",
      count: base.q || base.where?.length ? null : base.state ? base.state.reduce((sum, state) => sum + (states[state] ?? 0), 0) : total,
      asked: { ...base, type: type.name },
      holds: (item) => item.type === type.name,
    }));
}

/** The groups of rows that the address asks for, with what the server counted. */
function useGroups({ scope, view, types }: Pick<Props, "scope" | "view" | "types">, type: ItemType | undefined, fields: readonly Field[], base: Omit<Asked, "type">) {
  const people = useQuery(peopleQuery).data ?? NONE;
  const projects = useQuery(projectsQuery).data ?? NONE;
  const whole = useMemo((): Asked => ({ ...base, type: type?.name ?? "" }), [base, type]);
  const by = type && groupChoices(fields, scope === null).some((choice) => choice.name === view.group) ? view.group : undefined;
  const counted = useQuery({ ...groupsQuery(scope, whole, by ?? "state"), placeholderData: (before) => before });
  const total = counted.data?.reduce((sum, { count }) => sum + count, 0) ?? null;
  const counts = counted.data ?? NONE;
  const groups = useMemo((): RowGroup[] => {
    if (!type) return byType(types, base);
    if (by) return groupsBy(by, type, fields, whole, counts, { people, projects });
    return [{ id: "all", label: type.plural, type, look: "plain", count: null, asked: whole, holds: () => true }];
  }, [type, types, base, by, fields, whole, counts, people, projects]);
  // Labels put an item into several groups, so their counts do not add up.
  const sum = !type ? groups.reduce<number | null>((all, group) => (all === null || group.count === null ? null : all + group.count), 0) : view.group === "labels" ? null : total;
  return { groups, headed: Boolean(by) || (!type && groups.length > 1), total: sum, waiting: Boolean(by) && counted.isPending };
}

/** The fields of a type, those that the project added included, and what can be made of them. */
function useFields(scope: Scope, type: ItemType | undefined, cols: string | undefined, group: string | undefined) {
  const own = useQuery({ ...ownFieldsQuery(scope ?? ""), enabled: scope !== null }).data ?? NONE;
  return useMemo(() => {
    const fields = fieldsOf(type, own);
    // A project is in no project.
    const everywhere = scope === null && type?.name !== "project";
    const columns = columnsOf(fields, everywhere);
    return { fields, filters: filterables(fields), columns, shown: chosenColumns(columns, cols, group), groups: type ? groupChoices(fields, everywhere) : NONE };
  }, [type, own, scope, cols, group]);
}

/** A table over any type: filters, groups, columns and order stand in the address. */
export function TableView({ scope, view, setView, types, empty }: Props) {
  const only = types.length === 1 ? types[0]?.type : undefined;
  const type = types.find((one) => one.type.name === view.type)?.type ?? only;
  const context = useContext();
  const me = useQuery(sessionQuery).data?.person?.id;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const { fields, filters, columns, shown, groups: choices } = useFields(scope, type, view.cols, view.group);
  const { state, q, where } = view;
  const base = useMemo(() => ({ state: state?.split(","), q, where: type ? conditionsOf(where, filters) : undefined }), [state, q, where, type, filters]);
  const { groups, headed, total, waiting } = useGroups({ scope, view, types }, type, fields, base);
  const sort = columns.some((column) => column.sort === view.sort) ? (view.sort ?? "updated") : "updated";
  const descending = isDescending({ ...view, sort });
  const open = headed ? groups.filter((group) => !closed.has(group.id) && group.count !== 0) : groups;
  const query = useInfiniteQuery({ ...tableQuery(scope, waiting ? [] : open.map((group) => group.asked), { sort, desc: descending }), placeholderData: (before) => before });
  const items = useMemo(() => {
    const seen = new Map<string, Item>();
    for (const page of query.data?.pages ?? []) for (const item of page.items) seen.set(item.id, item);
    return [...seen.values()];
  }, [query.data]);
  const lines = useMemo(() => linesOf(groups, headed, closed, items, query.hasNextPage), [groups, headed, closed, items, query.hasNextPage]);
  const selection = useSelection(items);

  const toggle = (id: string) => setClosed((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  const filtered = Boolean(view.q || view.state || view.where?.length);
  const clear = () => setView({ q: undefined, state: undefined, where: undefined });
  const nothing = filtered ? (
    <Empty icon={IconFilterOff} title="Nothing fits this filter" action={<Button onClick={clear}>Clear the filter</Button>}>
      There are other items here; the filter leaves them out.
    </Empty>
  ) : (
    empty
  );
  return (
    <>
      <Tools
        view={{ ...view, sort }}
        setView={setView}
        columns={columns}
        groups={choices}
        chips={<FilterChips fixed={!type} filters={filters} where={[...stateOf(view), ...((type && view.where) ?? [])]} names={{ type, people: context.people, me }} onChange={(where) => setView({ where: where.length > 0 ? where : undefined, state: undefined })} />}
      />
      <ItemTable
        label={type?.plural ?? "Items"}
        lines={lines}
        total={total}
        columns={shown}
        context={context}
        sort={sort}
        descending={descending}
        setView={setView}
        data={{ ...query, isPending: waiting || (query.isPending && open.length > 0) }}
        selection={selection}
        onToggle={toggle}
        empty={nothing}
      />
    </>
  );
}

/** `state=todo` of an older or shorter address stands among the conditions. */
const stateOf = ({ state }: ListSearch): Where[] => (state ? [["state", "in", state.split(",")]] : []);
