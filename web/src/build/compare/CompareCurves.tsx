import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useMemo } from "react";

import { Board } from "../curves/Board";
import { shortName } from "../columns";
import { KeyPicker } from "../KeyPicker";
import type { CompareProps } from "./ComparePage";
import { cellText, curvesOf, isMetricRow, seenOf } from "./rows";

/** The curves of the runs over each other, a chart for each metric; or the means of their groups. */
export function CompareCurves({ projectKey, found, view, setView }: CompareProps) {
  const keys = useMemo(() => curvesOf(found).join("\n"), [found]);
  const list = useMemo(() => (keys ? keys.split("\n") : []), [keys]);
  const by = found.rows.find((row) => row.name === view.by);
  const runs = useMemo(() => found.runs.map((run, look) => ({ id: run.id, title: run.title, look, ...(by && { group: `${shortName(by.name)} ${cellText(by, run.id) || "missing"}` }) })), [found.runs, by]);
  const seen = useMemo(() => seenOf(found), [found]);
  const groups = found.rows.filter((row) => !isMetricRow(row) && row.differs && !row.name.startsWith("tag.mlflow.")).map(({ name }) => ({ value: name, label: shortName(name), group: name.startsWith("param.") ? "Params" : "Tags" }));
  return (
    <Board
      projectKey={projectKey}
      runs={runs}
      keys={list}
      seen={seen}
      view={view}
      setView={setView}
      height={200}
      title={
        <KeyPicker label="Mean by" choices={[{ value: "", label: "Each run by itself", group: "" }, ...groups]} chosen={[view.by ?? ""]} onChoose={(value) => setView({ by: value || undefined })}>
          <Button variant="subtle" leftSection={<IconStack2 className="i s" aria-hidden />}>
            {by ? `Mean by ${shortName(by.name)}` : "Each run"}
          </Button>
        </KeyPicker>
      }
      empty={<p className="m sm">None of these runs has a metric with more than one value.</p>}
    />
  );
}
