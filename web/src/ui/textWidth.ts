/** A picture cannot carry the page's own font with it. */
export const PICTURE_FONT = "Inter, sans-serif";

const canvas = document.createElement("canvas");

/** How wide text of a picture is, as it is drawn here: letters of some scripts are twice as wide as others. */
export function widthOf(text: string, size: number, weight = 400): number {
  const pen = canvas.getContext("2d");
  if (!pen) return [...text].length * size;
  pen.font = `${weight} ${size}px ${PICTURE_FONT}`;
  return pen.measureText(text).width;
}

/** As much of a text as a width has room for: text of SVG does not end in dots by itself. */
export function fitting(text: string, room: number, size: number, weight = 400, measured: typeof widthOf = widthOf): string {
  if (measured(text, size, weight) <= room) return text;
  const letters = [...text];
  const short = (count: number) => `${letters.slice(0, count).join("")}…`;
  let [fits, longer] = [0, letters.length];
  while (longer - fits > 1) {
    const middle = (fits + longer) >> 1;
    if (measured(short(middle), size, weight) <= room) fits = middle;
    else longer = middle;
  }
  return short(fits);
}
