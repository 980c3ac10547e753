import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { useSandbox } from "../api/first";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import { Page } from "../ui/Page";

/** The door "Connect my code" asks nothing: it leads into one's sandbox, made at this moment if there is none. */
export function ConnectStart() {
  const { mutate, error } = useSandbox();
  const navigate = useNavigate();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate(undefined, { onSuccess: (project) => void navigate({ to: "/p/$key/connect", params: { key: project.key }, replace: true }) });
  }, [mutate, navigate]);
  return (
    <Page title="Connect my code" documentTitle="Connect my code">
      {error ? <ErrorNote error={error} kept="Nothing was made." /> : <Skeleton />}
    </Page>
  );
}
