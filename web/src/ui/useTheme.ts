import { useMantineColorScheme } from "@mantine/core";

/** The chosen theme, and how to choose. Mantine would halt transitions meanwhile with a style tag, which the page's policy refuses. */
export const useTheme = () => useMantineColorScheme({ keepTransitions: true });
