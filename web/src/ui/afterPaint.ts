/** Longer than a frame of any screen: a tab that nobody sees draws none. */
const AT_MOST = 100;

/** Does something once what is drawn now stands on the screen. Answers how to take it back. */
export function afterPaint(act: () => void): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  const once = () => {
    cancel();
    act();
  };
  // The frame's own task paints after this; the next task finds it painted.
  const frame = requestAnimationFrame(() => (soon = setTimeout(once)));
  const late = setTimeout(once, AT_MOST);
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(soon);
    clearTimeout(late);
  };
  return cancel;
}
