import { ActionIcon, Button, Menu, TextInput, UnstyledButton } from "@mantine/core";
import { useIsMutating, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { IconCheck, IconCloudCheck, IconCloudUp, IconDots, IconLink, IconTrash, IconTrashOff } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useRef, useState } from "react";

import { itemQuery, useEditItem, useTrash } from "../api/items";
import { summaryQuery, typesQuery } from "../api/projects";
import type { Item, ItemType } from "../api/types";
import { ProjectPage } from "../projects/ProjectPage";
import { Discussion } from "../talk/Discussion";
import { Follow } from "../talk/Follow";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import { useShortcuts } from "../ui/shortcuts";
import { State, TypeIcon } from "../ui/State";
import { Time } from "../ui/Time";
import { done, refused } from "../ui/toast";
import { keyOf } from "./address";
import { FieldEditor } from "./FieldEditor";
import { Named } from "./InlineText";
import { ItemContext } from "./ItemContext";
import { Links } from "./Links";
import { LongText } from "./LongText";
import styles from "./ItemPage.module.css";

type Save = ReturnType<typeof useEditItem>["mutate"];

export function Title({ item, save, readOnly }: { item: Item; save: Save; readOnly: boolean }) {
  const [draft, setDraft] = useState<string | null>(null);
  useShortcuts(readOnly ? {} : { e: () => setDraft(item.title) });
  if (draft === null) {
    return (
      <h1 className={styles.title} dir="auto">
        {readOnly ? (
          item.title
        ) : (
          <UnstyledButton className={styles.titleButton} onClick={() => setDraft(item.title)} title="Edit the title (E)">
            {item.title}
          </UnstyledButton>
        )}
      </h1>
    );
  }
  const keep = () => {
    setDraft(null);
    if (draft.trim() && draft.trim() !== item.title) save({ title: draft.trim() });
  };
  return (
    <TextInput
      autoFocus
      className={styles.titleField ?? ""}
      aria-label="Title"
      maxLength={500}
      value={draft}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}

export function StateMenu({ item, type, save, readOnly }: { item: Item; type: ItemType | undefined; save: Save; readOnly: boolean }) {
  const target = useRef<HTMLButtonElement>(null);
  useShortcuts(
    readOnly
      ? {}
      : {
          s: () => {
            target.current?.focus();
            target.current?.click();
          },
        },
  );
  const shown = <State type={item.type} state={item.state} label={type?.states.find((state) => state.name === item.state)?.label} />;
  if (readOnly) return shown;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton ref={target} className={styles.state}>
          <Named label="State">{shown}</Named>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {type?.states.map((state) => (
          <Menu.Item key={state.name} onClick={() => state.name !== item.state && save({ state: state.name })} rightSection={state.name === item.state && <IconCheck className="i s" aria-label="Now" />}>
            <State type={item.type} state={state.name} label={state.label} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Properties({ item, type, save, readOnly }: { item: Item; type: ItemType; save: Save; readOnly: boolean }) {
  const short = type.fields.filter((field) => field.type !== "longtext");
  return (
    <dl className={styles.props}>
      <div>
        <dt>State</dt>
        <dd>
          <StateMenu item={item} type={type} save={save} readOnly={readOnly} />
        </dd>
      </div>
      {short.map((field) => (
        <div key={field.name}>
          <dt title={field.help || undefined}>{field.label}</dt>
          <dd inert={readOnly}>
            <FieldEditor field={field} value={item.fields[field.name]} onSave={(value) => save({ fields: { [field.name]: value } })} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** "Saved" only once the server has said so. */
export function Saved({ id }: { id: string }) {
  const saving = useIsMutating({ mutationKey: ["edit", id] }) > 0;
  const [ever, setEver] = useState(false);
  if (saving && !ever) setEver(true);
  return (
    <span className={styles.saved} role="status">
      {saving ? (
        <>
          <IconCloudUp className="i s" aria-hidden /> Saving
        </>
      ) : (
        ever && (
          <>
            <IconCloudCheck className="i s" aria-hidden /> Saved
          </>
        )
      )}
    </span>
  );
}

export function ItemMenu({ item }: { item: Item }) {
  const trash = useTrash(item);
  const move = () =>
    trash.mutate("trash", {
      onSuccess: () => done("In the trash", () => trash.mutate("restore", { onError: (error) => refused("It was not restored", error) })),
      onError: (error) => refused("It was not moved to the trash", error),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="More">
          <IconDots className="i" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink className="i s" aria-hidden />} onClick={() => void navigator.clipboard?.writeText(location.href).then(() => done("Link copied"))}>
          Copy link
        </Menu.Item>
        {item.trashed === null && (
          <Menu.Item data-danger leftSection={<IconTrash className="i s" aria-hidden />} onClick={move}>
            Move to trash
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function TrashNote({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const trash = useTrash(item);
  if (item.trashed === null) return null;
  return (
    <div className={styles.trash} role="status">
      <IconTrashOff className="i" stroke={1.75} aria-hidden />
      <span className="grow">
        In the trash since <Time at={item.trashed} />. It can be restored.
      </span>
      {!readOnly && (
        <Button loading={trash.isPending} onClick={() => trash.mutate("restore", { onError: (error) => refused("It was not restored", error) })}>
          Restore
        </Button>
      )}
    </div>
  );
}

const NOT_SAVED = "Not saved";

export const useSave = (item: Item): Save =>
  useEditItem(item, (error) => refused(NOT_SAVED, error)).mutate;

function Body({ item, type, types, readOnly }: { item: Item; type: ItemType | undefined; types: readonly ItemType[]; readOnly: boolean }) {
  const save = useSave(item);
  const fixed = readOnly || item.trashed !== null;
  return (
    <>
      <TrashNote item={item} readOnly={readOnly} />
      <div className={styles.head}>
        <div className={clsx(styles.kind, type?.phase)}>
          <span className="hue row">
            <TypeIcon type={item.type} small />
          </span>
          {type?.label ?? item.type}
          {keyOf(item) && <span className="mono">{keyOf(item)}</span>}
        </div>
        <Title item={item} save={save} readOnly={fixed} />
        {type && <Properties item={item} type={type} save={save} readOnly={fixed} />}
      </div>
      <Links item={item} types={types} readOnly={fixed} />
      <div className={styles.texts}>
        {type?.fields
          .filter((field) => field.type === "longtext")
          .map((field) => (
            <LongText
              key={`${item.id}-${field.name}`}
              id={item.id}
              name={field.name}
              label={field.label}
              help={field.help}
              value={typeof item.fields[field.name] === "string" ? String(item.fields[field.name]) : ""}
              readOnly={fixed}
              onSave={(text) => save({ fields: { [field.name]: text } })}
            />
          ))}
      </div>
      <Discussion item={item} />
    </>
  );
}

/** Whoever may only look at a project gets no handles. */
export function useReadOnly(projectKey: string): boolean {
  const role = useQuery(summaryQuery(projectKey)).data?.project.role;
  return role === "viewer" || role === "commenter";
}

export function ItemPage() {
  const { key, ref } = useParams({ from: "/app/p/$key/items/$ref" });
  const item = useQuery(itemQuery(ref));
  const types = useQuery(typesQuery).data ?? [];
  const readOnly = useReadOnly(key);
  const found = item.data;
  const type = types.find((one) => one.name === found?.type);
  if (found?.type === "run") return <Navigate to="/p/$key/runs/$id" params={{ key, id: found.id }} replace />;
  const name = found ? (keyOf(found) ?? found.title) : ref;
  const crumbs: ReactNode[] = type
    ? [
        <Link to="/p/$key/$phase" params={{ key, phase: type.phase }} search={{ type: type.name }}>
          {type.plural}
        </Link>,
      ]
    : [];
  return (
    <ProjectPage
      projectKey={key}
      crumbs={crumbs}
      title={name}
      documentTitle={found ? `${name} ${found.title}` : name}
      here={type?.phase}
      createType={type?.name}
      actions={
        found && (
          <>
            <Saved id={found.id} />
            <Follow item={found.id} />
            <ItemMenu item={found} />
          </>
        )
      }
      context={found && <ItemContext item={found} types={types} readOnly={readOnly} />}
    >
      {found ? (
        <Body key={found.id} item={found} type={type} types={types} readOnly={readOnly} />
      ) : (
        <div className={styles.head}>{item.error ? <ErrorNote error={item.error} retry={() => void item.refetch()} /> : <Skeleton />}</div>
      )}
    </ProjectPage>
  );
}
