import type { Focus } from "../api/types";
import { FOCUSES } from "./focus";
import styles from "./FocusField.module.css";

/** One of four, or none: a second click on the chosen one takes it back. */
export function FocusField({ value, onChange }: { value: Focus | null; onChange: (focus: Focus | null) => void }) {
  return (
    <fieldset className={styles.field}>
      <legend>
        What do you do most? <span className="m">Optional. It orders your Home and hides nothing.</span>
      </legend>
      {FOCUSES.map(({ value: each, label, icon: Icon }) => (
        <button key={each} type="button" className={styles.choice} aria-pressed={value === each} onClick={() => onChange(value === each ? null : each)}>
          <Icon className="i" stroke={1.75} aria-hidden />
          <span>{label}</span>
        </button>
      ))}
    </fieldset>
  );
}
