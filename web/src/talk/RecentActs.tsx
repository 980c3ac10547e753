import { useQuery } from "@tanstack/react-query";

import { recentActsQuery } from "../api/activity";
import { Loaded } from "../ui/Feedback";
import { exact } from "../ui/format";
import { ActIcon, ActWords } from "./ActLine";
import { shortTime } from "./days";
import styles from "./Activity.module.css";

/** The last few acts of a project in words, for its hub: without what programs log. */
export function RecentActs({ projectKey, limit = 6 }: { projectKey: string; limit?: number }) {
  const acts = useQuery(recentActsQuery(projectKey, limit));
  return (
    <Loaded query={acts} rows={limit}>
      {(list) =>
        list.length === 0 ? (
          <p className="m2 sm">Nothing has happened yet. What people and code change shows up here.</p>
        ) : (
          <ul>
            {list.map((act) => (
              <li key={act.number} className={styles.recent}>
                <time className="m num sm" dateTime={new Date(act.at / 1000).toISOString()} title={exact(act.at)}>
                  {shortTime(act.at, new Date())}
                </time>
                <ActIcon act={act} />
                <span className={styles.words}>
                  <ActWords act={act} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
