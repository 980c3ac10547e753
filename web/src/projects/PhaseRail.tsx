import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { IconChevronRight, IconHistory, IconLayoutDashboard } from "@tabler/icons-react";
import { clsx } from "clsx";
import { Fragment, useEffect, useRef } from "react";

import { summaryQuery, typesQuery } from "../api/projects";
import type { Phase } from "../api/types";
import { count } from "../ui/format";
import { PHASE, PHASES } from "../ui/phases";
import { usePhone } from "../ui/screen";
import { phaseCounts } from "./counts";
import styles from "./PhaseRail.module.css";

/** Hub and the five phases with what each holds; `here` is the phase that an item or run belongs to. */
export function PhaseRail({ projectKey, here }: { projectKey: string; here?: Phase | undefined }) {
  const types = useQuery(typesQuery).data;
  const summary = useQuery(summaryQuery(projectKey)).data;
  const counts = types && summary ? phaseCounts(types, summary.counts) : null;
  const rail = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const phone = usePhone();
  // On a phone the rail is wider than the screen. Elsewhere it is not asked where it stands: that lays out the whole page at once.
  useEffect(() => {
    if (phone) rail.current?.querySelector("[data-status=active]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [path, phone]);
  return (
    <nav ref={rail} className={styles.rail} aria-label="Phases">
      <Link to="/p/$key" params={{ key: projectKey }} activeOptions={{ exact: true }} className={styles.tab}>
        <IconLayoutDashboard className="i s" stroke={1.75} aria-hidden />
        Hub
      </Link>
      <span className={styles.gap} />
      {PHASES.map((phase, index) => {
        const { label, icon: Icon } = PHASE[phase];
        return (
          <Fragment key={phase}>
            {index > 0 && <IconChevronRight className={clsx("i s", styles.separator)} aria-hidden />}
            <Link
              to="/p/$key/$phase"
              params={{ key: projectKey, phase }}
              className={clsx(styles.tab, phase)}
              {...(here === phase && { "data-status": "active", "aria-current": "page" as const })}
            >
              <Icon className="i s" stroke={1.75} aria-hidden />
              {label}
              <span className={styles.count}>{counts ? count(counts[phase].total) : ""}</span>
            </Link>
          </Fragment>
        );
      })}
      <span className={styles.gap} />
      <Link to="/p/$key/activity" params={{ key: projectKey }} className={styles.tab}>
        <IconHistory className="i s" stroke={1.75} aria-hidden />
        Activity
      </Link>
    </nav>
  );
}
