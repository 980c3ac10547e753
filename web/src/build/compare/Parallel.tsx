import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { EChartsCoreOption } from "echarts/core";
import { useMemo, useState } from "react";

import { tick } from "../curves/frame";
import { colourOf, dashOf } from "../curves/look";
import { token } from "../../ui/picture";
import { usePhone } from "../../ui/screen";
import { KeyPicker } from "../KeyPicker";
import type { CompareProps } from "./ComparePage";
import { EChart, common } from "./EChart";
import { PlotExport, PlotTable } from "./PlotTable";
import { type AxisOf, type Brushed, axisChoices, axisOf, cellsOf, parallelAxes, within } from "./points";
import styles from "./Compare.module.css";

const cut = (label: string, most = 18): string => (label.length > most ? `${label.slice(0, most - 1)}…` : label);

/** On a phone the axes lie one below the other, each as wide as the screen with its name before it: side by side they would be a finger apart. */
const UPRIGHT = { place: { layout: "vertical", left: 116, right: 24, top: 16, bottom: 32 }, name: { nameLocation: "start", nameGap: 12 }, axis: 64 } as const;

/** So many runs can be told apart by the colour and dashes that they have elsewhere; more are coloured by their last value. */
const TOLD_APART = 10;

const parallelAxis = (upright: boolean, whole: (dim: number) => boolean) => (axis: AxisOf, dim: number): EChartsCoreOption => ({
  dim,
  id: `axis${dim}`,
  name: cut(axis.label, upright ? 15 : 18),
  ...(upright && UPRIGHT.name),
  type: axis.kind,
  ...(axis.kind === "category" ? { data: axis.categories } : { scale: true, ...(whole(dim) && { minInterval: 1 }) }),
  z: 5,
  nameTextStyle: { color: token("--text-2"), fontSize: 11 },
  axisLabel: { color: token("--text-2"), fontSize: 11, textBorderColor: token("--bg"), textBorderWidth: 3, formatter: axis.kind === "category" ? (value: string) => cut(value) : tick },
  axisLine: { lineStyle: { color: token("--line-strong") } },
  areaSelectStyle: { width: 18, color: token("--accent"), borderColor: token("--accent"), opacity: 0.2 },
});

interface Told {
  parallelAxisId?: string;
  intervals?: Brushed;
}
/** What is brushed now, by the place of the axis: ECharts tells one change at a time, with the id that we gave the axis. */
function brushedBy(event: unknown, before: ReadonlyMap<number, Brushed>): Map<number, Brushed> {
  const { parallelAxisId = "", intervals = [] } = event as Told;
  const index = Number(parallelAxisId.replace("axis", ""));
  return Number.isInteger(index) ? new Map(before).set(index, intervals) : new Map(before);
}

/** A line for each run across its params and metrics; dragging along an axis keeps only what lies within. */
export function Parallel({ projectKey, found, view, setView }: CompareProps) {
  const [brushed, setBrushed] = useState<ReadonlyMap<number, Brushed>>(new Map());
  const names = view.axes ?? parallelAxes(found);
  const axes = useMemo(() => names.flatMap((name) => found.rows.filter((row) => row.name === name).map(axisOf)), [found, names]);
  const lines = found.runs.map((run, look) => ({ run: run.id, title: run.title, look, cells: cellsOf(found, axes, run.id) }));
  const last = axes.length - 1;
  const values = lines.flatMap(({ cells }) => (typeof cells[last] === "number" ? [cells[last]] : []));
  const own = lines.length <= TOLD_APART;
  const coloured = !own && last >= 0 && axes[last]?.kind !== "category" && values.length > 1;
  const shown = lines.filter(({ cells }) => within(cells, axes, brushed));
  const labels = axes.map(({ label }) => label);
  const phone = usePhone();
  const whole = (dim: number) => lines.every(({ cells }) => cells[dim] === null || Number.isInteger(cells[dim]));
  const drawn = (upright: boolean): EChartsCoreOption => ({
    ...common(),
    parallel: upright ? UPRIGHT.place : { left: 48, right: 96, top: 40, bottom: 24 },
    parallelAxis: axes.map(parallelAxis(upright, whole)),
    ...(coloured && { visualMap: { show: false, dimension: last, min: Math.min(...values), max: Math.max(...values), inRange: { color: [token("--c2"), token("--c5"), token("--c1")] } } }),
    series: [{ type: "parallel", lineStyle: { width: 1.75, opacity: 0.75, color: token("--c1") }, inactiveOpacity: 0.06, activeOpacity: 0.9, data: lines.map(({ cells, title, look }) => ({ value: cells.map((cell) => cell ?? "-"), name: title, ...(own && { lineStyle: { color: colourOf(look), type: dashOf(look) } }) })) }],
  });
  const toggle = (name: string) => {
    setBrushed(new Map());
    setView({ axes: names.includes(name) ? names.filter((one) => one !== name) : [...names, name] });
  };
  return (
    <>
      <div className={styles.axes}>
        <KeyPicker label="Axes" several choices={axisChoices(found, false)} chosen={names} onChoose={toggle}>
          <Button leftSection={<IconPlus className="i s" aria-hidden />}>{axes.length} axes</Button>
        </KeyPicker>
        <span className="m sm" role="status">
          {shown.length === lines.length ? "Drag along an axis to filter" : `${shown.length} of ${lines.length} runs within`}
          {coloured && `; coloured by ${labels[last]}`}
        </span>
        <span className="grow" />
        <PlotExport name="Parallel coordinates" option={() => drawn(false)} axes={labels} rows={shown} />
      </div>
      {axes.length < 2 ? (
        <p className="m sm">Choose at least two params or metrics.</p>
      ) : (
        <EChart option={() => drawn(phone)} height={phone ? axes.length * UPRIGHT.axis : undefined} version={JSON.stringify([lines, axes, phone])} label={`Parallel coordinates of ${lines.length} runs over ${labels.join(", ")}; the values are in the table below`} on={{ axisareaselected: (event) => setBrushed((before) => brushedBy(event, before)) }} />
      )}
      <PlotTable projectKey={projectKey} axes={labels} rows={shown} />
    </>
  );
}
