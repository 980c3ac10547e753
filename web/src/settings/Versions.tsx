import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";

import { type Finding, versionsQuery } from "../api/admin";
import { Loaded } from "../ui/Feedback";
import { counted } from "../ui/format";
import { humanise } from "../ui/vocabulary";
import { CopyButton } from "../ui/Copy";
import { Section } from "../ui/Page";
import styles from "./Settings.module.css";

const said = ({ topic, text, remedy }: Finding) => `${topic}: ${text}${remedy ? ` -> ${remedy}` : ""}`;

function Problem({ finding }: { finding: Finding }) {
  return (
    <li className="row">
      <IconAlertTriangle className="i warn" stroke={1.75} aria-hidden />
      <span>
        <b>{humanise(finding.topic)}:</b> {finding.text}. <span className="m2">{finding.remedy}</span>
      </span>
    </li>
  );
}

/** What the server is made of, and what is wrong with it: the same as `rootnode doctor` prints. */
export function Versions() {
  const versions = useQuery(versionsQuery);
  return (
    <>
      <h1>Versions</h1>
      <Loaded query={versions} rows={8}>
        {({ items, problems }) => {
          const found = items.filter(({ remedy }) => remedy);
          return (
            <>
              <p className={styles.sentence}>
                {problems === 0 ? (
                  <>
                    <IconCircleCheck className="i good" stroke={1.75} aria-hidden /> No problem found.
                  </>
                ) : (
                  `${counted(problems, "problem", "problems")} found.`
                )}
              </p>
              {found.length > 0 && (
                <Section title="To be put right">
                  <ul>
                    {found.map((finding) => (
                      <Problem key={said(finding)} finding={finding} />
                    ))}
                  </ul>
                </Section>
              )}
              <Section title="What it is made of" hint="As rootnode doctor prints it" end={<CopyButton text={items.map(said).join("\n")} label="Copy for a report" />}>
                <dl className={styles.facts}>
                  {[...new Set(items.map(({ topic }) => topic))].map((topic) => (
                    <Facts key={topic} topic={topic} about={items.filter((finding) => finding.topic === topic)} />
                  ))}
                </dl>
              </Section>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** All that is said of one thing, beneath one word. */
function Facts({ topic, about }: { topic: string; about: readonly Finding[] }) {
  return (
    <>
      <dt>{humanise(topic)}</dt>
      <dd>
        {about.map((finding) => (
          <p key={finding.text}>{finding.text}</p>
        ))}
      </dd>
    </>
  );
}
