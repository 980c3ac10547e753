import { UnstyledButton } from "@mantine/core";
import { clsx } from "clsx";

import { colourVar, dashIndex } from "./look";
import styles from "./Chart.module.css";

/** A short piece of the line as it is drawn. */
export function Swatch({ look }: { look: number }) {
  return <span data-swatch={dashIndex(look)} style={{ borderTopColor: colourVar(look) }} aria-hidden />;
}

interface Props {
  lines: readonly { id: string; label: string; look: number; note?: string }[];
  hot: string | null;
  onHot: (id: string | null) => void;
}

/** Pointing at a name lets its line stand out in every chart; a press keeps it so. */
export function Legend({ lines, hot, onHot }: Props) {
  return (
    <ul className={styles.legend} aria-label="Lines">
      {lines.map(({ id, label, look, note }) => (
        <li key={id}>
          <UnstyledButton
            className={clsx(styles.entry, hot !== null && hot !== id && styles.faded)}
            aria-pressed={hot === id}
            onMouseEnter={() => onHot(id)}
            onMouseLeave={() => onHot(null)}
            onFocus={() => onHot(id)}
            onBlur={() => onHot(null)}
          >
            <Swatch look={look} />
            <span className="ell" dir="auto" title={label}>
              {label}
            </span>
            {note && <span className="m">{note}</span>}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
