import { type ComponentProps, lazy, Suspense } from "react";

import type { Markdown } from "./Markdown";
import styles from "./LazyMarkdown.module.css";

type Props = ComponentProps<typeof Markdown>;

const Plain = ({ text }: Props) => <p className={styles.plain}>{text}</p>;

// Asked for at once, not when the first text is drawn: it comes while the text does. Where it does not come, the text is read as it was written.
const loading = import("./Markdown").then(
  (module) => ({ default: module.Markdown }),
  () => ({ default: Plain }),
);
const Formatted = lazy(() => loading);

/** Markdown, whose reader is no part of the first page's code. */
export function LazyMarkdown(props: Props) {
  return (
    <Suspense fallback={<Plain {...props} />}>
      <Formatted {...props} />
    </Suspense>
  );
}
