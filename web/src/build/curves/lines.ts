/** One line of a chart: a metric of a run. */
export interface Line {
  run: string;
  key: string;
  label: string;
  /** Its colour and dashes. */
  look: number;
  /** Runs of one group are drawn as their mean. */
  group?: string | undefined;
}
/** One chart: metrics that belong together, such as train/loss and val/loss, or one metric of several runs. */
export interface ChartSpec {
  name: string;
  keys: string[];
  lines: Line[];
}
/** Charts under one heading. */
export interface ChartSection {
  name: string;
  charts: ChartSpec[];
}
export interface BoardRun {
  id: string;
  title: string;
  look: number;
  group?: string | undefined;
}

const STAGE = /^(train|training|val|valid|validation|test|eval|evaluation)$/i;

/** "val/loss" is stage val of loss; so is "val_loss". Anything else stands alone. */
export function stageOf(key: string): { stage: string; metric: string } | null {
  const match = /^([^/_]+)[/_](.+)$/.exec(key);
  const [, stage = "", metric = ""] = match ?? [];
  return STAGE.test(stage) ? { stage, metric } : null;
}

/** What runs are judged by comes first: evaluation, then the rest, then what the machine measured about itself. */
export const weightOf = (key: string): number => (/(^|[/_])(val|valid|validation|test|eval)/i.test(key) ? 0 : key.startsWith("system/") ? 2 : 1);
export const byWeight = (keys: readonly string[]): string[] => [...keys].sort((a, b) => weightOf(a) - weightOf(b) || a.localeCompare(b));

const MOST = 5;

/** The grey of the five colours: what others are measured by. */
const RIVAL = 4;

/** A metric by itself, over that of the run it is measured by. */
function alone(line: Line, rival: BoardRun | undefined): ChartSpec {
  const { key } = line;
  if (!rival) return { name: key, keys: [key], lines: [{ ...line, label: key }] };
  return { name: key, keys: [key], lines: [{ ...line, label: "this run" }, { run: rival.id, key, label: rival.title, look: RIVAL }] };
}

/** A run's metrics by chart: the same metric of several stages shares one, at most five lines each. */
function stagesOf(keys: readonly string[], run: BoardRun, rival: BoardRun | undefined): ChartSpec[] {
  const groups = new Map<string, Line[]>();
  for (const key of keys) {
    const staged = stageOf(key);
    const name = staged?.metric ?? key;
    const lines = groups.get(name) ?? [];
    lines.push({ run: run.id, key, label: staged?.stage ?? key, look: run.look + lines.length });
    groups.set(name, lines);
  }
  return [...groups].flatMap(([name, lines]) => {
    const [only] = lines;
    if (lines.length === 1 && only) return [alone(only, rival)];
    const parts: ChartSpec[] = [];
    for (let start = 0; start < lines.length; start += MOST) {
      const part = lines.slice(start, start + MOST).map((line, index) => ({ ...line, look: run.look + index }));
      parts.push({ name: start ? `${name} (${start / MOST + 1})` : name, keys: part.map((line) => line.key), lines: part });
    }
    return parts;
  });
}

/** The charts of one run, perhaps over another one; or of several: then each metric has one, with a line for each run. */
export function chartsOf(keys: readonly string[], runs: readonly BoardRun[], rival?: BoardRun): ChartSpec[] {
  const [only] = runs;
  if (runs.length === 1 && only) return stagesOf(keys, only, rival);
  return keys.map((key) => ({ name: key, keys: [key], lines: runs.map((run) => ({ run: run.id, key, label: run.title, look: run.look, group: run.group })) }));
}

/** Where a chart is filed: what stands before its first slash, with machine metrics apart. */
const headingOf = (name: string): string => {
  const plain = stageOf(name)?.metric ?? name;
  if (name.startsWith("system/")) return "system";
  return plain.includes("/") ? plain.slice(0, plain.indexOf("/")) : "";
};

const SMALL = 8;

/** Charts under headings by prefix, pinned ones first; a few charts need no headings, but the machine's stay apart. */
export function sectionsOf(charts: readonly ChartSpec[], pins: readonly string[], text: string): ChartSection[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, keys }: ChartSpec) => words.every((word) => [name, ...keys].some((one) => one.toLowerCase().includes(word)));
  const found = charts.filter(fits);
  const few = found.filter(({ name }) => headingOf(name) !== "system").length <= SMALL;
  const sections = new Map<string, ChartSpec[]>();
  for (const chart of found) {
    const heading = pins.includes(chart.name) ? "Pinned" : headingOf(chart.name);
    const name = few && heading !== "Pinned" && heading !== "system" ? "" : heading;
    sections.set(name, [...(sections.get(name) ?? []), chart]);
  }
  const rank = (name: string) => (name === "Pinned" ? -1 : name === "system" ? 2 : name === "" ? 0 : 1);
  return [...sections].sort(([a], [b]) => rank(a) - rank(b)).map(([name, list]) => ({ name, charts: list }));
}
