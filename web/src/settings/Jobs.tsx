import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconBan, IconCircleCheck, IconClock, IconLoader, IconStack2, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import { type Job, jobsQuery, useRetry } from "../api/admin";
import { Empty, Loaded, NextPage } from "../ui/Feedback";
import { counted } from "../ui/format";
import { heard, Table, wide } from "../ui/Table";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import styles from "./Settings.module.css";

const LOOK: Record<Job["state"], { word: string; icon: Icon; tone: string }> = {
  queued: { word: "Waiting", icon: IconClock, tone: "m2" },
  running: { word: "Running", icon: IconLoader, tone: "" },
  done: { word: "Done", icon: IconCircleCheck, tone: "good" },
  dead: { word: "Given up", icon: IconAlertTriangle, tone: "bad" },
  cancelled: { word: "Cancelled", icon: IconBan, tone: "m" },
};
const WORK: Record<string, string> = { "blobs.sweep": "Clean up files nobody needs", "blobs.strays": "Look for files that belong to nothing" };
const FILTERS = [
  { value: "", label: "All" },
  { value: "queued,running", label: "Open" },
  { value: "dead", label: "Failed" },
];

function Row({ job }: { job: Job }) {
  const retry = useRetry();
  const { word, icon: Picture, tone } = LOOK[job.state];
  const name = WORK[job.name] ?? job.name;
  return (
    <tr>
      <td className="ell" title={job.name}>
        {name}
        {job.reason && <code className={styles.phone}>{job.reason}</code>}
      </td>
      <td>
        <span className={clsx("row", tone)}>
          <Picture className="i s" aria-hidden /> {word}
        </span>
      </td>
      <td className="hide">{job.state === "queued" ? <span className="m2">since <Time at={job.created} /></span> : <Time at={job.finished ?? job.created} />}</td>
      <td className="hide">
        <div className={styles.reason}>{job.reason ? <code>{job.reason}</code> : job.attempts > 1 ? counted(job.attempts, "attempt", "attempts") : ""}</div>
      </td>
      <td>
        {(job.state === "dead" || job.state === "cancelled") && (
          <Button variant="subtle" loading={retry.isPending} onClick={() => tell(retry, job.id, { onError: (error) => refused("It was not tried again", error) })} aria-label={`Try again: ${name}`}>
            Try again
          </Button>
        )}
      </td>
    </tr>
  );
}

function sentence(counts: Record<string, number>): string {
  const failed = counts.dead ?? 0;
  const open = (counts.queued ?? 0) + (counts.running ?? 0);
  if (failed > 0) return `${counted(failed, "job", "jobs")} failed and ${failed === 1 ? "was" : "were"} given up: look at the reason, put it right, and try again.`;
  return open > 0 ? `Nothing failed; ${counted(open, "job", "jobs")} ${open === 1 ? "is" : "are"} waiting or running.` : "Nothing failed, and nothing is waiting.";
}

/** What the server does by itself, and why it could not. */
export function Jobs() {
  const [state, setState] = useState("");
  const jobs = useInfiniteQuery(jobsQuery(state));
  return (
    <>
      <h1>Jobs</h1>
      <Loaded query={jobs} rows={5}>
        {({ pages }) => {
          const list = pages.flatMap((page) => page.items);
          return (
            <>
              <p className={styles.sentence}>{sentence(pages[0]?.counts ?? {})}</p>
              <SegmentedControl aria-label="Which jobs" value={state} onChange={setState} data={FILTERS} />
              {list.length === 0 ? (
                <Empty icon={IconStack2} title="None of these">
                  Jobs that ended well are kept for seven days, those that failed until they are tried again.
                </Empty>
              ) : (
                <Table heads={["Job", "State", wide("When"), wide("Reason"), heard("Try again")]} scrolls className={styles.below}>
                  {list.map((job) => (
                    <Row key={job.id} job={job} />
                  ))}
                </Table>
              )}
              <NextPage of={jobs} variant="default" mt={8}>Show older</NextPage>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
