/** A picture to keep, as a file of its own: what it looks like, and what it shows in numbers. */
export interface Picture {
  name: string;
  svg: () => string | Promise<string>;
  csv: () => string | Promise<string>;
}

/** A token as the page's theme has it now; canvases cannot read CSS by themselves. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** What every browser's canvas still draws: beyond, it stays empty without a word. */
const LONGEST = 16_384;
const MOST_PIXELS = 100_000_000;

/** How fine a picture of a size can be as pixels: twice, or as fine as a canvas allows. */
export const scaleFor = (width: number, height: number): number => Math.min(2, LONGEST / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));

/** A picture's SVG as pixels, twice as fine where it is not huge. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    const scale = scaleFor(image.width, image.height);
    [canvas.width, canvas.height] = [Math.floor(image.width * scale), Math.floor(image.height * scale)];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((found, fail) => canvas.toBlob((blob) => (blob ? found(blob) : fail(new Error("The picture could not be made."))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A cell of a table of commas; what a spreadsheet would run as a formula is made a text. */
export function csvCell(value: string | number | null): string {
  const text = value === null ? "NaN" : String(value);
  const safe = typeof value === "string" && /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) && !/^-?Infinity$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string => rows.map((row) => row.map(csvCell).join(",")).join("\r\n");

export function save(name: string, content: Blob | string, type: string): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[^\w.-]+/g, "-");
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
