import { useElementSize } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type PointerEvent, useState } from "react";

import type { Aim, Line, Mark } from "../api/types";
import { exact, metric } from "../ui/format";
import { TargetDrawing } from "./TargetDrawing";
import { nearest, scaleOf, within } from "./targetChart";
import styles from "./HubChart.module.css";

const HEIGHT = 148;

interface Props {
  aim: Aim;
  line: Line;
  now: number;
  projectKey: string;
}

/** The target's picture: it names the run that is pointed at, and opens it. */
export function HubChart({ aim, line, now, projectKey }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [shown, show] = useState<Mark | null>(null);
  const navigate = useNavigate();
  const scale = scaleOf(aim, line, now, width, HEIGHT);
  const best = line.steps.at(-1);
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    show(nearest(within([...line.dots, ...line.steps], scale), scale, event.clientX - box.left, event.clientY - box.top));
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
          <TargetDrawing aim={aim} line={line} now={now} scale={scale} width={width} height={HEIGHT} shown={shown} />
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
