/** Times to put something off to, as the reader's clock has them; in microseconds. */
export function laterTimes(now: Date): { label: string; at: number }[] {
  const at = (days: number, hour: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime() * 1000;
  const monday = ((8 - now.getDay()) % 7) || 7;
  return [
    { label: "In three hours", at: (now.getTime() + 3 * 3_600_000) * 1000 },
    { label: "Tomorrow, 9:00", at: at(1, 9) },
    ...(monday > 1 ? [{ label: "Monday, 9:00", at: at(monday, 9) }] : []),
    { label: "In a week", at: at(7, 9) },
  ];
}
