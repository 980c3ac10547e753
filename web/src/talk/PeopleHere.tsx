import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";

import { presenceQuery } from "../api/activity";
import { sessionQuery } from "../api/session";
import type { Present } from "../api/types";
import { endAddress } from "../items/address";
import { Avatar } from "../ui/Avatar";
import { Time } from "../ui/Time";
import row from "../ui/Row.module.css";
import styles from "./PeopleHere.module.css";

const SHOWN = 5;

/** Everybody in the project who is here now, oneself too. Asking says at the same time that one is here oneself. */
function usePresent(projectKey: string): { people: readonly Present[]; place: string | null } {
  const params = useParams({ strict: false });
  const place = params.id ?? params.ref ?? null;
  const people = useQuery({ ...presenceQuery(projectKey, place), placeholderData: (before) => before }).data ?? [];
  return { people, place };
}

const isAt = (one: Present, place: string | null): boolean => place === null || one.item?.id === place || one.item?.key?.toLowerCase() === place.toLowerCase();

/** A person with the green dot of those who are here. */
export const HereMark = ({ name, large = false }: { name: string; large?: boolean }) => (
  <span className={styles.here}>
    <Avatar name={name} large={large} />
  </span>
);

/** For the head of a page: who else has it open. On a page of an item those who look at that, else all in the project. */
export function PeopleHere({ projectKey }: { projectKey: string }) {
  const { people, place } = usePresent(projectKey);
  const me = useQuery(sessionQuery).data?.person?.id;
  const others = people.filter((one) => one.person !== me && isAt(one, place));
  if (others.length === 0) return null;
  const rest = others.length - SHOWN;
  return (
    <ul className={styles.people} aria-label="Here now">
      {others.slice(0, SHOWN).map((one) => (
        <li key={one.person} title={`${one.name}, here now`}>
          <HereMark name={one.name} large />
          <span className="vh">{one.name}, here now</span>
        </li>
      ))}
      {rest > 0 && <li className="m sm">+{rest}</li>}
    </ul>
  );
}

/** For the hub: who is here, and what they look at. Nothing where nobody else is. */
export function HereNow({ projectKey }: { projectKey: string }) {
  const { people } = usePresent(projectKey);
  const me = useQuery(sessionQuery).data?.person?.id;
  const others = people.filter((one) => one.person !== me);
  if (others.length === 0) return null;
  return (
    <section aria-label="Here now">
      <h2>Here now</h2>
      <ul>
        {others.map((one) => {
          const place = one.item && endAddress(one.item);
          return (
            <li key={one.person} className={clsx(row.row)}>
              <HereMark name={one.name} />
              <span className="ell">
                {one.name.split(" ")[0]}{" "}
                {one.item && place && (
                  <>
                    <span className="m">on</span> <Link {...place}>{one.item.title}</Link>
                  </>
                )}
              </span>
              <span className={row.end}>
                <Time at={one.since} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
