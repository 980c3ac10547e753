import { ActionIcon } from "@mantine/core";
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from "@tabler/icons-react";
import { clsx } from "clsx";
import { Fragment, type ReactNode, useEffect } from "react";

import { toggleContext, useContextShown } from "./contextShown";
import { useShortcuts } from "./shortcuts";
import styles from "./Page.module.css";

interface PageProps {
  /** What stands before the title in the bar, outermost first. */
  crumbs?: ReactNode[];
  title: ReactNode;
  /** Of the browser's tab. */
  documentTitle: string;
  actions?: ReactNode;
  rail?: ReactNode;
  /** Above the content: what is to be known of the whole project. */
  note?: ReactNode;
  children: ReactNode;
  /** At the right edge; below the content on a phone. */
  context?: ReactNode;
  /** The content brings its own scrolling. */
  fixed?: boolean;
}

/** Shows and hides what stands beside the content; on a phone it stands below and needs no room. */
function ContextToggle({ shown }: { shown: boolean }) {
  useShortcuts({ o: { act: toggleContext, what: "Show or hide Context", group: "On an item" } });
  const Picture = shown ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRightExpand;
  const words = shown ? "Hide Context (O)" : "Show Context (O)";
  return (
    <ActionIcon className="hide" aria-label={words} title={words} aria-pressed={shown} onClick={toggleContext}>
      <Picture className="i" stroke={1.75} aria-hidden />
    </ActionIcon>
  );
}

/** The frame of every page: bar with crumbs and actions, phase rail, content, Context. */
export function Page({ crumbs = [], title, documentTitle, actions, rail, note, children, context, fixed = false }: PageProps) {
  useEffect(() => {
    document.title = `${documentTitle} · Rootnode`;
  }, [documentTitle]);
  const shown = useContextShown();
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <nav className={styles.crumb} aria-label="Where you are">
          {crumbs.map((crumb, index) => (
            <Fragment key={index}>
              <span className="ell m hide">{crumb}</span>
              <span className="m hide" aria-hidden>
                /
              </span>
            </Fragment>
          ))}
          <span className="ell st" aria-current="page">
            {title}
          </span>
        </nav>
        <span className="grow" />
        {actions}
        {context && <ContextToggle shown={shown} />}
      </header>
      {rail}
      {note}
      <main id="main" className={clsx(styles.body, context && styles.split, context && !shown && styles.alone, fixed && styles.fixed)} tabIndex={-1}>
        {context ? (
          <>
            <div className={styles.content} tabIndex={0} role="region" aria-label="Content">
              {children}
            </div>
            <aside className={styles.context} aria-label="Context" tabIndex={0}>
              {context}
            </aside>
          </>
        ) : (
          children
        )}
      </main>
    </div>
  );
}

export function ContextSection({ title, count, end, children }: { title: string; count?: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.contextSection}>
      <header>
        <h2>
          {title} {count !== undefined && <span className="m sm">{count}</span>}
        </h2>
        {end && <span className={styles.end}>{end}</span>}
      </header>
      {children}
    </section>
  );
}

export function Section({ title, hint, end, children }: { title: string; hint?: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <header>
        <h2>{title}</h2>
        {hint && <span className="m sm ell">{hint}</span>}
        {end && <span className={styles.end}>{end}</span>}
      </header>
      {children}
    </section>
  );
}
