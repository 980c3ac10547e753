import { Button, type ButtonProps } from "@mantine/core";
import { IconAlertTriangle, IconMapOff, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useState } from "react";

import { Problem, asProblem } from "../api/problem";
import styles from "./Feedback.module.css";

interface EmptyProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  hue?: string | undefined;
}

/** An empty view: what it is for, and the one next step. */
export function Empty({ icon: Icon, title, children, action, hue }: EmptyProps) {
  return (
    <div className={clsx(styles.empty, hue)}>
      <Icon className={styles.picture} stroke={1.5} aria-hidden />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** What is not there, or may not be seen: both are answered alike. */
export function NotHere({ action }: { action?: ReactNode }) {
  return (
    <Empty icon={IconMapOff} title="There is nothing at this address" action={action}>
      It was removed, never existed, or is not yours to see.
    </Empty>
  );
}

export const isMissing = (error: unknown): boolean => error instanceof Problem && error.status === 404;

/** What happened, what was kept, what to do, and the id to quote. */
export function ErrorNote({ error, kept, retry }: { error: unknown; kept?: string; retry?: (() => void) | undefined }) {
  const problem = asProblem(error);
  return (
    <div className={styles.error} role="alert">
      <IconAlertTriangle className="i bad" stroke={1.75} aria-hidden />
      <div>
        <p className="st">{problem.detail || problem.title}</p>
        {kept && <p className="m2">{kept}</p>}
        {problem.id && (
          <p className="m sm">
            If you ask for help, quote <code>{problem.id}</code>
          </p>
        )}
        {retry && (
          <Button mt={8} onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

/** Shows its children only after 200 ms: what is quick must not flash. */
export function Later({ children, ms = 200 }: { children: ReactNode; ms?: number }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return shown ? children : null;
}

/** Grey rows in place of a list that is on its way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Later>
      <div className={styles.skeleton} role="status" aria-label="Loading">
        {Array.from({ length: rows }, (_, index) => (
          <div key={index} className={styles.bone} />
        ))}
      </div>
    </Later>
  );
}

interface AnyQuery<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** The three states of a query that every view has: on its way, refused, there. */
export function Loaded<T>({ query, rows, children }: { query: AnyQuery<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton {...(rows !== undefined && { rows })} />;
}

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Asks for the next page of a list, where there is one; the words say which way it goes on. */
export function NextPage({ of, children, ...button }: { of: Paged; children: ReactNode } & Pick<ButtonProps, "variant" | "mt">) {
  if (!of.hasNextPage) return null;
  return (
    <Button variant="subtle" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()} {...button}>
      {children}
    </Button>
  );
}
