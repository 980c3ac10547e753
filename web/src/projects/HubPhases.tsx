import { Link } from "@tanstack/react-router";
import { IconAlertTriangle, IconCircleCheck, IconFlame } from "@tabler/icons-react";
import { clsx } from "clsx";

import type { PhaseFacts } from "../api/types";
import { count } from "../ui/format";
import { PHASE } from "../ui/phases";
import styles from "./HubPhases.module.css";

const NOTE = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconFlame, plain: null } as const;

function Phase({ facts, projectKey }: { facts: PhaseFacts; projectKey: string }) {
  const { icon: Icon, label } = PHASE[facts.phase];
  const Note = NOTE[facts.tone];
  const share = facts.of === null ? (facts.done > 0 ? 1 : 0) : facts.of > 0 ? facts.done / facts.of : 0;
  return (
    <Link to="/p/$key/$phase" params={{ key: projectKey, phase: facts.phase }} className={clsx(styles.phase, facts.phase)}>
      <span className={styles.bar} style={{ width: `${100 * share}%` }} />
      <span className={styles.head}>
        <Icon className="i hue" stroke={1.75} aria-hidden />
        {label}
        {facts.note && (
          <span className={clsx(styles.note, facts.tone === "plain" ? "m" : facts.tone)}>
            {Note && <Note className="i s" stroke={1.75} aria-hidden />}
            <span>{facts.note}</span>
          </span>
        )}
      </span>
      <span className={clsx("ell", styles.big)}>
        <b>
          {count(facts.done)}
          {facts.of !== null && (
            <>
              {" "}
              <span className="m">of</span> {count(facts.of)}
            </>
          )}
        </b>{" "}
        <span className={styles.unit}>{facts.unit}</span>
      </span>
      <span className={clsx("ell", styles.sub)} title={facts.says}>
        {facts.says}
      </span>
    </Link>
  );
}

/** The five phases in one number each. */
export function HubPhases({ phases, projectKey }: { phases: readonly PhaseFacts[]; projectKey: string }) {
  return (
    <nav className={styles.phases} aria-label="Phases in numbers">
      {phases.map((facts) => (
        <Phase key={facts.phase} facts={facts} projectKey={projectKey} />
      ))}
    </nav>
  );
}
