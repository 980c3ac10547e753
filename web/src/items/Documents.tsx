import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCheck, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";
import { createElement, useState } from "react";

import { documentsQuery, useAnswerDocument } from "../api/related";
import type { AppliedDocument, DocumentAnswer, DocumentReason, Item } from "../api/types";
import { Loaded } from "../ui/Feedback";
import { counted } from "../ui/format";
import { ContextSection } from "../ui/Page";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { documentIcon, titled, linkWords } from "../ui/vocabulary";
import { endAddress, keyOf } from "./address";
import styles from "./Documents.module.css";

/** Why a document applies, as half a sentence. */
export function because(reason: DocumentReason): string {
  if (reason.why === "label") return `because the label is “${reason.label ?? ""}”`;
  if (reason.why === "lineage") return `because it is about ${reason.via?.title ?? "something it came from"}`;
  if (reason.link === "documents" && reason.direction === "in") return "because it is about this";
  // Said from the document's side: what is a link from here comes in there.
  const words = linkWords(reason.link ?? "", reason.direction === "in" ? "out" : "in").toLowerCase();
  return `because it ${reason.direction === "in" ? `${words} this` : `is ${words} this`}`;
}

/** "Runbook: data arrives late", said once. */
const named = ({ document, category }: AppliedDocument): string => titled(document.title ?? keyOf(document) ?? "", category ?? undefined);

interface RowProps {
  applied: AppliedDocument;
  item: Item;
  readOnly: boolean;
}

function Row({ applied, item, readOnly }: RowProps) {
  const answer = useAnswerDocument(item);
  const address = endAddress(applied.document);
  const { id, title } = applied.document;
  const say = (given: DocumentAnswer["answer"]) => {
    if (!id) return;
    const took: Record<typeof given, [string, string]> = {
      accept: ["Linked with this item", "It was not linked"],
      dismiss: ["Dismissed here", "It was not dismissed"],
      recall: ["It is proposed again", "It was not taken back"],
    };
    const [did, failed] = took[given];
    tell(
      answer,
      { document: id, answer: given },
      {
        onSuccess: () => done(did, given === "dismiss" ? () => say("recall") : undefined),
        onError: (error) => refused(failed, error),
      },
    );
  };
  const why = applied.reasons[0];
  const asks = !readOnly && applied.link === null && why?.why !== "linked";
  return (
    <li className={clsx(styles.document, "scope")}>
      {createElement(documentIcon(applied.category), { className: "i", stroke: 1.75, "aria-hidden": true })}
      <span className={styles.words}>
        {address ? (
          <Link {...address} className={styles.title} title={title ?? undefined}>
            {named(applied)}
          </Link>
        ) : (
          <span className="m">Restricted</span>
        )}
        <span className="m sm" title={applied.reasons.map(because).join(", ")}>
          {why && because(why)}
          {applied.reasons.length > 1 && `, and ${counted(applied.reasons.length - 1, "more reason", "more reasons")}`}
        </span>
      </span>
      {asks && (
        <span className={styles.answers}>
          {applied.dismissed ? (
            <Button variant="subtle" onClick={() => say("recall")} loading={answer.isPending}>
              Take back
            </Button>
          ) : (
            <>
              <ActionIcon aria-label={`It applies: ${title ?? ""}`} title="It applies: link it" onClick={() => say("accept")} disabled={answer.isPending}>
                <IconCheck className="i s" aria-hidden />
              </ActionIcon>
              <ActionIcon aria-label={`It does not apply: ${title ?? ""}`} title="It does not apply here" onClick={() => say("dismiss")} disabled={answer.isPending}>
                <IconX className="i s" aria-hidden />
              </ActionIcon>
            </>
          )}
        </span>
      )}
    </li>
  );
}

const SHOWN = 5;

/** Documents that apply to an item, and why each is there. */
export function Documents({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const documents = useQuery(documentsQuery(item.id));
  const [all, setAll] = useState(false);
  const [dismissed, setDismissed] = useState(false);
  return (
    <ContextSection title="Documents that apply">
      <Loaded query={documents} rows={2}>
        {(found) => {
          const live = found.filter((one) => !one.dismissed);
          const gone = found.filter((one) => one.dismissed);
          const shown = all ? live : live.slice(0, SHOWN);
          return (
            <>
              {live.length === 0 && <p className="m sm">None yet. Link one as “documented by”, or give a guideline, protocol or runbook a label of this item.</p>}
              <ul>
                {[...shown, ...(dismissed ? gone : [])].map((applied) => (
                  <Row key={applied.document.id} applied={applied} item={item} readOnly={readOnly} />
                ))}
              </ul>
              {live.length > SHOWN && (
                <Button variant="subtle" onClick={() => setAll(!all)}>
                  {all ? "Show fewer" : `${live.length - SHOWN} more`}
                </Button>
              )}
              {gone.length > 0 && (
                <Button variant="subtle" onClick={() => setDismissed(!dismissed)}>
                  {dismissed ? "Hide what was dismissed" : `${gone.length} dismissed`}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </ContextSection>
  );
}
