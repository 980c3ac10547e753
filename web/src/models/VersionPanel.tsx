import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowsDiff, IconTag } from "@tabler/icons-react";

import { useState } from "react";

import { itemQuery } from "../api/items";
import { modelQuery, versionByNumberQuery, versionQuery } from "../api/models";
import type { Item, VersionPage } from "../api/types";
import { Files } from "../build/files/Files";
import { Metrics, Pairs } from "../build/Tables";
import { Tags } from "../build/Tags";
import { Loaded } from "../ui/Feedback";
import { bytes, counted } from "../ui/format";
import { Section } from "../ui/Page";
import { CompareVersions } from "./CompareVersions";
import { useAliasDialog } from "./Aliases";
import { Alias, Ends, Facts, ToEnd, ToItem } from "./Pieces";
import styles from "./Models.module.css";

function Aliases({ page, readOnly }: { page: VersionPage; readOnly: boolean }) {
  const id = page.model.id ?? "";
  const model = useQuery({ ...itemQuery(id), enabled: id !== "" }).data;
  const aliases = useQuery({ ...modelQuery(id), enabled: id !== "" }).data?.aliases ?? {};
  return (
    <span className={styles.aliases}>
      {page.aliases.map((alias) => (
        <Alias key={alias} name={alias} />
      ))}
      {page.aliases.length === 0 && <span className="m">None</span>}
      {model && !readOnly && <Point model={model} aliases={aliases} version={page.number} />}
    </span>
  );
}

/** Leads to this version beside the champion of its model. */
function WithChampion({ id, model }: { id: string; model: Item }) {
  const [open, setOpen] = useState(false);
  const number = useQuery(modelQuery(model.id)).data?.aliases.champion;
  const champion = useQuery(versionByNumberQuery(model, number)).data;
  if (!champion || champion === id) return null;
  return (
    <>
      <Button leftSection={<IconArrowsDiff className="i s" aria-hidden />} onClick={() => setOpen(true)}>
        Compare with champion
      </Button>
      {open && <CompareVersions versions={[champion, id]} onClose={() => setOpen(false)} />}
    </>
  );
}

function Point({ model, aliases, version }: { model: Item; aliases: Record<string, number>; version: number }) {
  const { dialog, ask } = useAliasDialog(model, aliases);
  return (
    <>
      <Button variant="subtle" leftSection={<IconTag className="i s" aria-hidden />} onClick={() => ask(version)}>
        Point an alias here
      </Button>
      {dialog}
    </>
  );
}

const text = (value: unknown): string | null => (typeof value === "string" && value ? value : null);

/** A version of a model: where it came from, and what is known of it. */
export function VersionPanel({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const version = useQuery(versionQuery(item.id));
  const of = version.data?.model.id ?? "";
  const model = useQuery({ ...itemQuery(of), enabled: of !== "" }).data;
  return (
    <Loaded query={version}>
      {(page) => {
        const commit = text(page.run?.item.fields.commit);
        return (
          <>
            <Section title="Where it came from" end={model && <WithChampion id={item.id} model={model} />}>
              <Facts
                facts={[
                  ["Model", <ToEnd key="model" end={page.model} />],
                  ["Version", <span key="number" className="num">{page.number}</span>],
                  ["Aliases", <Aliases key="aliases" page={page} readOnly={readOnly} />],
                  ["Stage", page.stage === "None" ? null : page.stage],
                  ["Run", page.run ? <ToItem key="run" item={page.run.item} /> : null],
                  ["Logged model", page.logged_model ? <ToEnd key="logged" end={page.logged_model} /> : null],
                  ["Trained on", page.datasets.length > 0 ? <Ends key="data" ends={page.datasets} /> : null],
                  ["Commit", commit && <span key="commit" className="mono">{commit}</span>],
                  ["Files", page.files && `${counted(page.files.count, "file", "files")}, ${bytes(page.files.size)}`],
                  ["Source", page.source && <span key="source" className="mono">{page.source}</span>],
                  ["Link to the run", page.run_link],
                ]}
              />
            </Section>
            {page.run && (
              <div className={styles.two}>
                <Pairs title="Params" pairs={page.run.params} none="The run logged no param." />
                <Metrics metrics={page.run.metrics} />
              </div>
            )}
            <Tags item={item} tags={page.tags} readOnly={readOnly || item.trashed !== null} />
            {page.logged_model?.id && <Files run={page.logged_model.id} live={false} />}
          </>
        );
      }}
    </Loaded>
  );
}
