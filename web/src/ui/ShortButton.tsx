import { ActionIcon, Button } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";

interface Props {
  icon: Icon;
  label: string;
  variant?: "default" | "subtle";
  onClick: () => void;
}

/** A button of the bar that is only its icon on a phone. */
export function ShortButton({ icon: Picture, label, variant = "subtle", onClick }: Props) {
  return (
    <>
      <Button className="hide" variant={variant} leftSection={<Picture className="i s" aria-hidden />} onClick={onClick}>
        {label}
      </Button>
      <ActionIcon className="phone" w="var(--row-touch)" miw="var(--row-touch)" h="var(--row-touch)" aria-label={label} title={label} onClick={onClick}>
        <Picture className="i" stroke={1.75} aria-hidden />
      </ActionIcon>
    </>
  );
}
