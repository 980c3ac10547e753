import { IconBook, IconFileText, IconShieldCheck, type Icon } from "@tabler/icons-react";

const ICONS: Record<string, Icon> = { runbook: IconBook, protocol: IconShieldCheck };

/** The picture of a document by its category. */
export const documentIcon = (category: string): Icon => ICONS[category] ?? IconFileText;
