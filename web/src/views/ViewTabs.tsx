import { Button, Checkbox, Menu, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDots, IconPin, IconPlus, IconShare2, IconTable, IconTrash, IconUsers, type Icon } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type FormEvent, type ReactNode, useState } from "react";

import { projectsQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { SavedView } from "../api/types";
import { type ViewPlace, useChangeView, useCreateView, useDeleteView, usePin, viewsQuery } from "../api/views";
import type { ListSearch } from "../items/listView";
import { useAsked } from "../ui/asked";
import { Confirm } from "../ui/Confirm";
import { copyText } from "../ui/copyText";
import { count } from "../ui/format";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { savedSearch, settings, viewAddress } from "./address";
import styles from "./ViewTabs.module.css";

/** A tab that every reader has. */
export interface FixedTab {
  id: string;
  label: string;
  icon: ReactNode;
  count?: number | undefined;
  search: ListSearch;
}

interface Props {
  /** A project's key, or null for all projects. */
  project: string | null;
  place: ViewPlace;
  view: ListSearch;
  tabs: readonly FixedTab[];
  /** Which of them the address shows where no saved view is named. */
  active: string;
  onShow: (search: ListSearch) => void;
}

const same = (a: ListSearch, b: ListSearch): boolean => JSON.stringify(Object.entries(settings(a)).sort()) === JSON.stringify(Object.entries(settings(b)).sort());

function Tab({ label, icon, total, on, onShow, end }: { label: string; icon: ReactNode; total?: number | undefined; on: boolean; onShow: () => void; end?: ReactNode }) {
  return (
    <span className={clsx(styles.tab, on && styles.on)}>
      <UnstyledButton className={styles.name} aria-current={on ? "true" : undefined} onClick={onShow}>
        {icon}
        <span className="ell">{label}</span>
        {total !== undefined && <span className="m num">{count(total)}</span>}
      </UnstyledButton>
      {end}
    </span>
  );
}

function NameForm({ start, mayShare, onSave }: { start: string; mayShare: boolean; onSave: (name: string, shared: boolean) => void }) {
  const [name, setName] = useState(start);
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) onSave(name.trim(), shared);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput autoFocus data-autofocus label="Name of the view" placeholder="Late and mine" maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {mayShare && <Checkbox size="xs" label="Everybody who sees this page sees it" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
      <Button type="submit" variant="filled" disabled={!name.trim()}>
        Save view
      </Button>
    </form>
  );
}

function Entry({ icon: Picture, children, onClick }: { icon: Icon; children: ReactNode; onClick: () => void }) {
  return (
    <Menu.Item leftSection={<Picture className="i s" aria-hidden />} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}

function ViewMenu({ saved, mayChange, mayShare, onDeleted }: { saved: SavedView; mayChange: boolean; mayShare: boolean; onDeleted: () => void }) {
  const change = useChangeView();
  const remove = useDeleteView();
  const pin = usePin();
  const [ending, setEnding] = useState(false);
  const ask = useAsked();
  const end = () => {
    const asked = ask();
    tell(remove, saved.id, { onError, onSuccess: () => asked.here() && onDeleted() });
  };
  const onError = (error: unknown) => refused("The view was not changed", error);
  return (
    <>
      <Menu>
        <Menu.Target>
          <UnstyledButton className={styles.more} aria-label={`More about ${saved.name}`}>
            <IconDots className="i s" aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Entry icon={IconPin} onClick={() => tell(pin, { id: saved.id, on: !saved.pinned }, { onError })}>{saved.pinned ? "Take out of the sidebar" : "Pin to the sidebar"}</Entry>
          {mayChange && mayShare && <Entry icon={IconUsers} onClick={() => tell(change, { id: saved.id, shared: !saved.shared }, { onError })}>{saved.shared ? "Keep it to its owner" : "Share with everybody here"}</Entry>}
          {mayChange && <Entry icon={IconTrash} onClick={() => setEnding(true)}>Delete the view</Entry>}
        </Menu.Dropdown>
      </Menu>
      <Confirm opened={ending} title={`Delete \u201c${saved.name}\u201d?`} verb="Delete" onConfirm={end} onClose={() => setEnding(false)}>
        {saved.shared ? "Everybody here loses it." : "What it lists stays as it is."} It cannot be undone.
      </Confirm>
    </>
  );
}

/** What the reader may do with views here. */
function useRights(project: string | null) {
  const me = useQuery(sessionQuery).data?.person;
  const role = useQuery(projectsQuery).data?.find((one) => one.key === project?.toUpperCase())?.role;
  const leads = project === null ? me?.role === "owner" || me?.role === "admin" : role === "lead";
  return { mayShare: project === null ? me?.role !== "guest" : leads || role === "editor", mayChange: (saved: SavedView) => saved.owner === me?.id || leads };
}

/** Tabs above a table: those that all have, then saved views; what differs from the saved one is kept or taken back here. */
export function ViewTabs({ project, place, view, tabs, active, onShow }: Props) {
  const views = useQuery({ ...viewsQuery(project, place ?? "plan"), enabled: place !== null }).data ?? [];
  const { mayShare, mayChange } = useRights(project);
  const [naming, setNaming] = useState(false);
  const navigate = useNavigate();
  const create = useCreateView();
  const change = useChangeView();
  const saved = views.find((one) => one.id === view.view);
  const dirty = saved !== undefined && !same(view, savedSearch(saved));
  const onError = (error: unknown) => refused("The view was not saved", error);
  const { type, ...query } = settings(view);
  const ask = useAsked(naming);
  const save = (name: string, shared: boolean) => {
    const asked = ask();
    const onSuccess = (made: SavedView) => {
      const open = asked.open();
      const show = () => void navigate(viewAddress(made));
      if (open) setNaming(false);
      if (open && asked.here()) onShow(savedSearch(made));
      done(`View \u201c${name}\u201d saved.`, open && asked.here() ? undefined : show, "Open");
    };
    if (place) tell(create, { project, place, name, shared, type: type ?? "", query }, { onError, onSuccess });
  };
  const share = () => void copyText(location.href).then((copied) => done(copied ? "The address of this view is copied." : "Copy the address from the bar above: the browser does not let pages do it."));
  return (
    <div className={styles.tabs} role="navigation" aria-label="Views">
      <div className={styles.list}>
        {tabs.map((tab) => (
          <Tab key={tab.id} label={tab.label} icon={tab.icon} total={tab.count} on={!saved && tab.id === active} onShow={() => onShow(tab.search)} />
        ))}
        {tabs.length > 0 && views.length > 0 && <span className={styles.rule} aria-hidden />}
        {views.map((one) => (
          <Tab
            key={one.id}
            label={one.name}
            icon={one.shared ? <IconUsers className="i s" aria-label="Shared" /> : <IconTable className="i s" aria-hidden />}
            on={one === saved}
            onShow={() => onShow(savedSearch(one))}
            end={one === saved && <ViewMenu saved={one} mayChange={mayChange(one)} mayShare={mayShare} onDeleted={() => onShow(settings(view))} />}
          />
        ))}
      </div>
      {place && (
        <Popover opened={naming} onChange={setNaming} trapFocus returnFocus width={280}>
          <Popover.Target>
            <Button variant="subtle" px={6} aria-label="Save as a new view" title="Save as a new view" onClick={() => setNaming(!naming)}>
              <IconPlus className="i s" aria-hidden />
            </Button>
          </Popover.Target>
          <Popover.Dropdown p={12} aria-label="Save as a new view">
            <NameForm start="" mayShare={mayShare} onSave={save} />
          </Popover.Dropdown>
        </Popover>
      )}
      <span className="grow" />
      {saved && dirty && (
        <span className={styles.dirty}>
          <span className="m sm hide">Changed</span>
          {mayChange(saved) && <Button onClick={() => tell(change, { id: saved.id, query }, { onError, onSuccess: () => done(`View \u201c${saved.name}\u201d saved.`) })}>Save</Button>}
          <Button variant="subtle" onClick={() => onShow(savedSearch(saved))}>Reset</Button>
        </span>
      )}
      <Button variant="subtle" className="hide" leftSection={<IconShare2 className="i s" aria-hidden />} onClick={share}>
        Share view
      </Button>
    </div>
  );
}
