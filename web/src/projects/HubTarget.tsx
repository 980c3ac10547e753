import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconChartLine, IconTable } from "@tabler/icons-react";
import { useState } from "react";

import type { Aim, Line } from "../api/types";
import { endAddress } from "../items/address";
import { exact, metric } from "../ui/format";
import { Section } from "../ui/Page";
import { PictureMenu } from "../ui/PictureMenu";
import { Time } from "../ui/Time";
import { HubChart } from "./HubChart";
import { alike, wayGone } from "./targetChart";
import { targetPicture } from "./targetPicture";
import styles from "./HubTarget.module.css";

function Values({ aim, line, projectKey }: { aim: Aim; line: Line; projectKey: string }) {
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label="Best values as a table">
      <table>
        <caption className="vh">
          Each run that was better in {aim.metric} than all before it, the newest first; the target is {aim.comparison} {metric(aim.target)}
        </caption>
        <thead>
          <tr>
            <th>{aim.metric}</th>
            <th>Run</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {[...line.steps].reverse().map((mark) => (
            <tr key={mark.run}>
              <td className="num">{metric(mark.value)}</td>
              <td>
                <Link to="/p/$key/runs/$id" params={{ key: projectKey, id: mark.run }} className="link">
                  {mark.title}
                </Link>
              </td>
              <td className="m">{exact(mark.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Others({ aims }: { aims: readonly Aim[] }) {
  return (
    <ul className={styles.others}>
      {aims.map((aim) => {
        const address = endAddress(aim.requirement);
        return (
          <li key={aim.requirement.id}>
            <span className={aim.reached ? "good" : "warn"}>{aim.reached ? "Reached" : aim.best ? "Short" : "No value"}</span>
            {address ? (
              <Link {...address} className="ell mono">
                {aim.metric}
              </Link>
            ) : (
              <span className="ell mono">{aim.metric}</span>
            )}
            <span className="m num">
              {aim.best ? `${metric(aim.best.value)}, ` : ""}
              {aim.comparison} {metric(aim.target)} {aim.unit}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The target that is furthest off: what was reached, what is missing, when it closes; the others in a line each. */
export function HubTarget({ aim, line, aims, now, projectKey }: { aim: Aim; line: Line; aims: readonly Aim[]; now: number; projectKey: string }) {
  const [asTable, setAsTable] = useState(false);
  const [best, target] = alike(aim.best?.value ?? aim.target, aim.target);
  const address = endAddress(aim.requirement);
  const by = line.until ? `due with ${line.until.title}` : line.deadline ? "due with the project" : null;
  return (
    <Section
      title="Target and gap"
      hint={
        <span className="hide">
          {address ? <Link {...address}>{aim.requirement.title}</Link> : aim.requirement.title}
          {by && `, ${by}`}
        </span>
      }
      end={
        <>
          {line.steps.length > 0 && (
            <UnstyledButton className={styles.toggle} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? <IconChartLine className="i s" aria-hidden /> : <IconTable className="i s" aria-hidden />}
              {asTable ? "Picture" : "Table"}
            </UnstyledButton>
          )}
          <Link to="/p/$key/$phase" params={{ key: projectKey, phase: "build" }} className={styles.all}>
            All runs
          </Link>
          {line.steps.length > 0 && <PictureMenu picture={targetPicture(projectKey, aim, line, now)} name={`the picture of ${aim.metric}`} />}
        </>
      }
    >
      <div className={styles.target}>
        <div>
          <p className={styles.figure}>
            {aim.best ? best : "–"} <span>of {target}{aim.unit && ` ${aim.unit}`}</span>
          </p>
          <div className={styles.meter} aria-hidden>
            <i style={{ width: `${100 * wayGone(aim, line)}%` }} />
          </div>
          <p className="sm m2">
            {aim.says}
            {line.forecast !== aim.says && ` ${line.forecast}`}
          </p>
          {aim.best && (
            <p className={styles.run}>
              <Link to="/p/$key/runs/$id" params={{ key: projectKey, id: aim.best.run }} className="link">
                {aim.best.title}
              </Link>{" "}
              <span className="m">
                {line.by && `by ${line.by}, `}
                <Time at={aim.best.at} />
              </span>
            </p>
          )}
        </div>
        {asTable ? <Values aim={aim} line={line} projectKey={projectKey} /> : <HubChart aim={aim} line={line} now={now} projectKey={projectKey} />}
      </div>
      {aims.length > 0 && <Others aims={aims} />}
    </Section>
  );
}
