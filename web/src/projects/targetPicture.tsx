import type { Aim, Line } from "../api/types";
import { metric } from "../ui/format";
import { drawn } from "../ui/drawn";
import { csvOf, type Picture } from "../ui/picture";
import { TargetDrawing } from "./TargetDrawing";
import { scaleOf } from "./targetChart";

const SIZE = { width: 800, height: 360 };

/** Every run that the picture shows, in the order of time; those that were better than all before them say so. */
export function targetCsv({ metric: name, comparison, target }: Aim, { steps, dots }: Line): string {
  const better = new Set(steps.map((mark) => mark.run));
  const marks = [...steps, ...dots.filter((mark) => !better.has(mark.run))].sort((a, b) => a.at - b.at);
  const rows = marks.map(({ at, title, run, value }) => [new Date(at / 1000).toISOString(), title, run, value, better.has(run) ? "yes" : "no"]);
  return csvOf([["time", "run", "run id", name, "best so far"], ...rows, ["", `target (${comparison})`, "", target, ""]]);
}

/** The target and how near the runs have come, to keep. */
export function targetPicture(projectKey: string, aim: Aim, line: Line, now: number): Picture {
  const title = `${projectKey}: ${aim.metric}, target ${aim.comparison} ${metric(aim.target)}${aim.unit ? ` ${aim.unit}` : ""}`;
  return {
    name: `${projectKey}-${aim.metric}-target`,
    svg: () => drawn(<TargetDrawing aim={aim} line={line} now={now} scale={scaleOf(aim, line, now, SIZE.width, SIZE.height)} {...SIZE} />, { title, ...SIZE }),
    csv: () => targetCsv(aim, line),
  };
}
