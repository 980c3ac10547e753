import { Button } from "@mantine/core";
import type { EChartsCoreOption } from "echarts/core";

import { metric } from "../../ui/format";
import { shortName } from "../columns";
import { tick } from "../curves/frame";
import { token } from "../../ui/picture";
import { colourOf } from "../curves/look";
import { KeyPicker } from "../KeyPicker";
import type { CompareProps } from "./ComparePage";
import { EChart, common } from "./EChart";
import { PlotExport, PlotTable } from "./PlotTable";
import { axisChoices, pointsOf, scatterAxes } from "./points";
import styles from "./Compare.module.css";

const axis = (name: string | undefined, log: boolean): EChartsCoreOption => ({
  type: log ? "log" : "value",
  scale: true,
  boundaryGap: ["6%", "6%"],
  name: name ? shortName(name) : "",
  nameLocation: "middle",
  nameGap: 30,
  axisLabel: { color: token("--text-3"), fontSize: 11, formatter: tick },
  axisLine: { lineStyle: { color: token("--line") } },
  splitLine: { lineStyle: { color: token("--line") } },
});

/** Any param or metric against any other, a dot for each run. */
export function Scatter({ projectKey, found, view, setView }: CompareProps) {
  const [firstX, firstY] = scatterAxes(found);
  const [x, y] = [view.sx ?? firstX, view.sy ?? firstY];
  const [xlog, ylog] = [view.sxlog ?? false, view.sylog ?? false];
  const choices = axisChoices(found, true);
  const points = pointsOf(found, x, y, { xlog, ylog });
  const left = found.runs.length - points.length;
  const labels = [x, y].map((name) => (name ? shortName(name) : ""));
  const option = (): EChartsCoreOption => ({
    ...common(),
    grid: { left: 72, right: 24, top: 16, bottom: 48 },
    xAxis: axis(x, xlog),
    yAxis: { ...axis(y, ylog), nameGap: 54 },
    series: [
      {
        type: "scatter",
        symbolSize: 11,
        data: points.map((point) => ({ value: [point.x, point.y], name: point.title, itemStyle: { color: colourOf(point.look), borderColor: token("--bg"), borderWidth: 1 } })),
        tooltip: { formatter: (given: { name: string; value: [number, number] }) => `${given.name.slice(0, 60)}\n${labels[0]} ${metric(given.value[0])}\n${labels[1]} ${metric(given.value[1])}` },
      },
    ],
  });
  const rows = points.map(({ run, title, look, x: px, y: py }) => ({ run, title, look, cells: [px, py] }));
  const pick = (way: "sx" | "sy", name: string | undefined, log: boolean, flag: "sxlog" | "sylog") => (
    <>
      <KeyPicker label={way === "sx" ? "Horizontal axis" : "Vertical axis"} choices={choices} chosen={name ? [name] : []} onChoose={(value) => setView({ [way]: value })}>
        <Button>
          <span className="m">{way === "sx" ? "x" : "y"}&nbsp;</span>
          {name ? shortName(name) : "Choose"}
        </Button>
      </KeyPicker>
      <Button variant="subtle" aria-pressed={log} onClick={() => setView({ [flag]: log ? undefined : true })}>
        {log ? "Log" : "Linear"}
      </Button>
    </>
  );
  return (
    <>
      <div className={styles.axes}>
        {pick("sx", x, xlog, "sxlog")}
        {pick("sy", y, ylog, "sylog")}
        <span className="grow" />
        <PlotExport name={`${labels[1]} against ${labels[0]}`} option={option} axes={labels} rows={rows} />
      </div>
      {left > 0 && <p className="m sm">{left === 1 ? "One run has no such pair of numbers" : `${left} runs have no such pair of numbers`}.</p>}
      <EChart option={option} version={JSON.stringify([points, x, y, xlog, ylog])} label={`${labels[1]} against ${labels[0]} of ${points.length} runs; the values are in the table below`} />
      <PlotTable projectKey={projectKey} axes={labels} rows={rows} />
    </>
  );
}
