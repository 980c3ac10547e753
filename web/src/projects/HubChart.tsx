import { useElementSize } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type PointerEvent, useState } from "react";

import type { Aim, Line, Mark } from "../api/types";
import { clock, dateOf, dayStart, exact, metric, shortDate } from "../ui/format";
import { PAD, alike, dayEnd, days, isShort, nearest, scaleOf, staircase, ticks } from "./targetChart";
import styles from "./HubChart.module.css";

const HEIGHT = 148;

interface Props {
  aim: Aim;
  line: Line;
  now: number;
  projectKey: string;
}

function Labels({ aim, line, now, width, scale }: Props & { width: number; scale: ReturnType<typeof scaleOf> }) {
  const floor = HEIGHT - PAD.bottom;
  const [, target] = alike(aim.best?.value ?? aim.target, aim.target);
  const last = scale.x(now);
  const end = scale.x(scale.end);
  return (
    <g className={styles.words}>
      {ticks(scale.low, scale.high).map((value) => (
        <text key={value} x={PAD.left - 8} y={scale.y(value) + 4} textAnchor="end">
          {metric(value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")}
        </text>
      ))}
      {days(scale, width, now).map((at, place) => (
        <text key={at} x={scale.x(at)} y={floor + 15} textAnchor={place === 0 ? "start" : "middle"}>
          {isShort(scale) ? clock(at) : shortDate(dateOf(at), dateOf(now))}
        </text>
      ))}
      <text x={last} y={floor + 15} textAnchor={end - last < 60 ? "end" : "middle"}>
        {isShort(scale) ? "now" : "today"}
      </text>
      {line.deadline && dayEnd(line.deadline) === scale.end && end - last > 64 && (
        <text x={end} y={floor + 15} textAnchor="end">
          {shortDate(dateOf(dayStart(line.deadline)), dateOf(now))}
        </text>
      )}
      <text x={PAD.left} y={scale.y(aim.target) - 5} className={styles.target}>
        target {target}
        {aim.unit && ` ${aim.unit}`}
      </text>
    </g>
  );
}

/** The best so far over time with a dot for each run, the target, and what is missing. */
export function HubChart(props: Props) {
  const { aim, line, now, projectKey } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [shown, show] = useState<Mark | null>(null);
  const navigate = useNavigate();
  const scale = scaleOf(aim, line, now, width, HEIGHT);
  const within = ({ value }: Mark) => value >= scale.low && value <= scale.high;
  const dots = line.dots.filter(within);
  const best = line.steps.at(-1);
  const floor = HEIGHT - PAD.bottom;
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    show(nearest([...dots, ...line.steps.filter(within)], scale, event.clientX - box.left, event.clientY - box.top));
  };
  const open = () => shown && void navigate({ to: "/p/$key/runs/$id", params: { key: projectKey, id: shown.run } });
  const said = best ? `Best ${aim.metric} so far: ${metric(line.steps[0]?.value)} at first, ${metric(best.value)} today` : `No run has logged ${aim.metric}`;
  return (
    <figure className={styles.figure} ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${said}; target ${aim.comparison} ${metric(aim.target)}${line.deadline ? ` by ${line.deadline}` : ""}. The table holds the values.`}
          className={clsx(shown && styles.pointing)}
          onPointerMove={at}
          onPointerLeave={() => show(null)}
          onClick={open}
        >
          <clipPath id="hub-target">
            <rect x={PAD.left} y={0} width={Math.max(0, width - PAD.left)} height={floor + 1} />
          </clipPath>
          {ticks(scale.low, scale.high).map((value) => (
            <line key={value} className={styles.grid} x1={PAD.left} x2={width - PAD.right} y1={scale.y(value)} y2={scale.y(value)} />
          ))}
          {best && !aim.reached && (
            <rect
              className={styles.gap}
              x={scale.x(now)}
              width={Math.max(0, scale.x(scale.end) - scale.x(now))}
              y={Math.min(scale.y(aim.target), scale.y(best.value))}
              height={Math.abs(scale.y(best.value) - scale.y(aim.target))}
            />
          )}
          <line className={styles.aim} x1={PAD.left} x2={width - PAD.right} y1={scale.y(aim.target)} y2={scale.y(aim.target)} />
          <g clipPath="url(#hub-target)">
            {dots.map((mark) => (
              <circle key={mark.run} className={styles.dot} cx={scale.x(Math.min(mark.at, now))} cy={scale.y(mark.value)} r={2} />
            ))}
            <path className={styles.best} d={staircase(line.steps, scale, now)} />
            {best && <circle className={styles.last} cx={scale.x(now)} cy={scale.y(best.value)} r={3.5} />}
          </g>
          {shown && <circle className={styles.ring} cx={scale.x(Math.min(shown.at, now))} cy={scale.y(shown.value)} r={5} />}
          <Labels {...props} width={width} scale={scale} />
        </svg>
      )}
      {shown && (
        <figcaption
          className={clsx(styles.tip, scale.x(shown.at) > width / 2 && styles.left)}
          style={{ left: scale.x(Math.min(shown.at, now)), top: scale.y(shown.value) }}
        >
          <b>{metric(shown.value)}</b> {shown.title}
          <span className="m">{exact(shown.at)}</span>
        </figcaption>
      )}
    </figure>
  );
}
