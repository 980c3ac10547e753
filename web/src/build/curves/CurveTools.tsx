import { Button, Menu, SegmentedControl, Slider, TextInput } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconCheck, IconSearch, IconZoomReset } from "@tabler/icons-react";

import { placeOf } from "./tip";
import { type Axis, type CurveView, SMOOTHING, type SetCurveView, rangeOf } from "./view";
import styles from "./Curves.module.css";

const AXES: { value: Axis; label: string }[] = [
  { value: "step", label: "Step" },
  { value: "relative", label: "Time since the start" },
  { value: "wall", label: "Time of day" },
];

interface Props {
  view: CurveView;
  setView: SetCurveView;
  smooth: number;
  onSmooth: (value: number) => void;
}

/** The part that is shown, and the way back to all of it. */
export function ZoomNote({ view, setView }: Pick<Props, "view" | "setView">) {
  const range = rangeOf(view);
  if (!range) return null;
  const { x: axis = "step" } = view;
  const [from, to] = range.map((at) => placeOf(at, axis).replace(/^(step|after) /, ""));
  return (
    <Button variant="subtle" leftSection={<IconZoomReset className="i s" aria-hidden />} onClick={() => setView({ from: undefined, to: undefined })}>
      {axis === "step" ? "Steps " : ""}
      {from} to {to}: show all
    </Button>
  );
}

/** How curves are looked at: axes, smoothing, outliers. */
export function CurveTools({ view, setView, smooth, onSmooth }: Props) {
  const axis = view.x ?? "step";
  const on = (chosen: boolean | undefined) => chosen && <IconCheck className="i s" aria-label="On" />;
  return (
    <span className={styles.tools}>
      <span className={styles.smooth} aria-hidden>
        <span className="hide">Smoothing </span>
        <span className="num">{smooth.toFixed(2)}</span>
      </span>
      <Slider
        className={styles.slider ?? ""}
        thumbLabel="Smoothing"
        size="xs"
        min={0}
        max={0.99}
        step={0.01}
        label={null}
        value={smooth}
        onChange={onSmooth}
        onChangeEnd={(value) => setView({ smooth: value === SMOOTHING ? undefined : value })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Vertical axis"
        value={view.log ? "log" : "linear"}
        data={[
          { value: "linear", label: "Linear" },
          { value: "log", label: "Log" },
        ]}
        onChange={(value) => setView({ log: value === "log" || undefined })}
      />
      <Menu position="bottom-end" closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="subtle" leftSection={<IconAdjustmentsHorizontal className="i s" aria-hidden />}>
            x: {axis === "relative" ? "since start" : axis === "wall" ? "time" : "step"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Horizontal axis</Menu.Label>
          {AXES.map(({ value, label }) => (
            <Menu.Item key={value} onClick={() => setView({ x: value === "step" ? undefined : value, from: undefined, to: undefined })} rightSection={on(axis === value)}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={axis === "wall"} onClick={() => setView({ xlog: view.xlog ? undefined : true })} rightSection={on(view.xlog && axis !== "wall")}>
            Logarithmic
          </Menu.Item>
          <Menu.Item onClick={() => setView({ clip: view.clip ? undefined : true })} rightSection={on(view.clip)}>
            Clip outliers
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** Which of many charts are shown. */
export function ChartSearch({ text, onText, shown, total }: { text: string; onText: (text: string) => void; shown: number; total: number }) {
  return (
    <span className="row">
      <TextInput
        className={styles.search ?? ""}
        size="xs"
        aria-label="Find a metric"
        placeholder="Find a metric"
        value={text}
        leftSection={<IconSearch className="i s" aria-hidden />}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && onText("")}
      />
      {text && (
        <span className="m sm num" role="status">
          {shown} of {total}
        </span>
      )}
    </span>
  );
}
