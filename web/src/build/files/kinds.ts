/** How a file is previewed, told by its name alone. */
export type Preview = "image" | "markdown" | "json" | "table" | "parquet" | "notebook" | "text" | "none";

const IMAGES: Record<string, string> = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", svg: "image/svg+xml", avif: "image/avif" };
const TEXTS = new Set(
  "txt log yaml yml toml ini cfg conf py r jl sh js ts css html htm xml sql tex env md5 sha256 requirements lock mlmodel jsonl ndjson".split(" "),
);
const PLAIN = new Set(["mlmodel", "requirements", "dockerfile", "makefile", "license", "readme"]);
const OTHERS: Record<string, Preview> = { md: "markdown", markdown: "markdown", json: "json", ipynb: "notebook", csv: "table", tsv: "table", parquet: "parquet", pq: "parquet" };

export const nameOf = (path: string): string => path.split("/").filter(Boolean).pop() ?? path;

const extension = (path: string): string => {
  const name = nameOf(path);
  return (name.includes(".") ? (name.split(".").pop() ?? "") : "").toLowerCase();
};

export function previewOf(path: string): Preview {
  const end = extension(path);
  if (end in IMAGES) return "image";
  const other = OTHERS[end];
  if (other) return other;
  return TEXTS.has(end) || PLAIN.has(nameOf(path).toLowerCase()) ? "text" : "none";
}

export const imageType = (path: string): string => IMAGES[extension(path)] ?? "application/octet-stream";

/** So much of a file is read for its preview. Of what is longer the head is shown; pictures and notebooks must be whole. */
const HEADS: Record<Preview, number> = { image: 25_000_000, notebook: 10_000_000, json: 2_000_000, markdown: 500_000, table: 256_000, text: 256_000, parquet: Infinity, none: 0 };
export const headOf = (preview: Preview): number => HEADS[preview];
const WHOLE = new Set<Preview>(["image", "notebook"]);
export const mustBeWhole = (preview: Preview): boolean => WHOLE.has(preview);

const MARKS = { "utf-16le": [0xff, 0xfe], "utf-16be": [0xfe, 0xff] } as const;
/** So many bytes that are no UTF-8 are damage in a text that is; with more it is of one byte a letter, as old programs write it. */
const DAMAGED = 8;

/** Text as UTF-16 where it begins by saying so, else as UTF-8, else as windows-1252: `latin` says that it was read as such. */
function decoded(bytes: ArrayBuffer, cut: boolean): { text: string; latin: boolean } {
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  for (const [name, mark] of Object.entries(MARKS)) if (mark.every((byte, place) => head[place] === byte)) return { text: new TextDecoder(name).decode(bytes), latin: false };
  const text = new TextDecoder("utf-8").decode(bytes, { stream: cut });
  const odd = text.split("\ufffd").length - 1;
  const right = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  if (odd === 0 || (odd <= DAMAGED && right > odd)) return { text, latin: false };
  return { text: new TextDecoder("windows-1252").decode(bytes), latin: true };
}

/** A text whose end may be cut in the middle of a letter or a line: up to its last whole line. */
export function wholeLines(bytes: ArrayBuffer, cut: boolean): { text: string; latin: boolean } {
  const { text, latin } = decoded(bytes, cut);
  const end = text.lastIndexOf("\n");
  return { text: cut && end > 0 ? text.slice(0, end) : text, latin };
}
