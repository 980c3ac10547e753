import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconClock, IconDatabase, IconFolder, IconGitCommit, IconTerminal2, IconUser } from "@tabler/icons-react";

import { repositoriesQuery } from "../../api/champion";
import { itemQuery, linksQuery } from "../../api/items";
import type { Run } from "../../api/types";
import { CopyIcon } from "./CopyIcon";
import { duration, exact } from "../../ui/format";
import { Time } from "../../ui/Time";
import { commitAddress } from "../repository";
import styles from "../RunPage.module.css";

const number = (value: unknown): number | null => (typeof value === "number" && value > 0 ? value : null);
const words = (value: unknown): string => (typeof value === "string" ? value : "");

/** The commit, where it can be read if the project or the client named its repository, and a button that copies it. */
function Commit({ run, projectKey }: { run: Run; projectKey: string }) {
  const commit = words(run.item.fields.commit);
  const told = run.tags["mlflow.source.git.repoURL"];
  const known = useQuery({ ...repositoriesQuery(projectKey), enabled: commit !== "" }).data ?? [];
  if (!commit) return null;
  const address = commitAddress([...(told ? [told] : []), ...known], commit);
  const short = <span className="mono">{commit.slice(0, 8)}</span>;
  return (
    <span title={commit}>
      <IconGitCommit className="i s" stroke={1.75} aria-hidden />
      {address ? (
        <a className="link" href={address} target="_blank" rel="noopener noreferrer">
          {short}
        </a>
      ) : (
        short
      )}
      <CopyIcon text={commit} label="Copy the commit" />
    </span>
  );
}

const USED = new Set(["trained_on", "evaluated_on"]);
const FEW = 3;

/** The versions of datasets that the run read. */
function Datasets({ id, projectKey }: { id: string; projectKey: string }) {
  const links = useQuery(linksQuery(id)).data ?? [];
  const used = links.filter(({ type, direction, end }) => USED.has(type) && direction === "out" && !end.restricted && end.id);
  return (
    <>
      {used.slice(0, FEW).map(({ id: link, type, end }) => (
        <Link key={link} to="/p/$key/items/$ref" params={{ key: end.project_key ?? projectKey, ref: end.id ?? "" }} title={type === "trained_on" ? "Trained on" : "Evaluated on"}>
          <IconDatabase className="i s" stroke={1.75} aria-hidden />
          <span className="ell">{end.title}</span>
        </Link>
      ))}
      {used.length > FEW && <span>{used.length - FEW} more datasets</span>}
    </>
  );
}

/** Who, how long, when, from which commit, on which data, by which program. */
export function Facts({ run, projectKey }: { run: Run; projectKey: string }) {
  const { id, fields, parent, created } = run.item;
  const above = useQuery({ ...itemQuery(parent ?? ""), enabled: parent !== null }).data;
  const started = number(fields.started) ?? created;
  const ended = number(fields.ended);
  const until = ended ?? Math.max(started, ...run.metrics.map((one) => one.time));
  const source = words(fields.source);
  return (
    <div className={styles.facts}>
      {words(fields.user) && (
        <span>
          <IconUser className="i s" stroke={1.75} aria-hidden />
          {words(fields.user)}
        </span>
      )}
      <span title={`${exact(started)}${ended ? ` to ${exact(ended)}` : ""}`}>
        <IconClock className="i s" stroke={1.75} aria-hidden />
        <span>
          {until > started && `${duration(until - started)}, `}
          <Time at={started} />
        </span>
      </span>
      {above && (
        <Link {...(above.type === "run" ? { to: "/p/$key/runs/$id", params: { key: projectKey, id: above.id } } : { to: "/p/$key/items/$ref", params: { key: projectKey, ref: above.key } })}>
          <IconFolder className="i s" stroke={1.75} aria-hidden />
          {above.type === "run" ? `Part of ${above.title}` : above.title}
        </Link>
      )}
      <Commit run={run} projectKey={projectKey} />
      <Datasets id={id} projectKey={projectKey} />
      {source && (
        <span className={styles.source} title={source}>
          <IconTerminal2 className="i s" stroke={1.75} aria-hidden />
          <span className="ell mono">{source.split("/").pop()}</span>
        </span>
      )}
    </div>
  );
}
