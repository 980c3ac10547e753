const UNITS: Record<string, number> = { "": 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9, t: 1e12, tb: 1e12, bn: 1e9 };

/** "50 GB", "1.5M", "2000" as a whole number; null for nothing (no limit), undefined for what is no amount. */
export function amountOf(text: string): number | null | undefined {
  const plain = text.replace(/[,\s]/g, "").toLowerCase();
  if (!plain) return null;
  const found = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(plain);
  const unit = found && UNITS[found[2] ?? ""];
  if (!found || unit === undefined || unit === null) return undefined;
  const amount = Math.round(Number(found[1]) * unit);
  return amount <= 2 ** 53 ? amount : undefined;
}

/** How full, from 0 to 1; nothing where there is no limit. */
export const fill = (used: number, limit: number | null): number | null => (limit === null ? null : limit === 0 ? 1 : Math.min(1, used / limit));
