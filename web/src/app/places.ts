import { useRouter } from "@tanstack/react-router";
import { IconBox, IconFileText, IconHome, IconInbox, IconLayoutGrid, IconServer2, type Icon } from "@tabler/icons-react";

import { useSignOut } from "../api/session";

const PLACES: { to: string; label: string; icon: Icon }[] = [
  { to: "/", label: "Home", icon: IconHome },
  { to: "/inbox", label: "Inbox", icon: IconInbox },
  { to: "/projects", label: "Projects", icon: IconLayoutGrid },
  { to: "/docs", label: "Docs", icon: IconFileText },
  { to: "/models", label: "Models", icon: IconBox },
  { to: "/endpoints", label: "Endpoints", icon: IconServer2 },
];
/** The pages that this app has: an entry leads nowhere only until its page is there. */
export function usePlaces() {
  const known = useRouter().routesByPath as Record<string, unknown>;
  return PLACES.filter((place) => place.to in known);
}

/** After signing out a full load: nothing of the last person stays in memory. */
export function useLeave(): () => void {
  const signOut = useSignOut();
  return () => signOut.mutate(undefined, { onSettled: () => location.assign("/sign-in") });
}
