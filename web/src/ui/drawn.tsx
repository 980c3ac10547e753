import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

import { token } from "./picture";
import { PICTURE_FONT, widthOf } from "./textWidth";

/** What of the page's style a picture must carry with it. */
const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const HEAD = 40;
const EDGE = 16;

/** An element takes on what the page's style sheets make of it, and needs them no longer; those within first, for they lean on its class. */
function settle(element: Element): void {
  for (const child of element.children) settle(child);
  const style = getComputedStyle(element);
  for (const name of KEPT) element.setAttribute(name, style.getPropertyValue(name));
  element.removeAttribute("class");
}

/** Drawings of SVG as a picture that stands by itself, beneath its title, which is never cut: drawn beside the page, in the page's theme. */
export function drawn(drawing: ReactNode, { title, width, height }: { title: string; width: number; height: number }): string {
  const host = document.createElement("div");
  host.className = "vh";
  host.ariaHidden = "true";
  document.body.append(host);
  const root = createRoot(host);
  try {
    const [across, down] = [Math.ceil(Math.max(width, widthOf(title, 14, 600))) + 2 * EDGE, height + HEAD + EDGE];
    flushSync(() =>
      root.render(
        <svg xmlns="http://www.w3.org/2000/svg" width={across} height={down} viewBox={`0 0 ${across} ${down}`} fontFamily={PICTURE_FONT}>
          <rect width="100%" height="100%" fill={token("--bg")} />
          <text x={EDGE} y={26} fontSize={14} fontWeight={600} fill={token("--text")}>
            {title}
          </text>
          <g transform={`translate(${EDGE} ${HEAD})`}>{drawing}</g>
        </svg>,
      ),
    );
    const svg = host.firstElementChild as Element;
    for (const child of svg.lastElementChild?.children ?? []) settle(child);
    return new XMLSerializer().serializeToString(svg);
  } finally {
    root.unmount();
    host.remove();
  }
}
