import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";

/** The clipboard is closed to pages on plain http; then the text is selected by way of a hidden field. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "vh";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

export function CopyButton({ text, label = "Copy", filled = false }: { text: string; label?: string; filled?: boolean }) {
  const [done, setDone] = useState<boolean | null>(null);
  useEffect(() => {
    if (done === null) return undefined;
    const timer = setTimeout(() => setDone(null), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  const icon = done ? <IconCheck className="i s" aria-hidden /> : <IconCopy className="i s" aria-hidden />;
  return (
    <Button variant={filled ? "filled" : "subtle"} leftSection={icon} onClick={() => void copy(text).then(setDone)}>
      <span aria-live="polite">{done === null ? label : done ? "Copied" : "Press Ctrl C"}</span>
    </Button>
  );
}
