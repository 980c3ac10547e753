import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck, IconCircleDashed, IconKey, IconLoader } from "@tabler/icons-react";
import { clsx } from "clsx";
import type { ReactNode } from "react";

import { findRunsQuery } from "../api/items";
import { projectTokensQuery, useCreateProjectToken, useRevokeProjectToken } from "../api/people";
import { runQuery } from "../api/runs";
import { CopyButton } from "../ui/Copy";
import { ErrorNote } from "../ui/Feedback";
import { Section } from "../ui/Page";
import { Time } from "../ui/Time";
import { refused } from "../ui/toast";
import { TokenTable } from "../ui/TokenTable";
import { Curves } from "./curves/Curves";
import styles from "./Connect.module.css";

const HELLO = `import mlflow

mlflow.set_experiment("hello")
with mlflow.start_run():
    for step in range(500):
        mlflow.log_metric("loss", 40 / (40 + step), step)
`;

function Numbered({ number, title, done = false, action, children }: { number: number; title: string; done?: boolean; action?: ReactNode; children: ReactNode }) {
  return (
    <li>
      <div className={styles.step}>
        <span className={clsx(styles.number, done && styles.done)} aria-hidden>
          {number}
        </span>
        <h3>{title}</h3>
        {action}
      </div>
      <div className={styles.under}>{children}</div>
    </li>
  );
}

function Fact({ state, children, end }: { state: "done" | "waiting" | "open"; children: ReactNode; end?: ReactNode }) {
  const Picture = { done: IconCircleCheck, waiting: IconLoader, open: IconCircleDashed }[state];
  return (
    <li className={styles.fact}>
      <Picture className={clsx("i", state === "done" ? "good" : "m")} stroke={1.75} aria-hidden />
      <span className="vh">{{ done: "Done: ", waiting: "Waiting: ", open: "Next: " }[state]}</span>
      <span className="grow">{children}</span>
      <span className="m sm">{end}</span>
    </li>
  );
}

/** The newest run that came after the page was opened: it is looked for while one waits, and live news makes it quicker. */
function Waiting({ projectKey, tokenMade, onAll }: { projectKey: string; tokenMade: boolean; onAll: (() => void) | undefined }) {
  const found = useQuery({ ...findRunsQuery(projectKey, 1), refetchInterval: (query) => (query.state.data?.length ? false : 2_000) }).data?.[0];
  const run = useQuery({ ...runQuery(found?.id ?? ""), enabled: found !== undefined }).data;
  const points = (run?.metrics.length ?? 0) > 0;
  return (
    <aside className={styles.wait} aria-label="First run">
      <h2>First curve</h2>
      {run && points ? (
        <Curves projectKey={projectKey} run={run.item.id} metrics={run.metrics.slice(0, 1)} live={run.item.state === "running"} view={{}} setView={() => undefined} bare />
      ) : (
        <div className={styles.blank}>
          <span className={styles.pulse} aria-hidden />
          <b>Waiting for the first point</b>
          <span className="m sm">Your curve draws itself here, no reload</span>
        </div>
      )}
      <ul aria-live="polite">
        <Fact state={tokenMade ? "done" : "open"}>Token made</Fact>
        <Fact state={found ? "done" : "waiting"} end={found ? <Time at={found.created} /> : "waiting"}>
          First call from your code
        </Fact>
        <Fact state={points ? "done" : "open"}>First point</Fact>
      </ul>
      {found && (
        <Button component={Link} to={`/p/${projectKey}/runs/${found.id}`} fullWidth>
          Open {found.title}
        </Button>
      )}
      {onAll && (
        <Button variant="subtle" fullWidth mt={8} onClick={onAll}>
          See all runs
        </Button>
      )}
    </aside>
  );
}

/** Every token of the project, so that one that got about can be revoked. */
function ProjectTokens({ projectKey }: { projectKey: string }) {
  const tokens = useQuery(projectTokensQuery(projectKey)).data ?? [];
  const revoke = useRevokeProjectToken(projectKey);
  if (tokens.length === 0) return null;
  return (
    <div className={styles.tokens}>
      <Section title="Tokens of this project">
        <TokenTable tokens={tokens} onRevoke={(token) => revoke.mutate(token.id, { onError: (error) => refused("The token was not revoked", error) })} />
      </Section>
    </div>
  );
}

/** Two lines that make code which logs to MLflow log here, with a token made for them. */
export function Connect({ projectKey, onAll }: { projectKey: string; onAll?: (() => void) | undefined }) {
  const create = useCreateProjectToken(projectKey);
  const secret = create.data?.secret;
  const address = `${location.origin}/p/${projectKey}`;
  const lines = (token: string) => `export MLFLOW_TRACKING_URI=${address}\nexport MLFLOW_TRACKING_TOKEN=${token}`;
  const make = () => create.mutate({ name: "Connect my code", permissions: ["read", "write", "ingest"], expires_in_days: 90 });
  return (
    <div className={styles.connect}>
      <div>
        <h1>Connect my code</h1>
        <p className={styles.lead}>Code that logs to MLflow logs here as it is. Two lines tell it where to.</p>
        <ol className={styles.steps}>
          <Numbered
            number={1}
            done={secret !== null && secret !== undefined}
            title="Tell your code where to send"
            action={
              secret ? (
                <CopyButton text={lines(secret)} filled />
              ) : (
                <Button variant="filled" leftSection={<IconKey className="i s" aria-hidden />} loading={create.isPending} onClick={make}>
                  Make a token
                </Button>
              )
            }
          >
            <pre className={styles.code} tabIndex={0}>
              <code>
                <span className={styles.k}>export</span> MLFLOW_TRACKING_URI=<span className={styles.q}>{address}</span>
                {"\n"}
                <span className={styles.k}>export</span> MLFLOW_TRACKING_TOKEN=<span className={styles.q}>{secret ?? "…"}</span>
              </code>
            </pre>
            <p className="m sm">
              {secret
                ? "Shown this once; copy it now. It may read, write and log in this project, nothing else, for 90 days. It can be revoked below."
                : "The token will be allowed to read, write and log in this project, nothing else, for 90 days."}
            </p>
            {create.error && <ErrorNote error={create.error} />}
          </Numbered>
          <Numbered number={2} title="Run your training as always">
            <pre className={styles.code} tabIndex={0}>
              <code>python train.py</code>
            </pre>
          </Numbered>
          <Numbered number={3} title="No training at hand? This takes 5 seconds" action={<CopyButton text={HELLO} />}>
            <pre className={styles.code} tabIndex={0}>
              <code>{HELLO.trimEnd()}</code>
            </pre>
          </Numbered>
        </ol>
        <ProjectTokens projectKey={projectKey} />
      </div>
      <Waiting projectKey={projectKey} tokenMade={Boolean(secret)} onAll={onAll} />
    </div>
  );
}
