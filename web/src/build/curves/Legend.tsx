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
  /** The one that stands out, and the one that was pressed. */
  hot?: string | null;
  kept?: string | null;
  /** Without these the names are only read. */
  onHot?: (id: string | null) => void;
  onKeep?: (id: string | null) => void;
  /** Within the heading of a chart. */
  bare?: boolean;
}

/** Pointing at a name lets its line stand out in every chart; a press keeps it so, another lets it go. */
export function Legend({ lines, hot = null, kept = null, onHot, onKeep, bare = false }: Props) {
  const press = (id: string) => {
    onKeep?.(kept === id ? null : id);
    if (kept === id) onHot?.(null);
  };
  return (
    <ul className={clsx(styles.legend, bare && styles.bare)} aria-label="Lines">
      {lines.map(({ id, label, look, note }) => {
        const inside = (
          <>
            <Swatch look={look} />
            <span className="ell" dir="auto" title={label}>
              {label}
            </span>
            {note && <span className="m">{note}</span>}
          </>
        );
        return (
          <li key={id}>
            {onHot ? (
              <UnstyledButton
                className={clsx(styles.entry, hot !== null && hot !== id && styles.faded)}
                aria-pressed={kept === id}
                onClick={() => press(id)}
                onMouseEnter={() => onHot(id)}
                onMouseLeave={() => onHot(null)}
                onFocus={() => onHot(id)}
                onBlur={() => onHot(null)}
              >
                {inside}
              </UnstyledButton>
            ) : (
              <span className={styles.entry}>{inside}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
