import { useQuery } from "@tanstack/react-query";

import { inboxCountQuery } from "../api/inbox";

/** How much is unread, for the sidebar. Nothing where nothing is. */
export function InboxCount() {
  const unread = useQuery(inboxCountQuery).data ?? 0;
  if (unread === 0) return null;
  return (
    <span className="m num sm">
      {unread > 99 ? "99+" : unread}
      <span className="vh"> unread</span>
    </span>
  );
}
