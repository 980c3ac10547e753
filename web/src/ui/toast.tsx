import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";

import { asProblem } from "../api/problem";

const look = { withBorder: false, withCloseButton: true, closeButtonProps: { "aria-label": "Close" } } as const;

/** Says that something was done; with `undo`, offers to take it back, or whatever `word` says. */
export function done(message: string, undo?: () => void, word = "Undo"): void {
  const id = notifications.show({
    ...look,
    icon: <IconCheck className="i good" aria-hidden />,
    color: "transparent",
    message: (
      <span className="row">
        <span className="grow">{message}</span>
        {undo && (
          <Button
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {word}
          </Button>
        )}
      </span>
    ),
    autoClose: undo ? 8_000 : 4_000,
  });
}

/** Says why something was refused, and what became of it. */
export function refused(what: string, error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    ...look,
    icon: <IconAlertTriangle className="i bad" aria-hidden />,
    color: "transparent",
    title: what,
    message: (
      <>
        {problem.detail || problem.title}
        {problem.id && (
          <span className="m sm" style={{ display: "block", marginTop: 2 }}>
            To ask for help, quote <code>{problem.id}</code>
          </span>
        )}
      </>
    ),
    autoClose: 10_000,
  });
}
