import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";

import { copyText } from "../../ui/copyText";
import { done } from "../../ui/toast";

/** A small button that copies a text. */
export function CopyIcon({ text, label }: { text: string; label: string }) {
  return (
    <ActionIcon size="sm" aria-label={label} onClick={() => void copyText(text).then((copied) => done(copied ? "Copied" : "It was not copied: the browser does not let pages do it."))}>
      <IconCopy className="i s" aria-hidden />
    </ActionIcon>
  );
}
