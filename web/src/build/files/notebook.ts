/** What is shown of a notebook. HTML and scripts in it are never run, nor are they shown as anything but a note. */
export interface NotebookCell {
  kind: "markdown" | "code" | "raw";
  source: string;
  count: number | null;
  outputs: NotebookOutput[];
}
export type NotebookOutput = { kind: "text"; text: string } | { kind: "error"; text: string } | { kind: "image"; type: "image/png" | "image/jpeg"; data: string } | { kind: "left out"; type: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const joined = (value: unknown): string => (typeof value === "string" ? value : Array.isArray(value) ? value.filter((one) => typeof one === "string").join("") : "");
// Colours of terminals.
const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, "");

const IMAGES = ["image/png", "image/jpeg"] as const;
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/** The richest form of an output that is safe: a picture, else its text. */
function shown(data: Record<string, unknown>): NotebookOutput[] {
  for (const type of IMAGES) {
    const found = joined(data[type]);
    if (found && BASE64.test(found)) return [{ kind: "image", type, data: found.replace(/\s+/g, "") }];
  }
  const text = joined(data["text/plain"]);
  if (text) return [{ kind: "text", text: plain(text) }];
  const [type] = Object.keys(data);
  return type === undefined ? [] : [{ kind: "left out", type: type.slice(0, 80) }];
}

function outputOf(output: unknown): NotebookOutput[] {
  if (!isObject(output)) return [];
  if (output.output_type === "stream") return [{ kind: "text", text: plain(joined(output.text)) }];
  if (output.output_type === "error") return [{ kind: "error", text: plain(joined(output.traceback) || `${joined(output.ename)}: ${joined(output.evalue)}`) }];
  return isObject(output.data) ? shown(output.data) : [];
}

function cellOf(cell: unknown): NotebookCell[] {
  if (!isObject(cell)) return [];
  const kind = cell.cell_type === "markdown" || cell.cell_type === "code" ? cell.cell_type : "raw";
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.flatMap(outputOf) : [];
  return [{ kind, source: joined(cell.source), count: typeof cell.execution_count === "number" ? cell.execution_count : null, outputs }];
}

/** The cells of a notebook; null where the text is none. */
export function cellsOf(text: string): NotebookCell[] | null {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) && Array.isArray(read.cells) ? read.cells.flatMap(cellOf) : null;
  } catch {
    return null;
  }
}
