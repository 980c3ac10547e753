import { UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useMemo, useState } from "react";

import { type Target, targetsQuery } from "../../api/champion";
import { Chart } from "./Chart";
import { Crosshair } from "./crosshair";
import { ChartSearch, CurveTools, ZoomNote } from "./CurveTools";
import { Legend } from "./Legend";
import type { Mark } from "./guides";
import { type BoardRun, type ChartSection, type ChartSpec, chartsOf, sectionsOf } from "./lines";
import { lineId } from "./shape";
import { type CurveView, SMOOTHING, type SetCurveView } from "./view";
import styles from "./Curves.module.css";

interface Props {
  projectKey: string;
  runs: readonly BoardRun[];
  /** Another run that a single one is measured by. */
  rival?: BoardRun | undefined;
  /** The metrics, in the order in which they are shown. */
  keys: readonly string[];
  /** Changes whenever one of those metrics has new points. */
  seen: (keys: readonly string[]) => string;
  view: CurveView;
  setView: SetCurveView;
  note?: (chart: ChartSpec) => string | undefined;
  /** Versions that were made of the only run. */
  marks?: readonly Mark[] | undefined;
  title?: ReactNode;
  /** Only the charts, in one column. */
  bare?: boolean;
  single?: boolean;
  empty?: ReactNode;
  height?: number;
}

const MANY = 6;

interface SectionProps {
  section: ChartSection;
  open: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/** A heading that can be folded; the charts without a prefix need none. */
function Folded({ section: { name, charts }, open, onOpen, children }: SectionProps) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section aria-label={name || "Metrics"}>
      {name && (
        <h3 className={styles.heading}>
          <UnstyledButton className={styles.fold} aria-expanded={open} onClick={onOpen}>
            <Chevron className="i s" aria-hidden />
            {name === "system" ? "System" : name}
            <span className="m num">{charts.length}</span>
          </UnstyledButton>
        </h3>
      )}
      {open && children}
    </section>
  );
}

/** What the legend names: runs, or their groups. */
function legendOf(runs: readonly BoardRun[]): { id: string; label: string; look: number }[] {
  const groups = [...new Set(runs.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  if (groups.length === 0) return runs.map(({ id, title, look }) => ({ id, label: title, look }));
  return groups.map((group, look) => ({ id: group, label: `${group} (${runs.filter((run) => run.group === group).length})`, look }));
}

/** Of several metrics in one chart, the first that has one. */
const targetOf = ({ keys }: ChartSpec, targets: ReadonlyMap<string, Target> | undefined): Target | undefined => keys.map((key) => targets?.get(key)).find((found) => found !== undefined);

/** Small charts with one crosshair; a drag over one of them zooms all, a double-click shows all again. */
export function Board({ projectKey, runs, rival, keys, seen, view, setView, note, marks, title, bare = false, single = false, empty, height }: Props) {
  const [smooth, setSmooth] = useState(view.smooth ?? SMOOTHING);
  const [weight] = useDebouncedValue(smooth, 30);
  const [text, setText] = useState("");
  const [closed, setClosed] = useState<readonly string[]>(["system"]);
  const [pointed, setPointed] = useState<string | null>(null);
  const [kept, setKept] = useState<string | null>(null);
  const legend = useMemo(() => legendOf(runs), [runs]);
  // One that was kept may have gone meanwhile.
  const hot = pointed ?? (legend.some(({ id }) => id === kept) ? kept : null);
  const charts = useMemo(() => chartsOf(keys, runs, rival), [keys, runs, rival]);
  const targets = useQuery(targetsQuery(projectKey)).data;
  const pins = useMemo(() => view.pin ?? [], [view.pin]);
  const sections = useMemo(() => sectionsOf(charts, pins, text), [charts, pins, text]);
  const grouped = runs.some((run) => run.group !== undefined);
  const several = runs.length > 1;
  const hotIn = (chart: ChartSpec) => (hot === null || !several ? null : grouped ? `group\n${hot}` : lineId(hot, chart.keys[0] ?? ""));
  const pin = (name: string) => setView({ pin: pins.includes(name) ? pins.filter((one) => one !== name) : [...pins, name] });
  const fold = (name: string) => setClosed(closed.includes(name) ? closed.filter((one) => one !== name) : [...closed, name]);
  const onlySystem = sections.length === 1;
  const [sync] = useState(() => new Crosshair());

  return (
    <section aria-label="Curves">
      <header className={styles.head} hidden={bare}>
        {title}
        <ZoomNote view={view} setView={setView} />
        {charts.length > MANY && <ChartSearch text={text} onText={setText} shown={sections.reduce((sum, one) => sum + one.charts.length, 0)} total={charts.length} />}
        <CurveTools view={view} setView={setView} smooth={smooth} onSmooth={setSmooth} />
      </header>
      {several && <Legend lines={legend} hot={hot} kept={kept} onHot={setPointed} onKeep={setKept} />}
      {charts.length === 0 && empty}
      {charts.length > 0 && sections.length === 0 && <p className="m sm">No metric has a name like this.</p>}
      {sections.map((section) => (
        <Folded key={section.name} section={section} open={text !== "" || onlySystem || !closed.includes(section.name)} onOpen={() => fold(section.name)}>
          <div className={clsx(styles.grid, (bare || single) && styles.single)}>
            {section.charts.map((chart) => (
              <Chart
                key={chart.name}
                projectKey={projectKey}
                spec={chart}
                view={view}
                smoothing={weight}
                sync={sync}
                seen={seen(chart.keys)}
                hot={hotIn(chart)}
                note={note?.(chart)}
                target={targetOf(chart, targets)}
                marks={marks}
                named={!several}
                pinned={pins.includes(chart.name)}
                onPin={bare ? undefined : () => pin(chart.name)}
                onZoom={(from, to) => setView({ from, to })}
                onReset={() => setView({ from: undefined, to: undefined })}
                {...(height !== undefined && { height })}
              />
            ))}
          </div>
        </Folded>
      ))}
    </section>
  );
}
