import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";

import type { MetricLatest } from "../../api/types";
import { metric } from "../../ui/format";
import { against, fiveOf } from "./numbers";
import type { Champion } from "./useChampion";
import styles from "../RunPage.module.css";

/** Below a value: how it stands against the champion, else between which extremes it went. */
function Below({ one, champion }: { one: MetricLatest; champion: Champion | null }) {
  const found = against(one, champion?.run);
  if (!found) return <div className="m sm num ell">{one.min === one.max ? "one value" : `${metric(one.min)} to ${metric(one.max)}`}</div>;
  const tone = found.good === null ? "m" : found.good ? "good" : "warn";
  return (
    <div className={clsx("sm num ell", tone)} title={`Against ${champion?.title ?? ""}`}>
      {found.text}
      {found.good !== null && <span className="vh">{found.good ? ", better" : ", worse"}</span>}
    </div>
  );
}

/** Five numbers that matter, measured by the champion if there is one. */
export function Numbers({ metrics, champion, projectKey }: { metrics: readonly MetricLatest[]; champion: Champion | null; projectKey: string }) {
  const shown = fiveOf(metrics, champion?.run);
  if (shown.length === 0) return null;
  return (
    <>
      <div className={styles.numbers}>
        {shown.map((one) => (
          <div key={one.key}>
            <div className="m sm ell" title={one.key}>
              {one.key}
            </div>
            <div className={styles.value}>{metric(one.last)}</div>
            <Below one={one} champion={champion} />
          </div>
        ))}
      </div>
      {champion && (
        <p className={styles.measured}>
          Measured against the champion,{" "}
          <Link to="/p/$key/runs/$id" params={{ key: projectKey, id: champion.run.item.id }} className="link">
            {champion.title}
          </Link>
        </p>
      )}
    </>
  );
}
