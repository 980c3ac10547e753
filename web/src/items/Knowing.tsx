import { useQuery } from "@tanstack/react-query";

import { knowingQuery } from "../api/related";
import type { Item, PersonReason } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Loaded } from "../ui/Feedback";
import { ContextSection } from "../ui/Page";
import row from "../ui/Row.module.css";

/** Why somebody knows, in a few words. */
export function knows(reason: PersonReason): string {
  const via = reason.via?.title ?? "";
  switch (reason.why) {
    case "field":
      return (reason.label ?? "").toLowerCase();
    case "made":
      return via ? `made ${via}` : "created it";
    case "changed":
      return reason.count === 1 ? "changed it" : `changed it ${reason.count ?? 0} times`;
    case "owns":
      return `owns ${via}`;
  }
}

/** Whom to ask about an item, and why. */
export function Knowing({ item }: { item: Item }) {
  const people = useQuery(knowingQuery(item.id));
  return (
    <ContextSection title="People who know">
      <Loaded query={people} rows={2}>
        {(found) =>
          found.length === 0 ? (
            <p className="m sm">Made by a program; nobody has worked on it yet.</p>
          ) : (
            <ul>
              {found.map((one) => (
                <li key={one.person} className={row.row}>
                  <Avatar name={one.name} />
                  <span className="ell" style={{ flexShrink: 0, maxWidth: 120 }}>{one.name}</span>
                  <span className={row.end} title={one.reasons.map(knows).join(", ")}>
                    <span className="ell" style={{ maxWidth: 152 }}>
                      {one.reasons.slice(0, 2).map(knows).join(", ")}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </ContextSection>
  );
}
