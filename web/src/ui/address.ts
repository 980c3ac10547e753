/** Addresses that a text may link to. Everything else, javascript: first of all, stays plain text. */
export function safeAddress(address: string): string | null {
  const trimmed = address.trim();
  if (/^(https?:|mailto:)/i.test(trimmed)) return trimmed;
  return /^[/#?]/.test(trimmed) && !trimmed.startsWith("//") ? trimmed : null;
}
