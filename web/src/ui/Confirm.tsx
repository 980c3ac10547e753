import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { Dialog } from "./Dialog";
import form from "./Form.module.css";

interface Props {
  opened: boolean;
  /** The question, with the name of the thing. */
  title: string;
  /** What becomes of it. */
  children: ReactNode;
  verb: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ opened, title, children, verb, onConfirm, onClose }: Props) {
  const act = () => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <p className="m2">{children}</p>
      <div className={form.buttons}>
        <Button variant="subtle" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="danger" onClick={act}>
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
