import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { aliasesAt } from "../../api/champion";
import { linksQuery } from "../../api/items";
import type { Item } from "../../api/types";
import { State, TypeIcon } from "../../ui/State";
import { Section } from "../../ui/Page";
import type { Judged } from "./useChampion";
import row from "../../ui/Row.module.css";
import styles from "../RunPage.module.css";

function Aliases({ models, version }: { models: readonly Item[]; version: Item | undefined }) {
  if (!version) return null;
  return aliasesAt(models, version).map((alias) => (
    <span key={alias} className={styles.alias}>
      {alias}
    </span>
  ));
}

/** The models that came of the run: as logged, and as versions with their aliases. */
export function Produced({ id, projectKey, judged: { versions, models } }: { id: string; projectKey: string; judged: Judged }) {
  const links = useQuery(linksQuery(id)).data ?? [];
  const made = links.filter(({ type, direction, end }) => type === "produced" && direction === "out" && !end.restricted && end.id);
  if (made.length === 0) return null;
  return (
    <Section title="Models" hint="What this run produced">
      <ul>
        {made.map(({ id: link, end }) => (
          <li key={link}>
            <Link to="/p/$key/items/$ref" params={{ key: end.project_key ?? projectKey, ref: end.id ?? "" }} className={row.row}>
              <span className="hue row build">
                <TypeIcon type={end.type} />
              </span>
              <span className="ell" dir="auto">
                {end.title}
              </span>
              <Aliases models={models} version={versions.find((version) => version.id === end.id)} />
              <span className={row.end}>
                <State type={end.type} state={end.state} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
