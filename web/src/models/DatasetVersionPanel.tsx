import { useQuery } from "@tanstack/react-query";

import { datasetVersionQuery } from "../api/models";
import type { DatasetPage, Item } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { JsonText } from "../ui/JsonTree";
import { Section } from "../ui/Page";
import { State } from "../ui/State";
import { Time } from "../ui/Time";
import { linkWords } from "../ui/vocabulary";
import { Ends, Facts, Headline, headlineKeys, ToEnd, ToItem } from "./Pieces";
import styles from "./Models.module.css";

function Uses({ uses }: { uses: DatasetPage["uses"] }) {
  const keys = headlineKeys(uses.map((use) => use.run));
  if (uses.length === 0) return <p className="m sm">No run has used this version.</p>;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Runs that used it">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Used for</th>
            {keys.map((key) => (
              <th key={key} scope="col" className={styles.right}>
                {key}
              </th>
            ))}
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={use.run.item.id}>
              <td>
                <ToItem item={use.run.item} />
              </td>
              <td>
                <State type="run" state={use.run.item.state} />
              </td>
              <td className="m2">{use.context ?? linkWords(use.link, "out").toLowerCase()}</td>
              {keys.map((key) => (
                <Headline key={key} run={use.run} name={key} />
              ))}
              <td className="m">
                <Time at={use.run.item.created} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Column {
  name: string;
  type: string;
}

/** The columns of a table, as MLflow logs them; null where the text tells something else. */
export function columnsIn(text: string): Column[] | null {
  try {
    const said = JSON.parse(text) as { mlflow_colspec?: unknown };
    if (!Array.isArray(said.mlflow_colspec)) return null;
    return said.mlflow_colspec.map((one: Partial<Column>) => ({ name: String(one.name ?? ""), type: String(one.type ?? "") }));
  } catch {
    return null;
  }
}

const COLUMNS = 200;

function Schema({ text }: { text: string }) {
  const columns = columnsIn(text);
  if (!columns) return <JsonText text={text} />;
  return (
    <>
      <table className={styles.table}>
        <tbody>
          {columns.slice(0, COLUMNS).map((column, index) => (
            <tr key={index}>
              <td className="mono">{column.name}</td>
              <td className="m2">{column.type}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > COLUMNS && <p className="m sm">and {columns.length - COLUMNS} more columns</p>}
    </>
  );
}

/** A version of a dataset: what was said of it, who used it, what was made of it. */
export function DatasetVersionPanel({ item }: { item: Item; readOnly: boolean }) {
  const version = useQuery(datasetVersionQuery(item.id));
  return (
    <Loaded query={version}>
      {(page) => (
        <>
          <Section title="Where it came from">
            <Facts
              facts={[
                ["Dataset", page.dataset ? <ToEnd key="dataset" end={page.dataset} /> : null],
                ["Source", page.source_type],
                ["Place", page.source && <JsonText key="source" text={page.source} />],
              ]}
            />
          </Section>
          <Section title="Runs that used it" hint={page.uses.length === 50 ? "the newest 50" : undefined}>
            <Uses uses={page.uses} />
          </Section>
          <Section title="Models made of it">{page.models.length > 0 ? <Ends ends={page.models} /> : <p className="m sm">None yet.</p>}</Section>
          {page.schema && (
            <Section title="Schema" hint={page.cut ? "its beginning" : undefined}>
              <Schema text={page.schema} />
            </Section>
          )}
          {page.profile && (
            <Section title="Profile" hint={page.cut ? "its beginning" : undefined}>
              <JsonText text={page.profile} />
            </Section>
          )}
        </>
      )}
    </Loaded>
  );
}
