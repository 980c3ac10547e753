import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck, IconCircleDashed, IconLoader } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useState } from "react";

import { answerQuery } from "../api/first";
import { findRunsQuery } from "../api/items";
import { projectTokensQuery } from "../api/people";
import { runQuery } from "../api/runs";
import type { Item, Token } from "../api/types";
import { clock } from "../ui/format";
import { ConnectHelp } from "./ConnectHelp";
import { stopwatch } from "./connect";
import styles from "./Connect.module.css";
import { Curves } from "./curves/Curves";

const ASK_MS = 2_000;
const LATE = 60;
const NEWEST = 10;

type Reached = "done" | "waiting" | "open";

function Fact({ state, children, end }: { state: Reached; children: ReactNode; end?: ReactNode }) {
  const Picture = { done: IconCircleCheck, waiting: IconLoader, open: IconCircleDashed }[state];
  return (
    <li className={styles.fact}>
      <Picture className={clsx("i", { done: "good", waiting: "build hue", open: "m" }[state])} stroke={1.75} aria-hidden />
      <span className="vh">{{ done: "Done: ", waiting: "Waiting: ", open: "Next: " }[state]}</span>
      <span className="grow">{children}</span>
      <span className="m sm num">{end}</span>
    </li>
  );
}

function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const began = Date.now();
    const timer = setInterval(() => setSeconds((Date.now() - began) / 1000), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return seconds;
}

/** What has arrived with this token: whether it was used, and the first run that it made. */
function useArrived(projectKey: string, token: Token | undefined): { called: boolean; run: Item | undefined } {
  const wanted = token !== undefined;
  const runs = useQuery({
    ...findRunsQuery(projectKey, NEWEST),
    enabled: wanted,
    refetchInterval: (query) => (query.state.data?.some((run) => run.created_by === token?.id) ? false : ASK_MS),
  }).data;
  const run = runs?.filter((each) => each.created_by === token?.id).at(-1);
  const used = useQuery({ ...projectTokensQuery(projectKey), enabled: wanted, refetchInterval: () => (run ? false : ASK_MS) }).data?.find((each) => each.id === token?.id)?.last_used;
  return { called: run !== undefined || typeof used === "number", run };
}

interface Props {
  projectKey: string;
  address: string;
  token: Token | undefined;
  /** When the first run with a point is there: what may come next. */
  next: ReactNode;
  onAll: (() => void) | undefined;
  onArrived: () => void;
}

/** Says step by step what has arrived, and draws the first curve as it comes. */
export function ConnectWaiting({ projectKey, address, token, next, onAll, onArrived }: Props) {
  const answers = useQuery(answerQuery);
  const { called, run: found } = useArrived(projectKey, token);
  const run = useQuery({ ...runQuery(found?.id ?? ""), enabled: found !== undefined }).data;
  const metrics = run?.metrics.filter((one) => !one.key.startsWith("system/")) ?? [];
  const arrived = metrics.length > 0;
  const seconds = useSeconds(token !== undefined && !arrived);
  useEffect(() => {
    if (found) onArrived();
  }, [found, onArrived]);
  return (
    <aside className={styles.wait} aria-label="First curve">
      <header className="row">
        <h2 className="grow">First curve</h2>
        {token && !arrived && <span className="m sm num">waiting {stopwatch(seconds)}</span>}
      </header>
      {run && arrived ? (
        <div className={styles.curve}>
          <Curves projectKey={projectKey} run={run.item.id} metrics={metrics.slice(0, 1)} live={run.item.state === "running"} view={{}} setView={() => undefined} bare />
        </div>
      ) : (
        <div className={styles.blank} role="img" aria-label="An empty chart that waits for the first point">
          <span className={styles.ticks} aria-hidden>
            <i>1</i>
            <i>0.5</i>
            <i>0</i>
          </span>
          <span className={styles.say}>
            <b className="row">
              {token && <span className={styles.pulse} aria-hidden />}
              {token ? "Waiting for the first point" : "No token yet"}
            </b>
            <span className="m sm">{token ? "Your curve draws itself here, no reload" : "Make one, then your curve draws itself here"}</span>
          </span>
        </div>
      )}
      <ul aria-live="polite">
        <Fact state={token ? "done" : "open"} end={token && clock(token.created)}>
          Token made
        </Fact>
        <Fact state={answers.data ? "done" : answers.isError ? "open" : "waiting"} end={answers.data && `${answers.data} ms`}>
          Server answers from this browser
        </Fact>
        <Fact state={called ? "done" : token ? "waiting" : "open"} end={found ? clock(found.created) : token && !called && "waiting"}>
          First call from your code
        </Fact>
        <Fact state={arrived ? "done" : called ? "waiting" : "open"} end={arrived && metrics[0] ? metrics[0].key : undefined}>
          First point
        </Fact>
      </ul>
      {found && (
        <div className={styles.next}>
          <Button component={Link} variant="filled" to={`/p/${projectKey}/runs/${found.id}`} fullWidth>
            Open {found.title}
          </Button>
          {next}
        </div>
      )}
      {onAll && (
        <Button variant="subtle" fullWidth onClick={onAll}>
          See all runs
        </Button>
      )}
      {!arrived && <ConnectHelp address={address} late={seconds > LATE} />}
    </aside>
  );
}
