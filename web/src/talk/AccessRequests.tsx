import { useQuery } from "@tanstack/react-query";

import { accessRequestsQuery } from "../api/inbox";
import { summaryQuery } from "../api/projects";
import { Avatar } from "../ui/Avatar";
import { Section } from "../ui/Page";
import { Time } from "../ui/Time";
import row from "../ui/Row.module.css";
import { Decide } from "./InboxRow";

/** For the project's access page: who asks to be let in, with what they say. Nothing for those who do not lead, or where nobody asks. */
export function AccessRequests({ projectKey }: { projectKey: string }) {
  const leads = useQuery(summaryQuery(projectKey)).data?.project.role === "lead";
  const asked = useQuery({ ...accessRequestsQuery(projectKey), enabled: leads }).data ?? [];
  if (!leads || asked.length === 0) return null;
  return (
    <Section title="Asking for access">
      <ul>
        {asked.map((one) => (
          <li key={one.id} className={row.row}>
            <Avatar name={one.name} />
            <span className="ell">
              {one.name} <span className="m">asks for {one.role}{one.words && `: “${one.words}”`}</span>
            </span>
            <span className={row.end}>
              <Time at={one.created} />
              <Decide projectKey={projectKey} request={one.id} name={one.name} role={one.role} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
