import { useRouter } from "@tanstack/react-router";
import { IconBox, IconFileText, IconHome, IconInbox, IconLayoutGrid, IconListCheck, IconServer2, type Icon } from "@tabler/icons-react";

import { useSignOut } from "../api/session";
import { tell } from "../ui/tell";

interface Place {
  to: string;
  label: string;
  icon: Icon;
  /** The letter that leads there after G. */
  letter: string;
}

const PLACES: readonly Place[] = [
  { to: "/", label: "Home", icon: IconHome, letter: "h" },
  { to: "/inbox", label: "Inbox", icon: IconInbox, letter: "i" },
  { to: "/issues", label: "Issues", icon: IconListCheck, letter: "w" },
  { to: "/projects", label: "Projects", icon: IconLayoutGrid, letter: "p" },
  { to: "/docs", label: "Docs", icon: IconFileText, letter: "d" },
  { to: "/models", label: "Models", icon: IconBox, letter: "m" },
  { to: "/endpoints", label: "Endpoints", icon: IconServer2, letter: "e" },
];
/** The pages that this app has: an entry leads nowhere only until its page is there. */
export function usePlaces() {
  const known = useRouter().routesByPath as Record<string, unknown>;
  return PLACES.filter((place) => place.to in known);
}

/** After signing out a full load: nothing of the last person stays in memory. */
export function useLeave(): () => void {
  const signOut = useSignOut();
  const leave = () => location.assign("/sign-in");
  return () => tell(signOut, undefined, { onSuccess: leave, onError: leave });
}
