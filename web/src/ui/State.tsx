import { clsx } from "clsx";

import { Glyph } from "./Glyph";
import { humanise, stateLook, typeIcon } from "./vocabulary";
import styles from "./State.module.css";

interface Props {
  type: string | null;
  state: string | null;
  label?: string | undefined;
  /** The word is only for screen readers: the row is narrow. */
  iconOnly?: boolean;
}

/** A state as icon, word and tone. */
export function State({ type, state, label, iconOnly = false }: Props) {
  const { icon, tone } = stateLook(type, state);
  const word = label ?? humanise(state ?? "");
  return (
    <span className={clsx(styles.state, tone)} title={iconOnly ? word : undefined}>
      <Glyph icon={icon} className={state === "running" && styles.turning} />
      <span className={iconOnly ? "vh" : undefined}>{word}</span>
    </span>
  );
}

/** The picture of a type, in the hue of its phase where the caller sets one. */
export function TypeIcon({ type, small = false }: { type: string | null; small?: boolean }) {
  return <Glyph icon={typeIcon(type)} className={small && "s"} />;
}
