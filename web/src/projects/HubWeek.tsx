import { IconBulbOff, IconChartLine } from "@tabler/icons-react";
import { clsx } from "clsx";
import { createElement } from "react";

import type { Happening } from "../api/types";
import { dateOf, exact, moment } from "../ui/format";
import { Section } from "../ui/Page";
import { stateLook, typeIcon } from "../ui/vocabulary";
import { Sentence } from "./Sentence";
import styles from "./HubWeek.module.css";

function picture({ type, state }: Happening) {
  if (type === "run") return IconChartLine;
  if (type === "hypothesis" && state !== "confirmed") return IconBulbOff;
  return type === "issue" ? stateLook(type, state).icon : typeIcon(type);
}

/** What was reached, finished and decided in the last seven days. */
export function HubWeek({ week, now, projectKey }: { week: readonly Happening[]; now: number; projectKey: string }) {
  return (
    <Section title="This week">
      {week.length === 0 && <p className="m2 sm">Nothing was reached, finished or decided in the last seven days.</p>}
      <ul>
        {week.map((fact) => (
          <li key={`${fact.type} ${fact.at} ${fact.words[0]?.text} ${fact.words[1]?.text}`} className={clsx(styles.fact, fact.phase)}>
            <time dateTime={dateOf(fact.at).toISOString()} title={exact(fact.at)}>
              {moment(fact.at, dateOf(now))}
            </time>
            {createElement(picture(fact), { className: "i hue", stroke: 1.75, "aria-hidden": true })}
            <span className={styles.words} dir="auto">
              <Sentence pieces={fact.words} projectKey={projectKey} quiet />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
