import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect } from "react";

import { itemQuery, placeItem } from "../api/items";
import { forget } from "../api/listed";
import { isGone } from "../api/problem";
import { typesQuery } from "../api/projects";
import type { Item, ItemType } from "../api/types";
import { ProjectPage } from "../projects/ProjectPage";
import { Refused } from "../projects/Refused";
import { Discussion } from "../talk/Discussion";
import { Follow } from "../talk/Follow";
import { Skeleton } from "../ui/Feedback";
import { TypeIcon } from "../ui/State";
import { useLater } from "../ui/useLater";
import { isElsewhere, itemAddress, keyOf } from "./address";
import { Beneath, useAbove } from "./Beneath";
import { ItemContext } from "./ItemContext";
import { Properties, Title, useFields } from "./ItemHead";
import { ItemMenu, TrashNote } from "./ItemMenu";
import { Links } from "./Links";
import { LongText } from "./LongText";
import { useReadOnly } from "./readOnly";
import { type Save, Saved, useSave } from "./saving";
import styles from "./ItemPage.module.css";

export { StateMenu, Title } from "./ItemHead";
export { ItemMenu, TrashNote } from "./ItemMenu";
export { useReadOnly } from "./readOnly";
export { Saved, useSave } from "./saving";

/** What types show beyond their fields, and the fields that they show there. */
interface Panel {
  component: ComponentType<{ item: Item; readOnly: boolean }>;
  fields: readonly string[];
  /** They list what hangs beneath by themselves. */
  beneath?: boolean;
}
const PANELS: Record<string, Panel> = {
  model: { component: lazy(() => import("../models/ModelPanel").then((module) => ({ default: module.ModelPanel }))), fields: ["aliases", "latest", "prompt"], beneath: true },
  model_version: { component: lazy(() => import("../models/VersionPanel").then((module) => ({ default: module.VersionPanel }))), fields: ["version", "stage", "run", "run_link", "source"] },
  dataset: { component: lazy(() => import("../models/DatasetPanel").then((module) => ({ default: module.DatasetPanel }))), fields: [], beneath: true },
  dataset_version: { component: lazy(() => import("../models/DatasetVersionPanel").then((module) => ({ default: module.DatasetVersionPanel }))), fields: [] },
  logged_model: { component: lazy(() => import("../models/LoggedModelPanel").then((module) => ({ default: module.LoggedModelPanel }))), fields: ["model_type"] },
};

interface BodyProps {
  item: Item;
  type: ItemType | undefined;
  types: readonly ItemType[];
  readOnly: boolean;
}

interface RestProps extends BodyProps {
  save: Save;
  locked: (name: string) => boolean;
}

/** What stands below the head: links, long texts, what the type shows, what hangs beneath, discussion. */
function Rest({ item, type, types, readOnly, save, locked }: RestProps) {
  const fixed = readOnly || item.trashed !== null;
  const panel = PANELS[item.type];
  const long = useFields(item, type).filter((field) => field.type === "longtext");
  return (
    <>
      <Links item={item} types={types} readOnly={fixed} />
      <div className={styles.texts}>
        {long.map((field) => (
          <LongText
            key={`${item.id}-${field.name}`}
            id={item.id}
            name={field.name}
            label={field.label}
            help={field.help}
            value={typeof item.fields[field.name] === "string" ? String(item.fields[field.name]) : ""}
            readOnly={locked(field.name)}
            onSave={(text, began) => save({ fields: { [field.name]: text } }, began === undefined ? undefined : { fields: { [field.name]: began || null } })}
          />
        ))}
        {panel && (
          <Suspense fallback={<Skeleton />}>
            <panel.component item={item} readOnly={fixed} />
          </Suspense>
        )}
        {!panel?.beneath && <Beneath item={item} types={types} readOnly={fixed} />}
      </div>
      <Discussion item={item} />
    </>
  );
}

function Body({ item, type, types, readOnly }: BodyProps) {
  const save = useSave(item);
  const later = useLater();
  const fixed = readOnly || item.trashed !== null;
  const panel = PANELS[item.type];
  const locked = (name: string) => fixed || (type?.fixed?.includes(name) ?? false);
  // Programs find a registered model by its name: it has a rename of its own, which says so.
  const named = item.type === "model" && item.fields.latest !== undefined;
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
        <Title item={item} save={save} readOnly={named || locked("title")} />
        {type && later && <Properties item={item} type={type} save={save} readOnly={fixed} hidden={panel?.fields ?? []} />}
      </div>
      {later && <Rest item={item} type={type} types={types} readOnly={readOnly} save={save} locked={locked} />}
    </>
  );
}

/**
 * Leads to where the item is now. What is known there by then is no older than what was known here: nothing leads back. The page stays
 * as it is meanwhile, and who writes on it writes on.
 */
function useForward(item: Item | undefined, key: string, ref: string): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    if (!item || item.type === "run" || item.type === "project" || !isElsewhere(item, key, ref)) return;
    placeItem(client, item);
    void navigate({ ...itemAddress(item), search: true, hash: true, replace: true, resetScroll: false });
  }, [client, navigate, item, key, ref]);
}

/** The item. What the server says is gone is not shown, whatever was known of it before. */
function useItem(key: string, ref: string) {
  const client = useQueryClient();
  const item = useQuery(itemQuery(ref));
  const gone = isGone(item.error);
  useEffect(() => {
    if (gone) forget(client, ref, key);
  }, [client, gone, ref, key]);
  return { item, found: gone ? undefined : item.data };
}

export function ItemPage() {
  const { key, ref } = useParams({ from: "/app/p/$key/items/$ref" });
  const { item, found } = useItem(key, ref);
  const types = useQuery(typesQuery).data ?? [];
  const readOnly = useReadOnly(key);
  useForward(found, key, ref);
  const above = useAbove(found);
  const type = types.find((one) => one.name === found?.type);
  if (found?.type === "run") return <Navigate to="/p/$key/runs/$id" params={{ key, id: found.id }} replace />;
  if (found?.type === "project") return <Navigate to="/p/$key" params={{ key: found.project_key }} replace />;
  const name = found ? (keyOf(found) ?? found.title) : ref;
  const crumbs: ReactNode[] = type
    ? [
        <Link to="/p/$key/$phase" params={{ key, phase: type.phase }} search={{ type: type.name }}>
          {type.plural}
        </Link>,
        ...above,
      ]
    : [];
  return (
    <ProjectPage
      projectKey={key}
      crumbs={crumbs}
      title={name}
      documentTitle={found ? `${name} ${found.title}` : name}
      here={type?.phase}
      createType={type?.creatable ? type.name : undefined}
      actions={
        found && (
          <>
            <Saved id={found.id} />
            <Follow item={found.id} />
            <ItemMenu item={found} />
          </>
        )
      }
      context={found && <ItemContext key={found.id} item={found} types={types} readOnly={readOnly} />}
    >
      {found ? (
        <Body key={found.id} item={found} type={type} types={types} readOnly={readOnly} />
      ) : (
        <div className={styles.head}>{item.error ? <Refused projectKey={key} error={item.error} retry={() => void item.refetch()} /> : <Skeleton />}</div>
      )}
    </ProjectPage>
  );
}
