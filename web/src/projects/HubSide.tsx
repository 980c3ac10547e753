import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type ReactNode, createElement } from "react";

import type { Applying, Serving } from "../api/types";
import { endAddress } from "../items/address";
import { Section } from "../ui/Page";
import { State } from "../ui/State";
import { documentIcon, humanise, titled } from "../ui/vocabulary";
import styles from "./HubSide.module.css";

function Endpoint({ serving }: { serving: Serving }) {
  const { endpoint, environment, serves, trouble } = serving;
  const [address, served, troubled] = [endAddress(endpoint), serves && endAddress(serves), trouble && endAddress(trouble)];
  const production = environment === "production";
  return (
    <li className={clsx(styles.endpoint, production && styles.production)}>
      <div className="row">
        <State type="endpoint" state={endpoint.state} iconOnly />
        {address && (
          <Link {...address} className="ell st">
            {endpoint.title}
          </Link>
        )}
        <span className={clsx(styles.environment, production && styles.ink)}>{humanise(environment)}</span>
        <span className={styles.serves}>{serves && served ? <Link {...served}>{serves.title}</Link> : humanise(endpoint.state ?? "")}</span>
      </div>
      {trouble && troubled && (
        <p className="sm bad">
          <Link {...troubled}>{trouble.title}</Link> is open here
        </p>
      )}
    </li>
  );
}

/** A document that fits, with its reason under it. */
export function FittingDocument({ applying }: { applying: Applying }) {
  const address = endAddress(applying.document);
  if (!address) return null;
  return (
    <Link {...address} className={clsx(styles.document, "scope")}>
      <span className={styles.name}>
        {createElement(documentIcon(applying.category), { className: "i hue", stroke: 1.75, "aria-hidden": true })}
        <span className="ell" dir="auto">
          {titled(applying.document.title ?? "", applying.category)}
        </span>
      </span>
      <span className={styles.why}>{applying.reason}</span>
    </Link>
  );
}

/** What stands at the right of a hub: what is live, documents for what is going on, and who is here (`people`). */
export function HubSide({ endpoints, documents, people }: { endpoints: readonly Serving[]; documents: readonly Applying[]; people?: ReactNode }) {
  return (
    <>
      <Section title="Live">
        {endpoints.length === 0 && <p className="m2 sm">No endpoint serves a model yet. Ship holds how one gets there.</p>}
        <ul>
          {endpoints.map((serving) => (
            <Endpoint key={serving.endpoint.id} serving={serving} />
          ))}
        </ul>
      </Section>
      <Section title="Documents that apply today">
        {documents.length === 0 && <p className="m2 sm">Runbooks, protocols and guidelines show up here when something is late, blocked or burning that they are linked to or filed for.</p>}
        {documents.map((applying) => (
          <FittingDocument key={applying.document.id} applying={applying} />
        ))}
      </Section>
      {people}
    </>
  );
}
