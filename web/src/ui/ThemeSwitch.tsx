import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";

import { useTheme } from "./useTheme";

/** Dark or light; what was chosen wins over the system until Settings says otherwise. */
export function ThemeSwitch() {
  const { setColorScheme } = useTheme();
  const next = useComputedColorScheme("light") === "dark" ? "light" : "dark";
  const Icon = next === "dark" ? IconMoon : IconSun;
  return (
    <Tooltip label={`Switch to ${next}`}>
      <ActionIcon aria-label={`Switch to ${next}`} onClick={() => setColorScheme(next)}>
        <Icon className="i" stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
