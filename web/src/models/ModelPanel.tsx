import { Button, Checkbox, Menu, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconArrowsDiff, IconDots, IconPencil, IconTag } from "@tabler/icons-react";
import { useState } from "react";

import { modelQuery, versionByNumberQuery, versionsQuery } from "../api/models";
import { peopleQuery } from "../api/people";
import type { Item, VersionRow } from "../api/types";
import { Tags } from "../build/Tags";
import { personName } from "../items/fields";
import { Avatar } from "../ui/Avatar";
import { Empty, Loaded, NextPage } from "../ui/Feedback";
import { Section } from "../ui/Page";
import { State } from "../ui/State";
import { Time } from "../ui/Time";
import { typeIcon } from "../ui/vocabulary";
import { AliasList, useAliasDialog } from "./Aliases";
import { CompareVersions } from "./CompareVersions";
import { Alias, Ends, Facts, Headline, headlineKeys, ToItem } from "./Pieces";
import { RenameModel } from "./RenameModel";
import styles from "./Models.module.css";

interface RowProps {
  row: VersionRow;
  keys: readonly string[];
  staged: boolean;
  picked: boolean;
  who: string | null;
  onPick: () => void;
  onAlias: (() => void) | undefined;
}

function Version({ row, keys, staged, picked, who, onPick, onAlias }: RowProps) {
  return (
    <tr aria-selected={picked}>
      <td>
        <Checkbox size="xs" aria-label={`Compare version ${row.number}`} checked={picked} onChange={onPick} />
      </td>
      <td>
        <ToItem item={{ ...row.item, title: `v${row.number}` }} />
      </td>
      <td>
        <span className={styles.aliases}>
          {row.aliases.map((alias) => (
            <Alias key={alias} name={alias} />
          ))}
        </span>
      </td>
      <td>
        <State type="model_version" state={row.item.state} iconOnly />
      </td>
      {staged && <td className="m2">{row.stage === "None" ? "" : row.stage}</td>}
      <td>{row.run ? <ToItem item={row.run.item} /> : <span className="m">–</span>}</td>
      {keys.map((key) => (
        <Headline key={key} run={row.run} name={key} />
      ))}
      <td>
        <Ends ends={row.datasets.slice(0, 2)} />
      </td>
      <td className="m">
        <span className="row">
          <Time at={row.item.created} />
          {who && <Avatar name={who} alone />}
        </span>
      </td>
      <td>
        {onAlias && (
          <Menu position="bottom-end">
            <Menu.Target>
              <UnstyledButton aria-label={`More for version ${row.number}`}>
                <IconDots className="i m" aria-hidden />
              </UnstyledButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconTag className="i s" aria-hidden />} onClick={onAlias}>
                Point an alias here…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  );
}

interface TableProps {
  rows: readonly VersionRow[];
  picked: readonly VersionRow[];
  onPick: (row: VersionRow) => void;
  onAlias: ((version: number) => void) | undefined;
}

function Table({ rows, picked, onPick, onAlias }: TableProps) {
  const people = useQuery(peopleQuery).data ?? [];
  const keys = headlineKeys(rows.map((row) => row.run));
  const staged = rows.some((row) => row.stage !== "None");
  const who = (id: string) => (people.some((one) => one.id === id) ? personName(people, id) : null);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Versions">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">Compare</span>
            </th>
            <th scope="col">Version</th>
            <th scope="col">Aliases</th>
            <th scope="col">State</th>
            {staged && <th scope="col">Stage</th>}
            <th scope="col">From run</th>
            {keys.map((key) => (
              <th key={key} scope="col" className={styles.right}>
                {key}
              </th>
            ))}
            <th scope="col">Trained on</th>
            <th scope="col">Made</th>
            <th scope="col">
              <span className="vh">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Version key={row.item.id} row={row} keys={keys} staged={staged} picked={picked.some((one) => one.item.id === row.item.id)} who={who(row.item.created_by)} onPick={() => onPick(row)} onAlias={onAlias && (() => onAlias(row.number))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface VersionsProps {
  item: Item;
  champion: number | undefined;
  onAlias: ((version: number) => void) | undefined;
}

function Versions({ item, champion, onAlias }: VersionsProps) {
  const versions = useInfiniteQuery(versionsQuery(item.id));
  const [picked, setPicked] = useState<VersionRow[]>([]);
  const [comparing, setComparing] = useState<readonly [string, string] | null>(null);
  const best = useQuery(versionByNumberQuery(item, champion)).data ?? null;
  const pick = (row: VersionRow) =>
    setPicked((before) => (before.some((one) => one.item.id === row.item.id) ? before.filter((one) => one.item.id !== row.item.id) : [...before.slice(-1), row]));
  const chosen = [...picked].sort((a, b) => a.number - b.number).map((row) => row.item.id);
  // Two that were picked; else the one that was, or the newest, with the champion.
  const pair = (rows: readonly VersionRow[]): { label: string; ids: readonly [string, string] } | null => {
    const [first, second] = chosen;
    if (first && second) return { label: "Compare two", ids: [first, second] };
    const other = chosen.find((id) => id !== best) ?? rows.find((row) => row.item.id !== best)?.item.id;
    const number = rows.find((row) => row.item.id === other)?.number;
    return best && other && number !== undefined ? { label: `Compare v${number} with champion`, ids: [best, other] } : null;
  };
  const compare = (rows: readonly VersionRow[]) => {
    const found = pair(rows);
    return (
      <Button variant="subtle" leftSection={<IconArrowsDiff className="i s" aria-hidden />} disabled={!found} title={found ? undefined : "Choose two versions"} onClick={() => found && setComparing(found.ids)}>
        {found?.label ?? "Compare two"}
      </Button>
    );
  };
  return (
    <Loaded query={versions}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.versions);
        if (rows.length === 0) {
          return (
            <Empty icon={typeIcon("model_version")} title="No version yet" hue="build">
              A version is made from a run: by code that registers its model, or by hand with “Make model version” on the page of a logged model.
            </Empty>
          );
        }
        return (
          <Section title="Versions" hint={`${rows.length}${versions.hasNextPage ? " newest" : ""}`} end={rows.length > 1 && compare(rows)}>
            <Table rows={rows} picked={picked} onPick={pick} onAlias={onAlias} />
            <NextPage of={versions}>Older versions</NextPage>
            {comparing && <CompareVersions versions={comparing} onClose={() => setComparing(null)} />}
          </Section>
        );
      }}
    </Loaded>
  );
}

/** A model: its aliases and tags, and the table of its versions. */
export function ModelPanel({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const model = useQuery(modelQuery(item.id));
  const aliases = model.data?.aliases ?? {};
  const { dialog, ask, want } = useAliasDialog(item, aliases);
  const [renaming, setRenaming] = useState(false);
  const handles = !readOnly && (model.data?.registered ?? false);
  const end = handles && (
    <>
      <Button variant="subtle" leftSection={<IconPencil className="i s" aria-hidden />} onClick={() => setRenaming(true)}>
        Rename
      </Button>
      <Button variant="subtle" leftSection={<IconTag className="i s" aria-hidden />} onClick={() => ask()}>
        Set an alias
      </Button>
    </>
  );
  return (
    <>
      {model.data?.registered && (
        <Section title="Aliases" end={end}>
          <Facts facts={[["Points to", <AliasList key="list" aliases={aliases} onTake={handles ? (alias) => want({ alias, version: null }) : undefined} />]]} />
        </Section>
      )}
      <Versions item={item} champion={aliases.champion} onAlias={handles ? ask : undefined} />
      {model.data && <Tags item={item} tags={model.data.tags} readOnly={readOnly || item.trashed !== null} />}
      {dialog}
      {renaming && <RenameModel item={item} onClose={() => setRenaming(false)} />}
    </>
  );
}
