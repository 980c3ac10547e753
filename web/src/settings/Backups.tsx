import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { clsx } from "clsx";

import { type Backup, backupsQuery } from "../api/admin";
import { Loaded } from "../ui/Feedback";
import { bytes, count, duration, exact } from "../ui/format";
import { Command } from "../ui/Command";
import { Section } from "../ui/Page";
import { Table, wide } from "../ui/Table";
import { Time } from "../ui/Time";
import styles from "./Settings.module.css";

const DAY = "backups/$(date +%F)";
const MAKE = `rootnode backup create ${DAY}\nrootnode backup verify ${DAY}`;

function Last({ backup, stale }: { backup: Backup | null; stale: boolean }) {
  const Picture = stale ? IconAlertTriangle : IconCircleCheck;
  return (
    <p className={styles.sentence}>
      <Picture className={clsx("i", stale ? "warn" : "good")} stroke={1.75} aria-hidden />{" "}
      {backup ? (
        <>
          The last verified backup was restored for real <Time at={backup.verified ?? 0} />
          {stale && <b className="warn">, more than seven days ago</b>}. It holds everything up to <span title={exact(backup.cut)}>{exact(backup.cut)}</span>.
        </>
      ) : (
        <>
          <b>No backup has been verified.</b> If the server's disk failed now, everything would be lost. A backup counts once it has been restored for real, which takes one more command.
        </>
      )}
    </p>
  );
}

function Facts({ backup }: { backup: Backup }) {
  return (
    <dl className={styles.facts}>
      <dt>Where</dt>
      <dd>
        <code>{backup.place}</code>
      </dd>
      <dt>Holds</dt>
      <dd>
        {bytes(backup.bytes)}, every change up to number {count(backup.change)}
      </dd>
      <dt>Took</dt>
      <dd>
        {duration(backup.seconds * 1e6)} to make; restoring tables and points took {duration((backup.verify_seconds ?? 0) * 1e6)}
      </dd>
    </dl>
  );
}

function Row({ backup }: { backup: Backup }) {
  return (
    <tr>
      <td>
        <Time at={backup.cut} />
      </td>
      <td className="ell">
        <code title={backup.place}>{backup.place}</code>
      </td>
      <td className="hide">{bytes(backup.bytes)}</td>
      <td className={styles.left}>
        {backup.verified ? (
          <span className="row good">
            <IconCircleCheck className="i s" aria-hidden /> Verified
          </span>
        ) : (
          <span className="m">Not verified</span>
        )}
      </td>
    </tr>
  );
}

/** When a backup was last proven by restoring it, and how to make one. */
export function Backups() {
  const backups = useQuery(backupsQuery);
  return (
    <>
      <h1>Backups</h1>
      <Loaded query={backups} rows={4}>
        {({ items, verified, stale }) => (
          <>
            <Last backup={verified} stale={stale} />
            {verified && <Facts backup={verified} />}
            <Section title="Make one and verify it" hint="On the server, while it runs">
              <Command text={MAKE} />
              <p className="m sm">
                Keep the folder on another machine, and as safe as the server: it holds the hashes of passwords. <code>rootnode backup restore</code> brings it back into an empty place.
              </p>
            </Section>
            {items.length > 0 && (
              <Section title="Made so far">
                <Table heads={["Everything up to", "Where", wide("Size"), "Verified"]}>
                  {items.map((backup) => (
                    <Row key={backup.id} backup={backup} />
                  ))}
                </Table>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
