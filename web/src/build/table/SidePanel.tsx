import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowsDiff, IconLayoutSidebarRightCollapse, IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useMemo, useState } from "react";

import { compareQuery } from "../../api/runs";
import type { Comparison } from "../../api/types";
import type { ListSearch } from "../../items/listView";
import type { SetView } from "../../items/ListTools";
import { ErrorNote, Skeleton } from "../../ui/Feedback";
import { byWeight } from "../curves/lines";
import { Legend, Swatch } from "../curves/Legend";
import { type CurveView, present } from "../curves/view";
import { shortName } from "../columns";
import { KeyPicker } from "../KeyPicker";
import { cellText, curvesOf, seenOf } from "../compare/rows";
import { useReadOnly } from "../../items/readOnly";
import { Bulk } from "./Bulk";
import type { Selection } from "./useSelection";
import styles from "./SidePanel.module.css";

/** The curves are large, and drawn only beside selected runs. */
const Board = lazy(() => import("../curves/Board").then((module) => ({ default: module.Board })));

const CHARTS = 2;
const DIFFERS = 40;
/** So many runs have room side by side. */
const SIDE_BY_SIDE = 4;

/** What differs between the selected runs. */
function Differs({ found, looks }: { found: Comparison; looks: ReadonlyMap<string, number> }) {
  const rows = found.rows.filter(({ name, differs }) => differs && (name.startsWith("param.") || (name.startsWith("tag.") && !name.startsWith("tag.mlflow."))));
  const runs = found.runs.slice(0, SIDE_BY_SIDE);
  if (found.runs.length < 2) return null;
  return (
    <table className={styles.differs}>
      <thead>
        <tr>
          <th scope="col">Differs</th>
          {runs.map((run) => (
            <th key={run.id} scope="col" title={run.title}>
              <Swatch look={looks.get(run.id) ?? 0} />
              <span className="vh">{run.title}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, DIFFERS).map((row) => (
          <tr key={row.name}>
            <th scope="row" title={shortName(row.name)}>
              {shortName(row.name)}
            </th>
            {runs.map((run) => (
              <td key={run.id} title={cellText(row, run.id)}>
                {cellText(row, run.id)}
              </td>
            ))}
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={runs.length + 1}>Their params are the same.</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface Props {
  projectKey: string;
  view: ListSearch;
  setView: SetView;
  selection: Selection;
  known: readonly string[];
  sort: string;
}

/** The selected runs beside the table: their curves over each other, and what differs between them. */
export function SidePanel({ projectKey, view, setView, selection, known, sort }: Props) {
  const query = useQuery(compareQuery(projectKey, selection.ids));
  const found = query.data;
  const readOnly = useReadOnly(projectKey);
  const navigate = useNavigate();
  const [curveView, setCurveView] = useState<CurveView>({});
  const metrics = useMemo(() => known.filter((name) => name.startsWith("metric.")).map((name) => name.slice(7)), [known]);
  const logged = useMemo(() => new Set(found?.rows.filter(({ name }) => name.startsWith("metric.")).map(({ name }) => name.slice(7))), [found]);
  const first = useMemo(() => [...new Set([...(sort.startsWith("metric.") ? [sort.slice(7)] : []), ...(found ? curvesOf(found) : []), ...byWeight(metrics)])].filter((key) => logged.has(key)).slice(0, CHARTS), [sort, found, metrics, logged]);
  // Not what is shown: until the answer to a new selection comes, that is the selection before it.
  const chosen = useMemo(() => selection.ids.map((id) => ({ id, project_key: projectKey })), [selection.ids, projectKey]);
  const keys = view.keys ?? first;
  const runs = useMemo(() => found?.runs.map((run) => ({ id: run.id, title: run.title, look: selection.looks.get(run.id) ?? 0 })) ?? [], [found, selection.looks]);
  const seen = useMemo(() => seenOf(found), [found]);
  const toggle = (key: string) => setView({ keys: keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key] });
  return (
    <aside className={styles.side} aria-label="Selected runs" tabIndex={0}>
      <header className={styles.head}>
        <h2>{selection.ids.length} selected</h2>
        <span className="grow" />
        <Button variant="subtle" leftSection={<IconArrowsDiff className="i s" aria-hidden />} onClick={() => void navigate({ to: "/p/$key/compare", params: { key: projectKey }, search: { runs: selection.ids.join(",") } })}>
          Compare
        </Button>
        {!readOnly && <Bulk runs={chosen} onGone={selection.clear} />}
        <ActionIcon aria-label="Close the panel (O)" onClick={() => setView({ side: "off" })}>
          <IconLayoutSidebarRightCollapse className="i" aria-hidden />
        </ActionIcon>
      </header>
      {query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} />}
      {found && runs.length === 1 && <Legend lines={runs.map(({ id, title, look }) => ({ id, label: title, look }))} />}
      {found && (
        <Suspense fallback={<Skeleton rows={4} />}>
          <Board projectKey={projectKey} runs={runs} keys={keys} seen={seen} view={curveView} setView={(change) => setCurveView((before) => present<CurveView>({ ...before, ...change }))} bare height={160} empty={<p className="m sm">Choose a metric to see its curves.</p>} />
        </Suspense>
      )}
      {found && (
        <KeyPicker label="Metrics shown" several choices={metrics.map((key) => ({ value: key, label: key, group: "" }))} chosen={keys} onChoose={toggle}>
          <Button variant="subtle" leftSection={<IconPlus className="i s" aria-hidden />}>
            Metrics
          </Button>
        </KeyPicker>
      )}
      {found && <Differs found={found} looks={selection.looks} />}
    </aside>
  );
}
