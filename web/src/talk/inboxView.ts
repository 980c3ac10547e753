import { type InboxView, VIEWS } from "../api/inbox";

export interface InboxSearch {
  view?: InboxView;
}
export const inboxSearch = (raw: Record<string, unknown>): InboxSearch => {
  const view = VIEWS.find((one) => one === raw.view);
  return view && view !== "unread" ? { view } : {};
};
