import { Link } from "@tanstack/react-router";
import { IconAlertTriangle, IconCircleCheck, IconFlame, IconMoon, type Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import { type ReactNode, createElement } from "react";

import type { HubHealth, Piece } from "../api/types";
import { endAddress } from "../items/address";
import styles from "./Sentence.module.css";

function Said({ piece, projectKey, quiet }: { piece: Piece; projectKey: string; quiet: boolean }): ReactNode {
  const text = piece.strong ? <b>{piece.text}</b> : piece.text;
  const address = piece.item && endAddress(piece.item);
  const look = clsx(styles.reason, quiet && styles.quiet);
  if (address) {
    return (
      <Link {...address} className={look} dir="auto">
        {text}
      </Link>
    );
  }
  if (!piece.phase) return text;
  return (
    <Link to="/p/$key/$phase" params={{ key: projectKey, phase: piece.phase }} search={piece.type ? { type: piece.type } : {}} className={look}>
      {text}
    </Link>
  );
}

/** A sentence of facts: what matters in it leads to its reason. */
export function Sentence({ pieces, projectKey, quiet = false }: { pieces: readonly Piece[]; projectKey: string; quiet?: boolean }) {
  return pieces.map((piece, place) => <Said key={place} piece={piece} projectKey={projectKey} quiet={quiet} />);
}

const WORDS: Record<HubHealth["word"], { icon: Icon; tone: string }> = {
  "on track": { icon: IconCircleCheck, tone: "good" },
  "at risk": { icon: IconAlertTriangle, tone: "warn" },
  "off track": { icon: IconFlame, tone: "bad" },
  quiet: { icon: IconMoon, tone: "m" },
};

/** The health of a project as an icon alone, where there is no room for its word. */
export function HealthIcon({ health }: { health: HubHealth | undefined }) {
  if (!health) return null;
  const { icon, tone } = WORDS[health.word];
  const words = `${health.word.charAt(0).toUpperCase()}${health.word.slice(1)}: ${health.because}`;
  return createElement(icon, { className: clsx("i s", tone), stroke: 1.75, role: "img", "aria-label": words, title: words });
}

/** The health of a project as icon, word and tone; the rule behind it on hover. */
export function HealthWord({ health, small = false }: { health: HubHealth; small?: boolean }) {
  const { icon, tone } = WORDS[health.word];
  return (
    <span className={clsx(styles.word, tone)} title={health.because}>
      {createElement(icon, { className: clsx("i", small && "s"), stroke: 1.75, "aria-hidden": true })}
      {health.word.charAt(0).toUpperCase() + health.word.slice(1)}
      <span className="vh">: {health.because}</span>
    </span>
  );
}
