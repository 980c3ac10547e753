import styles from "./Command.module.css";
import { CopyButton } from "./Copy";

/** Something to run or paste, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
