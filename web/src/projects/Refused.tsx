import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { isGone } from "../api/problem";
import { ErrorNote, NotHere, isMissing } from "../ui/Feedback";

/** In place of something of a project that did not come: it is not there, or something went wrong. */
export function Refused({ projectKey, error, retry }: { projectKey: string; error: unknown; retry: () => void }) {
  if (!isMissing(error)) return <ErrorNote error={error} retry={isGone(error) ? undefined : retry} />;
  return (
    <NotHere
      action={
        <Button component={Link} to={`/p/${projectKey}`}>
          Go to the project
        </Button>
      }
    />
  );
}
