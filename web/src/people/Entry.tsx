import { type FormEvent, type ReactNode, useEffect } from "react";

import { Logo } from "../ui/Logo";
import { ErrorNote } from "../ui/Feedback";
import form from "../ui/Form.module.css";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import styles from "./Entry.module.css";

interface Props {
  title: string;
  children: ReactNode;
  lead: ReactNode;
  error?: unknown;
  onSubmit?: () => void;
}

/** The frame of the pages that stand before the app: a logo, a sentence, a short form. */
export function Entry({ title, lead, error, onSubmit, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Rootnode`;
  }, [title]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <div className={styles.page}>
      <div className={styles.corner}>
        <ThemeSwitch />
      </div>
      <main className={styles.box}>
        <Logo large />
        <h1>{title}</h1>
        <p className="m2">{lead}</p>
        {onSubmit ? (
          <form className={form.form} onSubmit={submit}>
            {children}
            {error !== undefined && error !== null && <ErrorNote error={error} />}
          </form>
        ) : (
          children
        )}
      </main>
    </div>
  );
}
