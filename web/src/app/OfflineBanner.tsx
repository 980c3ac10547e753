import { Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";

import { useLive } from "./live";
import styles from "./OfflineBanner.module.css";

/** Small and calm: what is shown may be old, and nothing is lost. */
export function OfflineBanner() {
  const { state, retry } = useLive();
  return (
    <div role="status" aria-live="polite">
      {state === "offline" && (
        <div className={styles.banner}>
          <IconCloudOff className="i s" aria-hidden />
          <span className="grow">No connection to the server. What you see may be out of date; it is tried again by itself.</span>
          <Button variant="subtle" onClick={retry}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
