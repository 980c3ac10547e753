import { IconBulb, IconListCheck, IconRocket, IconServerCog, type Icon } from "@tabler/icons-react";

import type { Focus } from "../api/types";

/** What people mostly do. It orders Home and hides nothing. */
export const FOCUSES: readonly { value: Focus; label: string; icon: Icon }[] = [
  { value: "build", label: "I mostly build models", icon: IconBulb },
  { value: "run", label: "I mostly run them", icon: IconRocket },
  { value: "plan", label: "I mostly plan and decide", icon: IconListCheck },
  { value: "operate", label: "I mostly keep systems up", icon: IconServerCog },
];
