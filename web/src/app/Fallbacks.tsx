import { Button } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";

import { ErrorNote, NotHere, Skeleton } from "../ui/Feedback";
import styles from "./Fallbacks.module.css";

export function Missing() {
  return (
    <main className={styles.middle}>
      <NotHere action={<Button component="a" href="/">Go to Home</Button>} />
    </main>
  );
}

export function Crashed({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className={styles.middle}>
      <ErrorNote error={error} kept="Nothing that was saved is lost." retry={() => void router.invalidate()} />
    </main>
  );
}

export const Waiting = () => (
  <div className={styles.middle}>
    <Skeleton />
  </div>
);
