import { Textarea, type TextareaProps } from "@mantine/core";
import { clsx } from "clsx";
import type { CSSProperties } from "react";

import styles from "./GrowingText.module.css";

interface Props extends Omit<TextareaProps, "autosize"> {
  minRows: number;
  maxRows: number;
}

const sizesItself = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

/** A field for text that is as high as its text. Where the browser sees to that, nothing is measured: it cost a layout of the page at each letter. */
export function GrowingText({ minRows, maxRows, className, ...rest }: Props) {
  if (!sizesItself) return <Textarea autosize minRows={minRows} maxRows={maxRows} className={className ?? ""} {...rest} />;
  const rows = { "--rows-least": minRows, "--rows-most": maxRows } as CSSProperties;
  return <Textarea className={clsx(styles.grows, className)} style={rows} {...rest} />;
}
