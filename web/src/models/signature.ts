/** What a model takes and gives, as its MLmodel file tells it. */
export interface Signature {
  inputs: string | null;
  outputs: string | null;
  params: string | null;
}
const PARTS = ["inputs", "outputs", "params"] as const;

/** A text in YAML's double quotes; null where it is escaped as JSON never is. */
function unescaped(quoted: string): string | null {
  try {
    return JSON.parse(quoted.replace(/\\x([0-9a-fA-F]{2})/g, "\\u00$1")) as string;
  } catch {
    return null;
  }
}

/** A scalar in YAML's quotes, in which long lines are folded; null where it says nothing. */
function scalar(text: string): string | null {
  const folded = text.replace(/\\\n\s*(\\(?= ))?/g, "").replace(/\s*\n\s*/g, " ");
  if (folded.startsWith("'")) return folded.slice(1, -1).replaceAll("''", "'");
  if (folded.startsWith('"')) return unescaped(folded);
  return folded === "null" || folded === "~" ? null : folded;
}

/** The signature in an MLmodel file; null where it has none. Only these three names are looked for: it is no reader of YAML. */
export function signatureIn(text: string): Signature | null {
  const block = /^signature:[ ]*\n((?:[ ]+.*\n?)+)/m.exec(text)?.[1];
  if (!block) return null;
  const part = (name: string): string | null => {
    const found = new RegExp(`^ {2}${name}: *('(?:[^']|'')*'|"(?:[^"\\\\]|\\\\[\\s\\S])*"|[^\\n]*)`, "m").exec(block)?.[1];
    return found ? scalar(found) : null;
  };
  return { inputs: part("inputs"), outputs: part("outputs"), params: part("params") };
}

const kindOf = (one: Record<string, unknown>): string => {
  const tensor = one["tensor-spec"] as { dtype?: unknown; shape?: unknown } | undefined;
  const word = tensor ? `${String(tensor.dtype)}[${(tensor.shape as unknown[] | undefined)?.join(", ") ?? ""}]` : typeof one.type === "string" ? one.type : JSON.stringify(one.type);
  return one.required === false ? `${word}, optional` : word;
};

/** The columns of a part by name: "petal_width" is "double". Those without a name are told by their place. */
export function columnsOf(part: string | null): Map<string, string> {
  if (!part) return new Map();
  try {
    const list = JSON.parse(part) as unknown;
    if (!Array.isArray(list)) return new Map([["", part]]);
    return new Map(list.map((one: Record<string, unknown>, place) => [typeof one.name === "string" ? one.name : `#${place + 1}`, kindOf(one)]));
  } catch {
    return new Map([["", part]]);
  }
}

/** A row of two versions side by side. */
export interface FactRow {
  name: string;
  values: readonly [string | null, string | null];
}

/** The columns of both signatures: "inputs.petal_width". */
export const signatureRows = (both: readonly [Signature | null, Signature | null]): FactRow[] =>
  PARTS.flatMap((part) => {
    const [left, right] = [columnsOf(both[0]?.[part] ?? null), columnsOf(both[1]?.[part] ?? null)];
    return [...new Set([...left.keys(), ...right.keys()])].map((name): FactRow => ({ name: name ? `${part}.${name}` : part, values: [left.get(name) ?? null, right.get(name) ?? null] }));
  });
