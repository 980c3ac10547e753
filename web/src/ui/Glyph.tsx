import type { Icon } from "@tabler/icons-react";
import { clsx } from "clsx";
import type { ReactElement } from "react";

interface Picture {
  children: readonly (ReactElement<{ d: string }> | false | undefined)[];
}
/** What the icons of the set are: components that a parent may point at, which answer with an svg full of paths. */
interface Drawn {
  render: (props: object, ref: null) => ReactElement<Picture>;
}

const outlines = new WeakMap<Icon, string>();

/** All strokes of an icon as one path. */
export function outlineOf(icon: Icon): string {
  const known = outlines.get(icon);
  if (known !== undefined) return known;
  const { children } = (icon as unknown as Drawn).render({}, null).props;
  const outline = children.flatMap((child) => (child ? [child.props.d] : [])).join("");
  outlines.set(icon, outline);
  return outline;
}

/** An icon in two elements instead of up to nine: for what a table draws in each of its rows. */
export const Glyph = ({ icon, className }: { icon: Icon; className?: string | false | undefined }) => (
  <svg viewBox="0 0 24 24" className={clsx("i glyph", className)} aria-hidden>
    <path d={outlineOf(icon)} />
  </svg>
);
