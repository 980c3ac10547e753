import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";

import { done, refused } from "../../ui/toast";

/** A small button that copies a text. */
export function CopyIcon({ text, label }: { text: string; label: string }) {
  const copy = () => void navigator.clipboard.writeText(text).then(() => done("Copied"), (error: unknown) => refused("It was not copied", error));
  // The clipboard is closed to pages on plain http: then there is nothing to press.
  return "clipboard" in navigator ? (
    <ActionIcon size="sm" aria-label={label} onClick={copy}>
      <IconCopy className="i s" aria-hidden />
    </ActionIcon>
  ) : null;
}
