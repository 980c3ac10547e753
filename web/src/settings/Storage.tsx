import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconDatabase } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { type ProjectStorage, storageQuery, useQuota } from "../api/admin";
import { useAsked } from "../ui/asked";
import { Dialog } from "../ui/Dialog";
import { Empty, ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import { bytes, count, counted } from "../ui/format";
import { heard, Table, wide } from "../ui/Table";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { amountOf, fill } from "./amounts";
import styles from "./Settings.module.css";

function Used({ used, limit, say }: { used: number; limit: number | null; say: (value: number) => string }) {
  const full = fill(used, limit);
  if (full === null || limit === null) return <>{say(used)}</>;
  return (
    <>
      <span className={styles.meter} role="img" aria-label={`${Math.round(full * 100)} percent of the quota`}>
        <i className={full >= 1 ? styles.full : undefined} style={{ width: `${full * 100}%` }} />
      </span>
      {say(used)} <span className="m">of {say(limit)}</span>
      {full >= 1 && <b className="bad sm"> full</b>}
    </>
  );
}

function QuotaForm({ project, onClose }: { project: ProjectStorage; onClose: () => void }) {
  const { values, set, fail, error, rest } = useForm({
    bytes: project.quota.bytes === null ? "" : bytes(project.quota.bytes ?? 0),
    points: project.quota.points === null ? "" : count(project.quota.points ?? 0),
  });
  const save = useQuota();
  const ask = useAsked();
  const wanted = { bytes: amountOf(values.bytes), points: amountOf(values.points) };
  const wrong = (name: "bytes" | "points") => error(name) ?? (wanted[name] === undefined ? "A number with a unit, such as 50 GB or 2M" : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.bytes === undefined || wanted.points === undefined) return;
    const asked = ask();
    tell(
      save,
      { key: project.key, bytes: wanted.bytes, points: wanted.points },
      {
        onError: (problem) => (asked.open() ? fail(problem) : refused(`The quota of ${project.key} was not set`, problem)),
        onSuccess: () => {
          done(`The quota of ${project.key} was set`);
          if (asked.open()) onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <p className={styles.lead}>What is there stays, also when it is more. Further uploads or points are refused, and say which quota is reached.</p>
      <TextInput label="Files" description={`Holds ${bytes(project.bytes)}. Empty: no limit`} placeholder="no limit" data-autofocus value={values.bytes} error={wrong("bytes")} onChange={(event) => set("bytes", event.currentTarget.value)} />
      <TextInput mt={12} label="Points" description={`Holds ${count(project.points)}. Empty: no limit`} placeholder="no limit" value={values.points} error={wrong("points")} onChange={(event) => set("points", event.currentTarget.value)} />
      {rest && <ErrorNote error={rest} />}
      <div className={styles.line}>
        <span />
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={save.isPending} disabled={wanted.bytes === undefined || wanted.points === undefined}>
          Set quota
        </Button>
      </div>
    </form>
  );
}

function Row({ project, onQuota }: { project: ProjectStorage; onQuota: () => void }) {
  return (
    <tr>
      <td className="ell">
        <Link to="/p/$key" params={{ key: project.key }} title={project.name}>
          <code>{project.key}</code> {project.name}
        </Link>
      </td>
      <td>
        <Used used={project.bytes} limit={project.quota.bytes ?? null} say={bytes} />
      </td>
      <td className="hide">
        <Used used={project.points} limit={project.quota.points ?? null} say={count} />
      </td>
      <td className="hide">{count(project.items)}</td>
      <td className="hide">{count(project.runs)}</td>
      <td>
        <Button variant="subtle" onClick={onQuota} aria-label={`Quota of ${project.key}`}>
          Quota
        </Button>
      </td>
    </tr>
  );
}

/** What each project holds, the largest first, and what it may hold. */
export function Storage() {
  const storage = useQuery(storageQuery);
  const [open, setOpen] = useState<ProjectStorage | null>(null);
  return (
    <>
      <h1>Storage</h1>
      <Loaded query={storage} rows={5}>
        {(found) => (
          <>
            <p className={styles.sentence}>
              {counted(found.items.length, "project", "projects")} {found.items.length === 1 ? "holds" : "hold"} {bytes(found.stored)} of files; {bytes(found.disk_free)} of {bytes(found.disk_total)} on the server's disk are free.
            </p>
            {found.items.length === 0 ? (
              <Empty icon={IconDatabase} title="No project yet">
                What each project holds is shown here once there is one.
              </Empty>
            ) : (
              <Table heads={["Project", "Files", wide("Points"), wide("Items"), wide("Runs"), heard("Quota")]} scrolls>
                {found.items.map((project) => (
                  <Row key={project.id} project={project} onQuota={() => setOpen(project)} />
                ))}
              </Table>
            )}
            <p className="m sm">
              Counted <Time at={found.at} />. Equal files of a project are counted once.
            </p>
          </>
        )}
      </Loaded>
      <Dialog opened={open !== null} onClose={() => setOpen(null)} title={open && `Quota of ${open.key}`}>
        {open && <QuotaForm project={open} onClose={() => setOpen(null)} />}
      </Dialog>
    </>
  );
}
