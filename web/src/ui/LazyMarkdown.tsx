import { type ComponentProps, type ComponentType, lazy, Suspense } from "react";

import type { Markdown } from "./Markdown";
import styles from "./LazyMarkdown.module.css";

type Props = ComponentProps<typeof Markdown>;

const Plain = ({ text }: Props) => <p className={styles.plain}>{text}</p>;

/** What `load` brings; where it does not come, the text is read as it was written. */
export const orPlain = (load: () => Promise<{ Markdown: typeof Markdown }>): Promise<{ default: ComponentType<Props> }> =>
  load().then(
    (module) => ({ default: module.Markdown }),
    () => ({ default: Plain }),
  );

// Asked for at once, not when the first text is drawn: it comes while the text does.
const loading = orPlain(() => import("./Markdown"));
const Formatted = lazy(() => loading);

/** Markdown, whose reader is no part of the first page's code. */
export function LazyMarkdown(props: Props) {
  return (
    <Suspense fallback={<Plain {...props} />}>
      <Formatted {...props} />
    </Suspense>
  );
}
