import type { ActivityView } from "../api/activity";

const word = (value: unknown): string | undefined => (typeof value === "string" && /^\w{1,64}$/.test(value) ? value : undefined);

/** The filter that an address holds. */
export function activitySearch(raw: Record<string, unknown>): ActivityView {
  const person = word(raw.person);
  const type = word(raw.type);
  return { ...(person && { person }), ...(type && { type }) };
}
