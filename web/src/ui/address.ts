/** Addresses that a text may link to. Everything else, javascript: first of all, stays plain text. */
export function safeAddress(address: string): string | null {
  const trimmed = address.trim();
  if (/^(https?:|mailto:)/i.test(trimmed)) return trimmed;
  // Browsers read a backslash as a slash and leave out tabs: "/\host" and "/<tab>/host" are another host, as "//host" is.
  return /^(\/(?![/\\\s])|[#?])/.test(trimmed) ? trimmed : null;
}
