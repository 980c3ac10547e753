import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@mantine/core";

import { itemQuery } from "../api/items";
import { loggedModelQuery } from "../api/models";
import type { Item, LoggedModelPage } from "../api/types";
import { Files } from "../build/files/Files";
import { Pairs } from "../build/Tables";
import { Tags } from "../build/Tags";
import { Loaded } from "../ui/Feedback";
import { metric } from "../ui/format";
import { Section } from "../ui/Page";
import { MakeVersion } from "./MakeVersion";
import { Ends, Facts, ToItem } from "./Pieces";
import styles from "./Models.module.css";

function Values({ metrics }: { metrics: LoggedModelPage["metrics"] }) {
  if (metrics.length === 0) return <p className="m sm">No metric has been logged for this model.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">On</th>
          <th scope="col" className={styles.right}>
            Last
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((one) => (
          <tr key={`${one.key} ${one.dataset ?? ""}`}>
            <td className="mono">{one.key}</td>
            <td className="m2">{one.dataset ?? "–"}</td>
            <td className={styles.right} title={`at step ${one.step}`}>
              {metric(one.value)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A model as a run logged it: what it was made with, and what was made of it. */
export function LoggedModelPanel({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const model = useQuery(loggedModelQuery(item.id));
  const [making, setMaking] = useState(false);
  const source = useQuery({ ...itemQuery(model.data?.run?.item.id ?? ""), enabled: model.data?.run !== undefined && model.data.run !== null }).data;
  return (
    <Loaded query={model}>
      {(page) => (
        <>
          <Section title="Where it came from" end={!readOnly && source && <Button onClick={() => setMaking(true)}>Make model version</Button>}>
            <Facts
              facts={[
                ["Run", page.run ? <ToItem key="run" item={page.run.item} /> : null],
                ["Model type", page.model_type],
                ["Trained on", page.datasets.length > 0 ? <Ends key="data" ends={page.datasets} /> : null],
                ["Versions made of it", page.versions.length > 0 ? <Ends key="versions" ends={page.versions} /> : null],
                ["In code", <span key="id" className="mono">models:/{page.id}</span>],
              ]}
            />
          </Section>
          <div className={styles.two}>
            <Pairs title="Params" pairs={page.params} none="No param has been logged for this model." />
            <Section title="Metrics">
              <Values metrics={page.metrics} />
            </Section>
          </div>
          <Tags item={item} tags={page.tags} readOnly={readOnly || item.trashed !== null} />
          <Files run={item.id} live={false} />
          {making && source && <MakeVersion run={source} model={item.id} onClose={() => setMaking(false)} />}
        </>
      )}
    </Loaded>
  );
}
