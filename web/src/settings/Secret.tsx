import { CopyButton } from "../ui/Copy";
import styles from "./Settings.module.css";

/** Something that the server will never show again. */
export function Secret({ label, text }: { label: string; text: string }) {
  return (
    <div className={styles.secret} role="status">
      <p className="sm">
        <b className="st">{label}</b> <span className="m2">It is shown this once; copy it now.</span>
      </p>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
