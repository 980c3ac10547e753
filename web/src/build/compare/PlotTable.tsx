import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { EChartsCoreOption } from "echarts/core";

import { csvOf } from "../../ui/picture";
import { FILES, tell } from "../../ui/PictureMenu";
import { Swatch } from "../curves/Legend";
import { svgText } from "./EChart";
import { type Cell, shownCell } from "./points";
import styles from "./Compare.module.css";

export interface PlotRow {
  run: string;
  title: string;
  look: number;
  cells: readonly Cell[];
}

/** The chart's runs in numbers: every picture has its table. */
export function PlotTable({ projectKey, axes, rows }: { projectKey: string; axes: readonly string[]; rows: readonly PlotRow[] }) {
  return (
    <div className={styles.wide} tabIndex={0} role="region" aria-label="Values">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            {axes.map((axis) => (
              <th key={axis} scope="col" title={axis}>
                {axis}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ run, title, look, cells }) => (
            <tr key={run}>
              <th scope="row">
                <Swatch look={look} />{" "}
                <Link to="/p/$key/runs/$id" params={{ key: projectKey, id: run }}>
                  <bdi>{title}</bdi>
                </Link>
              </th>
              {cells.map((cell, index) => (
                <td key={axes[index]}>{shownCell(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The chart as a picture or a table to keep. */
export function PlotExport({ name, option, axes, rows }: { name: string; option: () => EChartsCoreOption; axes: readonly string[]; rows: readonly PlotRow[] }) {
  const csv = () => csvOf([["run", ...axes], ...rows.map(({ title, cells }) => [title, ...cells.map((cell) => cell ?? "")])]);
  const picture = { name, svg: () => svgText(option()), csv };
  return Object.entries(FILES).map(([kind, { Icon, keep }]) => (
    <Button key={kind} variant="subtle" leftSection={<Icon className="i s" aria-hidden />} onClick={() => tell(keep(picture))}>
      {kind}
    </Button>
  ));
}
