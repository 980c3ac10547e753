import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconKey } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";

import { projectTokensQuery, useCreateProjectToken, useRevokeProjectToken } from "../api/people";
import { summaryQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Token } from "../api/types";
import { Settle } from "../first/Settle";
import { CopyButton } from "../ui/Copy";
import { ErrorNote } from "../ui/Feedback";
import { dateOf, shortDate } from "../ui/format";
import { Section } from "../ui/Page";
import { refused } from "../ui/toast";
import { TokenTable } from "../ui/TokenTable";
import { tell } from "../ui/tell";
import { ConnectWaiting } from "./ConnectWaiting";
import { HELLO, LIBRARIES, type Library, lines, masked, trackingAddress } from "./connect";
import styles from "./Connect.module.css";

const NAME = "Connect my code";
const DAYS = 90;

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

const Code = ({ label, children }: { label: string; children: ReactNode }) => (
  <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
    <code>{children}</code>
  </pre>
);

/** The two lines, with the words before each `=` told from the values after it. */
function Lines({ text }: { text: string }) {
  return text.split("\n").map((line, index) => {
    const [, word = "", name = "", value = ""] = /^(\S+) (\w+=)(.*)$/.exec(line) ?? [];
    return (
      <span key={name}>
        {index > 0 && "\n"}
        <span className={styles.k}>{word}</span> {name}
        <span className={styles.q}>{value}</span>
      </span>
    );
  });
}

/** Every token of the project, so that one that got about can be revoked. */
function ProjectTokens({ tokens, projectKey }: { tokens: Token[]; projectKey: string }) {
  const revoke = useRevokeProjectToken(projectKey);
  if (tokens.length === 0) return null;
  return (
    <div className={styles.tokens}>
      <Section title="Tokens of this project">
        <TokenTable tokens={tokens} onRevoke={(token) => tell(revoke, token.id, { onError: (error) => refused("The token was not revoked", error) })} />
      </Section>
    </div>
  );
}

/** A token of this visit. `unasked` makes the first one without a click; where one waits unused already, a button makes another. */
function useFreshToken(projectKey: string, may: boolean, wantsOne: boolean) {
  const create = useCreateProjectToken(projectKey);
  const tokens = useQuery({ ...projectTokensQuery(projectKey), enabled: may });
  const asked = useRef(false);
  const { mutate } = create;
  const make = useCallback(() => mutate({ name: NAME, permissions: ["read", "ingest"], expires_in_days: DAYS }), [mutate]);
  const waiting = tokens.data?.find((token) => token.name === NAME && token.last_used === null);
  const unasked = wantsOne && tokens.data !== undefined && waiting === undefined;
  useEffect(() => {
    if (!unasked || asked.current) return;
    asked.current = true;
    make();
  }, [unasked, make]);
  return { create, make, token: create.data ?? waiting, tokens: tokens.data ?? [] };
}

const Tabs = ({ chosen, onChoose }: { chosen: Library; onChoose: (library: Library) => void }) => (
  <div className={styles.tabs} role="group" aria-label="Your library">
    {(Object.keys(LIBRARIES) as Library[]).map((each) => (
      <button key={each} type="button" aria-pressed={each === chosen} onClick={() => onChoose(each)}>
        {LIBRARIES[each].label}
      </button>
    ))}
  </div>
);

function TokenNote({ secret, token, projectKey, may }: { secret: string | null; token: Token | undefined; projectKey: string; may: boolean }) {
  if (!may) return <p className="m sm">Leads of {projectKey} make its tokens. Ask one of them, or take a personal token from Settings.</p>;
  if (!secret) return <p className="m sm">{token ? `A token from ${shortDate(dateOf(token.created))} has not been used yet; its secret is not shown again.` : "The token will be allowed to log and read in this project, nothing else, for 90 days."}</p>;
  return (
    <p className="m sm">
      The token may <b className="st">log and read in {projectKey}</b>, nothing else, until {token?.expires ? shortDate(dateOf(token.expires)) : "it is revoked"}. It is in your copy, and shown once.
    </p>
  );
}

/** Two lines that make code which logs to MLflow log here, with a token made for them; and beside them what arrives. */
export function Connect({ projectKey, onAll, unasked = false }: { projectKey: string; onAll?: (() => void) | undefined; unasked?: boolean }) {
  const project = useQuery(summaryQuery(projectKey)).data?.project;
  const publicUrl = useQuery(sessionQuery).data?.address ?? "";
  const [library, choose] = useState<Library>("script");
  const [arrived, setArrived] = useState(false);
  const [asking, ask] = useState(false);
  const may = project?.role === "lead";
  const { create, make, token, tokens } = useFreshToken(projectKey, may, unasked);
  const secret = create.data?.secret ?? null;
  const address = trackingAddress(publicUrl, location.origin, projectKey);
  const { where, title, run } = LIBRARIES[library];
  const onArrived = useCallback(() => setArrived(true), []);
  const another = may && (
    <Button variant={arrived ? "default" : "filled"} leftSection={<IconKey className="i s" aria-hidden />} loading={create.isPending} onClick={make}>
      {token ? "Make another token" : "Make a token"}
    </Button>
  );
  return (
    <div className={styles.connect}>
      <div>
        <h1>Connect my code</h1>
        <p className={styles.lead}>Code that logs to MLflow logs here as it is. Two lines tell it where to.</p>
        <Tabs chosen={library} onChoose={choose} />
        <ol>
          <Numbered number={1} done={secret !== null} title={where} action={secret ? <CopyButton text={lines(library, address, secret)} filled={!arrived} /> : another}>
            <Code label="Where to send">
              <Lines text={lines(library, address, secret ? masked(secret) : "…")} />
            </Code>
            <TokenNote secret={secret} token={token} projectKey={projectKey} may={may} />
            {create.error && <ErrorNote error={create.error} />}
          </Numbered>
          <Numbered number={2} title={title}>
            <Code label="Your training">{run}</Code>
          </Numbered>
          <Numbered number={3} title="No training at hand? This takes 5 seconds" action={<CopyButton text={HELLO} />}>
            <Code label="A short training">{HELLO.trimEnd()}</Code>
          </Numbered>
        </ol>
        <ProjectTokens tokens={tokens} projectKey={projectKey} />
      </div>
      <ConnectWaiting
        projectKey={projectKey}
        address={address}
        token={token}
        onAll={onAll}
        onArrived={onArrived}
        next={
          project?.special === "sandbox" && (
            <>
              <Button variant="default" fullWidth onClick={() => ask(true)}>
                Make it a project?
              </Button>
              <Settle projectKey={projectKey} opened={asking} onClose={() => ask(false)} />
            </>
          )
        }
      />
    </div>
  );
}
