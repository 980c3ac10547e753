import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { copyText } from "./copyText";

export function CopyButton({ text, label = "Copy", filled = false }: { text: string; label?: string; filled?: boolean }) {
  const [done, setDone] = useState<boolean | null>(null);
  useEffect(() => {
    if (done === null) return undefined;
    const timer = setTimeout(() => setDone(null), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  const icon = done ? <IconCheck className="i s" aria-hidden /> : <IconCopy className="i s" aria-hidden />;
  return (
    <Button variant={filled ? "filled" : "subtle"} leftSection={icon} onClick={() => void copyText(text).then(setDone)}>
      <span aria-live="polite">{done === null ? label : done ? "Copied" : "Press Ctrl C"}</span>
    </Button>
  );
}
