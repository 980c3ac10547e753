/** How a file is previewed, told by its name alone. */
export type Preview = "image" | "markdown" | "json" | "text" | "none";

const IMAGES: Record<string, string> = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", svg: "image/svg+xml", avif: "image/avif" };
const TEXTS = new Set(
  "txt log csv tsv yaml yml toml ini cfg conf py r jl sh js ts css html xml sql tex env md5 sha256 requirements lock mlmodel".split(" "),
);
const PLAIN = new Set(["mlmodel", "requirements", "dockerfile", "makefile", "license", "readme"]);

export const TOO_LONG = 2_000_000;

const extension = (path: string): string => {
  const name = path.split("/").pop() ?? "";
  return (name.includes(".") ? (name.split(".").pop() ?? "") : "").toLowerCase();
};

export function previewOf(path: string): Preview {
  const end = extension(path);
  if (end in IMAGES) return "image";
  if (end === "md" || end === "markdown") return "markdown";
  if (end === "json" || end === "jsonl" || end === "ipynb") return "json";
  const name = (path.split("/").pop() ?? "").toLowerCase();
  return TEXTS.has(end) || PLAIN.has(name) ? "text" : "none";
}

export const imageType = (path: string): string => IMAGES[extension(path)] ?? "application/octet-stream";

/** JSON with its lines broken; what is no JSON stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export const nameOf = (path: string): string => path.split("/").filter(Boolean).pop() ?? path;
